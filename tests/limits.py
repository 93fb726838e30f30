"""Limits of this process that stand for what a test can't bring about, such as a full disk."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unwritable_files() -> Iterator[None]:
    """Let no file of this process be written to: each write fails, as on a disk that is full.

    Python ignores the signal that comes with it (docs.python.org, signal, SIGXFSZ).
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
