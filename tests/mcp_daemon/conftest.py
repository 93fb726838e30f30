"""The daemon, reached at both of its ports."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.common.mcp.offering import Counter, Gatekeeper, offering
from tests.mcp_daemon.running import Endpoint, RunningDaemon, RunningGunicorn


@pytest.fixture(scope="session")
def gunicorn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGunicorn]:
    """Run the product's Gunicorn, which hands over to the daemon of each test."""
    running = RunningGunicorn(tmp_path_factory.mktemp("mcp"), parsers=False)
    yield running
    running.stop()


@pytest.fixture
def data_dir(gunicorn: RunningGunicorn) -> Path:
    return gunicorn.data_dir


@pytest.fixture
def keeper() -> Iterator[Gatekeeper]:
    """Hold calls of the tool ``wait`` until the end of the test."""
    gatekeeper = Gatekeeper()
    yield gatekeeper
    gatekeeper.gate.set()


@pytest.fixture
def counter() -> Counter:
    return Counter()


Start = Callable[..., RunningDaemon]


@pytest.fixture
def start(data_dir: Path, keeper: Gatekeeper, counter: Counter) -> Iterator[Start]:
    """Return a function that starts a daemon with the settings given, one at a time."""
    started: list[RunningDaemon] = []

    def start_one(**variables: object) -> RunningDaemon:
        started.append(RunningDaemon(offering(keeper, counter), data_dir, **variables))
        return started[-1]

    yield start_one
    keeper.gate.set()
    for daemon in started:
        daemon.stop()


@pytest.fixture
def daemon(start: Start) -> RunningDaemon:
    return start()


@pytest.fixture(params=["direct", "handed over"])
def way(request: pytest.FixtureRequest) -> str:
    """Return the name of a port of the daemon; a test with this fixture runs over both."""
    name: str = request.param
    return name


@pytest.fixture
def reach(way: str, gunicorn: RunningGunicorn) -> Callable[[RunningDaemon], Endpoint]:
    """Return a function that returns the endpoint of a daemon."""
    return lambda daemon: Endpoint(daemon.port if way == "direct" else gunicorn.port)


@pytest.fixture
def endpoint(daemon: RunningDaemon, reach: Callable[[RunningDaemon], Endpoint]) -> Endpoint:
    return reach(daemon)
