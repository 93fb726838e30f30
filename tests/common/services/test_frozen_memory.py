"""Frozen memory is exempt from collection while the process runs, and no longer at its end."""

import subprocess
import sys


def test_objects_are_exempt_until_the_interpreter_ends() -> None:
    """Python's gc: freeze before a fork, to keep the pages shared."""
    code = """
import atexit, gc
from common.services.frozen_memory import freeze
atexit.register(lambda: print(gc.get_freeze_count()))
freeze()
freeze()
print(gc.get_freeze_count() > 1000)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "0"]
