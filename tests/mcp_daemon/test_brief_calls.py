"""Brief calls, which run on the event loop: it never waits, and what they cost is exact."""

import base64
import fcntl
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from common.mcp.catalogue import catalogue
from common.services.principal import anonymous_principal
from tests.mcp_daemon.messages import call, opened, ping, receive
from tests.mcp_daemon.running import Endpoint, RunningDaemon

ADDRESS = anonymous_principal("127.0.0.1", "mcp")


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[RunningDaemon]:
    """Run a daemon with the tools of the product, of whose caches nothing is kept."""
    running = RunningDaemon(catalogue("1"), tmp_path, CACHE_TTL=0)
    yield running
    running.stop()


def drawing(identity: int, data: str, **options: object) -> str:
    return call(identity, "barcode_generator", data=data, format="code128", **options)


def text_in(answer: Any) -> str:
    """Return what zxing-cpp reads in the picture of *answer*."""
    [image] = [part for part in answer["result"]["content"] if part["type"] == "image"]
    picture = Image.open(io.BytesIO(base64.b64decode(image["data"])))
    [found] = zxingcpp.read_barcodes(picture)
    return str(found.text)


def used(daemon: RunningDaemon) -> int:
    return daemon.services.limiter.allowance(ADDRESS).used


@contextmanager
def counts_locked(daemon: RunningDaemon) -> Iterator[None]:
    """Hold the lock of the machine's counts, as another process does that writes them back."""
    with (daemon.settings.data_dir / "state.counts").open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def test_many_calls_at_once_are_answered_and_counted(daemon: RunningDaemon) -> None:
    """docs/accounts.md: each barcode counts once; answers have the id of their request."""
    with opened(Endpoint(daemon.port)) as client:
        for identity in range(1, 201):
            client.send(drawing(identity, f"number {identity}"))
        for _ in range(200):
            answer = receive(client)
            assert text_in(answer) == f"number {answer['id']}"
    assert used(daemon) == 200


def test_loop_serves_others_while_the_counts_are_locked(daemon: RunningDaemon) -> None:
    """The call waits on a thread, and is charged once."""
    with opened(Endpoint(daemon.port)) as client:
        client.send(drawing(1, "first"))
        assert text_in(receive(client)) == "first"
        with counts_locked(daemon):
            client.send(drawing(2, "second"))
            client.send(ping(3))
            assert receive(client) == {"jsonrpc": "2.0", "id": 3, "result": {}}
        assert text_in(receive(client)) == "second"
    assert used(daemon) == 2


def test_refused_drawing_costs_no_quota(daemon: RunningDaemon) -> None:
    """docs/accounts.md: what is refused before, or after, its charge."""
    with opened(Endpoint(daemon.port)) as client:
        client.send(drawing(1, "first"))
        receive(client)
        # Too narrow for the symbol, which is found after the charge; and an unknown image format.
        client.send(drawing(2, "second and longer", width=20))
        client.send(drawing(3, "third", image_format="NOPE"))
        client.send(drawing(4, "ä"))
        for _ in range(3):
            assert receive(client)["result"]["isError"]
    assert used(daemon) == 1


def test_exactly_the_quota_is_drawn(tmp_path: Path) -> None:
    """docs/accounts.md: N a day are N, however many calls are under way."""
    running = RunningDaemon(catalogue("1"), tmp_path, RATE_LIMIT_UNAUTHENTICATED=7)
    try:
        with opened(Endpoint(running.port)) as client:
            for identity in range(1, 21):
                client.send(drawing(identity, str(identity)))
            results = [receive(client)["result"] for _ in range(20)]
        assert sum(not result["isError"] for result in results) == 7
        assert used(running) == 7
    finally:
        running.stop()


def test_cancelled_call_gets_no_answer(daemon: RunningDaemon) -> None:
    """Cancellation: no response for a cancelled request, if it has not been answered before."""
    cancel = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 2}}
    with opened(Endpoint(daemon.port)) as client:
        client.send(drawing(1, "first"))
        assert receive(client)["id"] == 1
        with counts_locked(daemon):
            client.send(drawing(2, "second"))
            client.send(json.dumps(cancel))
            client.send(ping(3))
            assert receive(client)["id"] == 3
        client.send(drawing(4, "fourth"))
        assert receive(client)["id"] == 4
