"""Services on each real backend."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from common.services import redis_server
from common.services.container import Services, open_services
from common.services.store import store
from common.settings import load
from tests.common.services.clock import SetClock

OpenServices = Callable[..., Services]

REDIS_TIMEOUT_SECONDS = STORE_TIMEOUT_SECONDS = 5.0


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture(params=["sqlite", "redis"])
def state_environ(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """Return the environment of each backend of shared state.

    These tests do not test how long Redis may take. On a busy machine an answer would sometimes be
    late, and the request counted by the machine.
    """
    if request.param == "sqlite":
        return {}
    for option in ("timeout", "socket_timeout", "socket_connect_timeout"):
        monkeypatch.setitem(redis_server.OWN_OPTIONS, option, REDIS_TIMEOUT_SECONDS)
    return {"REDIS_URL": request.getfixturevalue("redis_url")}


@pytest.fixture
def long_store_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Postgres take longer than a request may wait: it is late on a busy machine, too."""
    monkeypatch.setattr(store, "DEADLINE_SECONDS", STORE_TIMEOUT_SECONDS)


@pytest.fixture(params=["sqlite", "postgres"])
def store_environ(request: pytest.FixtureRequest, long_store_deadline: None) -> dict[str, str]:
    """Return the environment of each kind of store. These tests do not test how long it takes."""
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
