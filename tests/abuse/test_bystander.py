"""Eight clients send the costliest requests beside a client that behaves well.

SECURITY.md: the well-behaved client is never refused or dropped, no answer is a 500, and the memory
of all processes stays below 1 GiB. Response times are printed, and not judged: the machine is
shared. ``make test-abuse``; ABUSE_EXAMPLES and ABUSE_REQUESTS make it larger.
"""

import http.client
import json
import os
import re
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.abuse import costliest
from tests.abuse.costliest import Request
from tests.e2e.running import RunningStack, processes_of

EXAMPLES = int(os.environ.get("ABUSE_EXAMPLES", "15"))
# Requests of each attacker.
REQUESTS = int(os.environ.get("ABUSE_REQUESTS", "1"))
ATTACKERS = 8
MAX_MEMORY_MIB = 1_024
BYSTANDER, QUIET_REQUESTS = "192.0.2.99", 20
ANSWER_SECONDS = 120
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


def send(stack: RunningStack, request: Request, address: str) -> tuple[int, float]:
    """Send *request* as a client at *address*; return the status and the seconds it took."""
    port = int(stack.environ["API_PORT"])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    headers = {"X-Forwarded-For": address}
    if request.media_type:
        headers["Content-Type"] = request.media_type
    if request.path == "/mcp":
        # Both are required (MCP, transports, Streamable HTTP).
        headers["Accept"] = "application/json, text/event-stream"
    began = time.perf_counter()
    try:
        connection.request(request.method, request.path, request.body or None, headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return 0, time.perf_counter() - began
    finally:
        connection.close()
    return answer.status, time.perf_counter() - began


def memory_mib(stack: RunningStack) -> int:
    """Return the proportional memory of all processes of the stack."""
    total = 0
    for pid in processes_of(stack.data):
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        found = re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)
        total += int(found[1]) if found else 0
    return total // 1_024


@pytest.mark.parametrize("name", SEARCHES)
def test_others_are_served_while_eight_clients_send_the_costliest_request(
    stack: RunningStack, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    request = SEARCHES[name](stack)

    def draw(number: int) -> tuple[int, float]:
        # A size of its own, so that no answer comes from the cache.
        own = Request("GET", f"{DRAW.path}{100 + number % 400}")
        return send(stack, own, BYSTANDER)

    quiet = [draw(number)[1] for number in range(QUIET_REQUESTS)]
    beside: list[tuple[int, float]] = []
    peak = [memory_mib(stack)]
    ended = threading.Event()

    def watch() -> None:
        while True:
            peak[0] = max(peak[0], memory_mib(stack))
            beside.append(draw(len(beside)))
            if ended.wait(PAUSE_SECONDS):
                return

    def attack(number: int) -> list[tuple[int, float]]:
        return [send(stack, request, f"198.51.100.{number}") for _ in range(REQUESTS)]

    with ThreadPoolExecutor(ATTACKERS + 1) as threads:
        watching = threads.submit(watch)
        attacks = list(threads.map(attack, range(ATTACKERS)))
        ended.set()
        watching.result()
    with capsys.disabled():
        print(f"\n| `{name}` | {_p99(quiet):.0f} | {_p99([s for _, s in beside]):.0f} ", end="")
        print(f"| {max(s for each in attacks for _, s in each):.1f} | {peak[0]} |")
    assert {status for status, _ in beside} == {200}
    assert {status for each in attacks for status, _ in each} <= EXPECTED
    assert peak[0] < MAX_MEMORY_MIB


def _p99(seconds: list[float]) -> float:
    """Return the 99th percentile of *seconds*, in milliseconds."""
    return sorted(seconds)[int(0.99 * (len(seconds) - 1))] * 1_000
