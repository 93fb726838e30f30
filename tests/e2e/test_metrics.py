"""Metrics of a whole stack: exact over its processes."""

import json
import threading
import urllib.request
from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.e2e.running import RunningStack, call
from tests.servers.waiting import WAIT_SECONDS, eventually

CLIENTS, REQUESTS = 8, 25
Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def samples(stack: RunningStack) -> Samples:
    text = stack.get("/metrics")[1].decode()
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture(scope="module")
def busy() -> Iterator[RunningStack]:
    """A stack of two workers and the daemon."""
    with RunningStack(WORKERS="2", RATE_LIMIT_ENABLED="false") as stack:
        yield stack


def test_requests_of_two_workers_are_counted_exactly(busy: RunningStack) -> None:
    """200 pictures over eight connections; each process writes its counts within a second."""
    sent: list[int] = []

    def draw(client: int) -> None:
        for number in range(REQUESTS):
            path = f"/api/v1/generate?data={client}-{number}&format=code128"
            with urllib.request.urlopen(busy.url + path, timeout=WAIT_SECONDS) as answer:
                sent.append(len(answer.read()))

    threads = [threading.Thread(target=draw, args=(client,)) for client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    at = (("method", "GET"), ("route", "/api/v1/generate"))
    requests = ("barcode_api_http_requests_total", (*at, ("status", "200")))

    def all_are_written() -> bool:
        return samples(busy).get(requests, 0) >= CLIENTS * REQUESTS

    eventually(all_are_written, "the counts of both workers")
    found = samples(busy)
    assert found[requests] == len(sent) == CLIENTS * REQUESTS
    assert found["barcode_api_http_response_bytes_total", at] == sum(sent)
    assert found["barcode_api_http_request_duration_seconds_count", at] == len(sent)


def test_calls_over_both_transports_are_counted_by_tool(busy: RunningStack) -> None:
    """The daemon and the HTTP worker are different processes."""
    good = {"name": "barcode_generator", "arguments": {"data": "1", "format": "qr"}}
    bad = {"name": "barcode_generator", "arguments": {"data": "x", "format": "ean13"}}
    with busy.connect() as socket:
        about = {"name": "e2e", "version": "1"}
        call(
            socket,
            "initialize",
            protocolVersion="2025-11-25",
            capabilities={},
            clientInfo=about,
        )
        socket.send('{"jsonrpc": "2.0", "method": "notifications/initialized"}')
        answers = [call(socket, "tools/call", **arguments) for arguments in (good, good, bad)]
        assert [answer["result"].get("isError", False) for answer in answers] == [
            False,
            False,
            True,
        ]
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": good}
    request = urllib.request.Request(
        f"{busy.url}/mcp",
        json.dumps(message).encode(),
        {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"},
    )
    with urllib.request.urlopen(request, timeout=WAIT_SECONDS) as answer:
        assert answer.status == 200

    def counted(outcome: str) -> float:
        labels = (("method", "tools/call"), ("outcome", outcome), ("tool", "barcode_generator"))
        return samples(busy).get(("barcode_api_mcp_calls_total", labels), 0)

    eventually(lambda: counted("ok") == 3, "the calls of both processes")
    eventually(lambda: counted("refused") == 1, "the refusal")
