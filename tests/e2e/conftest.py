"""One running stack for the tests that leave it as it is."""

from collections.abc import Iterator

import pytest

from tests.e2e.running import RunningStack


@pytest.fixture(scope="session")
def stack() -> Iterator[RunningStack]:
    """Run the stack once."""
    with RunningStack() as running:
        yield running
