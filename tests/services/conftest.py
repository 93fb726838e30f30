"""Services on each real backend."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from common.services.bundle import Services, open_services
from common.settings import load
from tests.services.clock import SetClock

OpenServices = Callable[..., Services]


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture(params=["machine", "redis"])
def state_environ(request: pytest.FixtureRequest) -> dict[str, str]:
    """Return the environment of each backend of shared state."""
    if request.param == "machine":
        return {}
    return {"REDIS_URL": request.getfixturevalue("redis_url")}


@pytest.fixture(params=["sqlite", "postgres"])
def store_environ(request: pytest.FixtureRequest) -> dict[str, str]:
    """Return the environment of each kind of store."""
    if request.param == "sqlite":
        return {}
    return {"DATABASE_URL": request.getfixturevalue("postgres_url")}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenServices]:
    """Yield a function that opens services over an environment; they close after the test."""
    with ExitStack() as stack:

        def make(environ: dict[str, str], clock: SetClock | None = None) -> Services:
            settings = load({"DATA_DIR": str(tmp_path), **environ})
            return stack.enter_context(open_services(settings, process="test", clock=clock))

        yield make
