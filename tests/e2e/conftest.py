"""A running stack, shared by the tests that don't change it."""

from collections.abc import Iterator

import pytest

from tests.e2e.running import RunningStack


@pytest.fixture(scope="session")
def stack() -> Iterator[RunningStack]:
    """Run one stack for the session."""
    with RunningStack() as running:
        yield running
