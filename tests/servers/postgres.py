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

# Nothing here has to survive a crash of the machine; what is committed survives one of Postgres.
FAST = ("fsync=off", "full_page_writes=off", "shared_buffers=16MB")


class PostgresServer:
    """A Postgres of its own on the loopback interface, with as many databases as asked for.

    Postgres refuses to run as root: then it runs as `nobody`, from a copy that such a user can
    read, since the clone may lie where it can't.
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
        """Start it, again after a kill and on the same port with the same data."""
        self._process = ServerProcess(
            [self._home / "bin" / "postgres", "-D", self._data, *self._options()],
            self._data / "log",
            self._answers,
            self._user,
        )

    def _reachable(self, home: Path) -> Path:
        if self._user is None:
            return home
        os.chown(self._base, self._user, -1)
        # Shared libraries of a wheel lie beside its package: ../../x.libs from bin/.
        keep = home.parent.parent if home.is_relative_to(binaries.HOME) else home
        if not home.is_relative_to(binaries.HOME):
            return home
        shutil.copytree(keep, self._base / "copy", symlinks=True)
        for path in (self._base / "copy").rglob("*"):
            path.chmod(0o755)
        return self._base / "copy" / home.relative_to(keep)

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
        """Return what DATABASE_URL would hold for *database*."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    @contextmanager
    def database(self) -> Iterator[str]:
        """Make an empty database, yield its URL, and drop it whoever is still connected."""
        url = self.create()
        try:
            yield url
        finally:
            self._execute(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def create(self) -> str:
        """Make an empty database that goes with the server, and return its URL."""
        name = f"test_{uuid.uuid4().hex}"
        self._execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def serve_as(self, name: str) -> Path:
        """Make a user and a database called *name*; return the folder of the client programs."""
        self._execute(f"CREATE ROLE {name} SUPERUSER LOGIN")
        self._execute(f"CREATE DATABASE {name} OWNER {name}")
        return self._home / "bin"

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def kill(self) -> None:
        """End it as a crash would."""
        self._process.kill()
        # Its number may be another process' by the next start, which Postgres would wait for.
        (self._data / "postmaster.pid").unlink(missing_ok=True)

    def pause(self) -> None:
        """Stop it with SIGSTOP: it accepts connections and answers nothing."""
        self._process.pause()

    def resume(self) -> None:
        """Let it go on."""
        self._process.resume()

    def close(self) -> None:
        """Stop it for good and remove its files."""
        self._process.stop()
        self._folder.cleanup()
