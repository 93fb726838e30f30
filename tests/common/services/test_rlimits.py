"""The limit of open descriptors: raised to what the system allows, and never lowered."""

import resource
import subprocess
import sys

import pytest

CHILD = """
import resource, sys
from common.services import rlimits
soft, hard, rlimits.MAX_DESCRIPTORS = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
rlimits.raise_descriptor_limit()
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.parametrize(
    ("soft", "hard", "most", "raised"),
    [
        (100, 400, 1_000, 400),
        (400, 400, 1_000, 400),
        (100, 400, 200, 200),
        # A soft limit above the maximum is kept.
        (300, 400, 200, 300),
    ],
)
def test_soft_limit_is_raised_and_never_lowered(
    soft: int, hard: int, most: int, raised: int
) -> None:
    """getrlimit(2); in a child, because a lowered hard limit can't be raised again."""
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[1] >= hard
    command = [sys.executable, "-c", CHILD, *map(str, (soft, hard, most))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(raised), str(hard)]
