"""`python -m common.cli.launch.private_redis`: become the stack's own Redis, on a Unix socket.

It keeps its data in DATA_DIR, so that counters outlive a restart, and listens on no port.
"""

import os

from common.cli.launch.paths import StackPaths
from common.cli.launch.processes import LAUNCHER, die_with_launcher
from common.settings import load


def command(folders: StackPaths) -> list[str]:
    """Return the command line of a Redis that only this user can reach."""
    return [
        "redis-server",
        *("--port", "0", "--unixsocket", str(folders.redis_socket), "--unixsocketperm", "600"),
        *("--dir", str(folders.redis), "--appendonly", "yes", "--save", ""),
        # By "everysec", Redis answers before it has written where the disk is slow to sync: killed
        # then, it would lose what was counted. What is written outlives it, synced or not.
        *("--appendfsync", "no"),
        *("--daemonize", "no", "--loglevel", "warning"),
    ]


if __name__ == "__main__":
    die_with_launcher(int(os.environ[LAUNCHER]))
    arguments = command(StackPaths(load(os.environ).data_dir))
    os.execvp(arguments[0], arguments)
