"""`python -m common.cli.launch.leash PROGRAM …`: become PROGRAM, and end when the parent does.

supervisord starts every program so: were it killed outright, nothing it started would stay.
"""

import os
import sys

from common.cli.launch.processes import die_with_parent

if __name__ == "__main__":
    die_with_parent()
    os.execvp(sys.argv[1], sys.argv[1:])
