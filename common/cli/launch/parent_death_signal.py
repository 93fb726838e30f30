"""Replace this process by a program that the kernel ends when its parent ends.

Usage: ``python -m common.cli.launch.parent_death_signal PROGRAM [ARGUMENT ...]``.

The launcher starts supervisord this way, and supervisord every program. If one of them is killed,
the processes that it started end too.
"""

import os
import sys

from common.cli.launch.processes import LAUNCHER, die_with_launcher

if __name__ == "__main__":
    die_with_launcher(int(os.environ[LAUNCHER]))
    os.execvp(sys.argv[1], sys.argv[1:])
