"""A PgBouncer in front of the tests' Postgres, which lends a connection for one transaction."""

import os
import pwd
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from tests.servers.process import ServerProcess, free_port, let_others_enter
from tests.system.fronts import SEARCH_PATH

# Fewer connections than the service opens, so that its statements change connections.
CONFIGURATION = """\
[databases]
* = host=127.0.0.1 port={port}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own_port}
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 2
max_client_conn = 200
unix_socket_dir =
{extra}
"""


class PgBouncer:
    """A running PgBouncer, configured as Debian ships it but for the pool.

    Args:
        folder: an empty folder.
        database_url: of the database behind it.
        extra: further lines of its configuration.
    """

    def __init__(self, folder: Path, database_url: str, extra: str = "") -> None:
        own_port, address = free_port(), urlsplit(database_url)
        text = CONFIGURATION.format(
            port=address.port, own_port=own_port, folder=folder, extra=extra
        )
        (folder / "pgbouncer.ini").write_text(text)
        (folder / "users").write_text('"postgres" ""\n')
        # It refuses to run as root.
        user = pwd.getpwnam("nobody").pw_uid if os.getuid() == 0 else None
        let_others_enter(folder)
        program = shutil.which("pgbouncer", path=SEARCH_PATH)
        assert program is not None, "make test-system lists what to install"
        self._process = ServerProcess(
            [program, folder / "pgbouncer.ini"], folder / "log", "process up", user
        )
        self.url = database_url.replace(f":{address.port}/", f":{own_port}/")

    def stop(self) -> None:
        """Stop it."""
        self._process.stop()
