"""Eight clients send the costliest requests beside a client that behaves well.

SECURITY.md: the well-behaved client is never refused or dropped, no answer is a 500, and the memory
of all processes stays below 1 GiB. Response times are printed, and not judged: the machine is
shared. ``make test-abuse``; ABUSE_EXAMPLES and ABUSE_REQUESTS make it larger.
"""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait

import msgspec
import pytest

from tests.abuse import costliest
from tests.abuse.attack import Outcome
from tests.abuse.client import ANSWER_SECONDS, send
from tests.abuse.costliest import Request
from tests.e2e.running import RunningStack

EXAMPLES = int(os.environ.get("ABUSE_EXAMPLES", "15"))
# Requests of each attacker.
REQUESTS = int(os.environ.get("ABUSE_REQUESTS", "1"))
MAX_MEMORY_MIB = 1_024
BYSTANDER, QUIET_REQUESTS = "192.0.2.99", 20
# Between two requests of the bystander: it stays below RATE_LIMIT_BURST, 50 a second.
PAUSE_SECONDS = 0.03
DRAW = Request("GET", "/api/v1/generate?data=123456789&format=code128&height=")
# What an attacker may get: an answer, a refusal, or "try again later".
EXPECTED = {200, 201, 400, 413, 422, 429, 503}

SEARCHES: dict[str, Callable[[RunningStack], Request]] = {
    "generate": lambda stack: costliest.drawing(EXAMPLES),
    "validate": lambda stack: costliest.validation(EXAMPLES),
    "decode": lambda stack: costliest.reading(EXAMPLES),
    "batches": lambda stack: costliest.table(1_000 * REQUESTS),
    "batches/{id}/labels.pdf": lambda stack: download(stack, "labels.pdf"),
    "batches/{id}/barcodes.zip": lambda stack: download(stack, "barcodes.zip"),
    "symbologies": lambda stack: Request("GET", "/api/v1/symbologies"),
    "openapi.json": lambda stack: Request("GET", "/openapi.json"),
    "barcode_generator": lambda stack: costliest.call("barcode_generator", EXAMPLES),
    "barcode_validator": lambda stack: costliest.call("barcode_validator", EXAMPLES),
}


# What uses most memory, each in another process or in another way.
MIXTURE = (
    *("decode", "batches", "batches/{id}/labels.pdf", "batches/{id}/barcodes.zip"),
    *("generate", "barcode_generator", "page", "objects", "drawn_document"),
)
SEARCHES_OF_MIXTURE: dict[str, Callable[[RunningStack], Request]] = {
    **SEARCHES,
    "page": lambda stack: costliest.page(40_000),
    "objects": lambda stack: costliest.objects(40_000),
    "drawn_document": lambda stack: costliest.drawn_document(2_000),
}


def download(stack: RunningStack, name: str) -> Request:
    """Upload a table, and return the request for one of its files."""
    request = costliest.good_table(200 * REQUESTS)
    address = f"http://127.0.0.1:{stack.environ['API_PORT']}"
    headers = {"Content-Type": request.media_type, "X-Forwarded-For": "198.51.100.0"}
    upload = urllib.request.Request(f"{address}{request.path}", request.body, headers)
    with urllib.request.urlopen(upload, timeout=ANSWER_SECONDS) as answer:
        path = json.load(answer)["links"][name]
    return Request("GET", path)


@pytest.fixture(scope="module")
def stack() -> Iterator[RunningStack]:
    with RunningStack(TRUSTED_PROXIES="127.0.0.1") as running:
        yield running


@pytest.mark.parametrize("name", SEARCHES)
def test_others_are_served_while_eight_clients_send_the_costliest_request(
    stack: RunningStack, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _attack(stack, name, [SEARCHES[name](stack)], REQUESTS, capsys)


@pytest.mark.parametrize("workers", ["", "4"], ids=["default", "4 workers"])
def test_others_are_served_while_eight_clients_send_all_costly_requests(
    workers: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without WORKERS, there is one for each processor (README, settings)."""
    with RunningStack(TRUSTED_PROXIES="127.0.0.1", WORKERS=workers) as stack:
        mixture = [SEARCHES_OF_MIXTURE[name](stack) for name in MIXTURE]
        name = f"all at once, WORKERS={workers}" if workers else "all at once"
        _attack(stack, name, mixture, 2 * REQUESTS, capsys)


def _attack(
    stack: RunningStack,
    name: str,
    kinds: list[Request],
    requests: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Send *kinds* from eight clients, and judge what another one sees."""
    port = int(stack.environ["API_PORT"])

    def draw(number: int) -> tuple[int, float]:
        # A size of its own, so that no answer comes from the cache.
        return send(port, Request("GET", f"{DRAW.path}{100 + number % 400}"), BYSTANDER)

    quiet = [draw(number)[1] for number in range(QUIET_REQUESTS)]
    beside: list[tuple[int, float]] = []
    command = [sys.executable, "-m", "tests.abuse.attack", str(port), str(requests), stack.data]
    attackers = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with attackers, ThreadPoolExecutor(1) as threads:
        attacking = threads.submit(attackers.communicate, msgspec.json.encode(kinds))
        while not wait([attacking], PAUSE_SECONDS).done:
            beside.append(draw(len(beside)))
    outcome = msgspec.json.decode(attacking.result()[0], type=Outcome)
    with capsys.disabled():
        print(f"\n| `{name}` | {_p99(quiet):.1f} | {_p99([s for _, s in beside]):.1f} ", end="")
        print(f"| {max(s for _, s in outcome.answers):.1f} | {outcome.peak_mib} |", end="")
    assert {status for status, _ in beside} == {200}
    assert {status for status, _ in outcome.answers} <= EXPECTED
    assert outcome.peak_mib < MAX_MEMORY_MIB


def _p99(seconds: list[float]) -> float:
    """Return the 99th percentile of *seconds*, in milliseconds."""
    return sorted(seconds)[int(0.99 * (len(seconds) - 1))] * 1_000
