"""Where a stack keeps what: everything under its DATA_DIR, so that stacks never meet."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class StackPaths:
    """The paths of one stack; *data* is absolute."""

    data: Path

    @property
    def run(self) -> Path:
        """Sockets, locks and process ids: meaningless once the stack has ended."""
        return self.data / "run"

    @property
    def redis(self) -> Path:
        """The private Redis' data."""
        return self.data / "redis"

    @property
    def supervisor_socket(self) -> Path:
        """Where supervisorctl talks to supervisord."""
        return self.run / "supervisor.sock"

    @property
    def redis_socket(self) -> Path:
        """Where the private Redis listens."""
        return self.run / "redis.sock"

    @property
    def lock(self) -> Path:
        """Held by the launcher of the one stack that may use these folders."""
        return self.run / "lock"

    @property
    def fatal(self) -> Path:
        """Names the program that gave up, if one did."""
        return self.run / "fatal"
