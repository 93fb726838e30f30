"""Paths of a stack: all are under its DATA_DIR, so that stacks do not share files."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class StackPaths:
    """The paths of one stack; *data* is absolute."""

    data: Path

    @property
    def run(self) -> Path:
        """Folder of sockets, locks and process ids: meaningless after the stack has ended."""
        return self.data / "run"

    @property
    def redis(self) -> Path:
        """Folder of the private Redis' data."""
        return self.data / "redis"

    @property
    def supervisor_socket(self) -> Path:
        """Socket of supervisord."""
        return self.run / "supervisor.sock"

    @property
    def redis_socket(self) -> Path:
        """Socket of the private Redis."""
        return self.run / "redis.sock"

    @property
    def lock(self) -> Path:
        """Lock file, locked by the launcher of the one stack that may use these folders."""
        return self.run / "lock"

    @property
    def fatal(self) -> Path:
        """File with the name of the program that supervisord gave up, if there is one."""
        return self.run / "fatal"
