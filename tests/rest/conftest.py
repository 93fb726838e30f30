"""A REST app over real services: SQLite in a folder of the test's own."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from falcon.testing import TestClient

from common import settings
from common.services.container import open_services
from rest.app import create_app
from tests.mcp_daemon.running import RunningGunicorn
from tests.rest.requests import LOCAL

NOTHING: Mapping[str, Any] = MappingProxyType({})


@pytest.fixture
def client_with(tmp_path: Path) -> Iterator[Callable[..., TestClient]]:
    """Return a function that makes the app's client for an environment.

    Its first argument holds services, by name, to use *instead* of those that would be opened.
    """
    with ExitStack() as stack:

        def make(instead: Mapping[str, Any] = NOTHING, **environ: str) -> TestClient:
            found = settings.load({"DATA_DIR": str(tmp_path), **environ})
            services = stack.enter_context(open_services(found, process="rest"))
            return TestClient(create_app(replace(services, **instead)), headers=LOCAL)

        yield make


@pytest.fixture(scope="session")
def lone_worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGunicorn]:
    """Run Gunicorn with one worker, a deadline of one second and quota for large batches."""
    running = RunningGunicorn(
        tmp_path_factory.mktemp("lone-worker"),
        REQUEST_TIMEOUT=1,
        WORKERS=1,
        RATE_LIMIT_UNAUTHENTICATED=1_000_000,
    )
    yield running
    running.stop()


@pytest.fixture
def client(client_with: Callable[..., TestClient]) -> TestClient:
    """Return the app's client, with a burst that no test reaches."""
    return client_with(RATE_LIMIT_BURST="100000")
