"""The switch interval of the interpreter, as `sys` reports it."""

import sys
from collections.abc import Iterator

import pytest

from common.services import interpreter_lock


@pytest.fixture
def restored() -> Iterator[None]:
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("restored")
def test_threads_give_way_sooner() -> None:
    """The default of CPython is 5 ms (sys.setswitchinterval)."""
    interpreter_lock.share()
    assert sys.getswitchinterval() < 0.005
