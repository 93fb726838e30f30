"""A private Postgres for tests."""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.servers import binaries
from tests.servers.process import ServerProcess, free_port

# Committed data survives a crash of Postgres, but need not survive one of the machine.
FAST = ("fsync=off", "full_page_writes=off", "shared_buffers=16MB")


class PostgresServer:
    """A Postgres on the loopback interface, with any number of databases.

    Postgres refuses to run as root. It then runs as `nobody`, from a copy that this user can read:
    the environment may be in a directory that it can't.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="barcode-postgres-")
        self._base = Path(self._folder.name)
        self._user = pwd.getpwnam("nobody").pw_uid if os.getuid() == 0 else None
        self._home = self._reachable(binaries.postgres_home())
        self._data = self._base / "data"
        self.port = free_port()
        self._initialise()
        self.start()

    def start(self) -> None:
        """Start it; after a kill, on the same port and with the same data."""
        self._process = ServerProcess(
            [self._home / "bin" / "postgres", "-D", self._data, *self._options()],
            self._data / "log",
            "database system is ready to accept connections",
            self._user,
        )

    def _reachable(self, home: Path) -> Path:
        if self._user is None:
            return home
        os.chown(self._base, self._user, -1)
        # The shared libraries of a wheel are next to its package: ../../x.libs from bin/.
        if not home.is_relative_to(binaries.HOME):
            return home
        wheel = home.parent.parent
        shutil.copytree(wheel, self._base / "copy", symlinks=True)
        for path in (self._base / "copy").rglob("*"):
            path.chmod(0o755)
        return self._base / "copy" / home.relative_to(wheel)

    def _initialise(self) -> None:
        subprocess.run(
            [
                *(self._home / "bin" / "initdb", "-D", self._data, "--username", "postgres"),
                *("--auth", "trust", "--no-sync", "--encoding", "UTF8", "--locale", "C"),
            ],
            check=True,
            capture_output=True,
            cwd=self._base,
            user=self._user,
            group=self._user,
            extra_groups=None if self._user is None else [],
        )

    def _options(self) -> list[str]:
        options = [*FAST, f"port={self.port}", "listen_addresses=127.0.0.1"]
        return [word for option in options for word in ("-c", option)] + ["-k", ""]

    def url(self, database: str) -> str:
        """Return the DATABASE_URL of *database*."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def database(self) -> Iterator[str]:
        """Create an empty database, yield its URL, and drop it even if clients are connected."""
        url = self.create()
        try:
            yield url
        finally:
            self._execute(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def create(self) -> str:
        """Create an empty database, which is dropped with the server, and return its URL."""
        name = f"test_{uuid.uuid4().hex}"
        self._execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def serve_as(self, name: str) -> Path:
        """Create a user and a database called *name*; return the folder of the client programs."""
        self._execute(f"CREATE ROLE {name} SUPERUSER LOGIN")
        self._execute(f"CREATE DATABASE {name} OWNER {name}")
        return self._home / "bin"

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def kill(self) -> None:
        """End it with SIGKILL."""
        self._process.kill()
        # Another process may have its id at the next start, and Postgres would wait for that one.
        (self._data / "postmaster.pid").unlink(missing_ok=True)

    def pause(self) -> None:
        """Stop it with SIGSTOP: it accepts connections and answers nothing."""
        self._process.pause()

    def resume(self) -> None:
        """Continue it with SIGCONT."""
        self._process.resume()

    def close(self) -> None:
        """Stop it and remove its files."""
        self._process.stop()
        self._folder.cleanup()
