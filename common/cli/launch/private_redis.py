"""`python -m common.cli.launch.private_redis`: run the stack's own Redis on a Unix socket.

Its data is in DATA_DIR, so that counters survive a restart. It listens on no port.
"""

import os
import shutil

from common.cli.launch.paths import StackPaths
from common.settings import load

# Valkey takes the same options and files as Redis.
PROGRAMS = ("redis-server", "valkey-server")


def program() -> str | None:
    """Return the path of the server that is installed, or None."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def command(folders: StackPaths) -> list[str]:
    """Return the command line of a Redis that only this user can connect to."""
    return [
        program() or PROGRAMS[0],
        *("--port", "0", "--unixsocket", str(folders.redis_socket), "--unixsocketperm", "600"),
        *("--dir", str(folders.redis), "--appendonly", "yes", "--save", ""),
        # With "everysec", Redis may answer before write(2) if the disk is slow to sync: if Redis is
        # killed then, counts are lost. Written data survives the process, synced or not.
        *("--appendfsync", "no"),
        *("--daemonize", "no", "--loglevel", "warning"),
    ]


if __name__ == "__main__":
    arguments = command(StackPaths(load(os.environ).data_dir))
    os.execvp(arguments[0], arguments)
