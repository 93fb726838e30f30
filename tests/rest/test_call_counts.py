"""How many Python functions the hot paths call: a guard against slow changes that needs no clock.

The bounds are an eighth above what the calls were when they were set, with Python 3.11, which calls
the most. Raise one only for a change that is worth its share of every request; `make
bench-requests` measures that share.
"""

import json
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from falcon.testing import TestClient, create_environ

from common import settings
from common.services.container import open_services
from rest.app import create_app
from tests.rest.requests import LOCAL

ROOT = Path(__file__).parents[2]
WARM_UP = 3


def calls(function: Callable[[], object]) -> int:
    """Return how many Python functions *function* calls."""
    made = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal made
        made += event == "call"

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        function()
    finally:
        sys.setprofile(before)
    return made


class Requests:
    """Sends equal requests, or requests with new data, straight to the WSGI app."""

    def __init__(self, client: TestClient, path: str, query: str = "", **more: Any) -> None:
        self._app = client.app
        self._path, self._query, self._more = path, query, more
        # No request has a digit that the ones before it have not drawn.
        self._numbers = count(123_456_780)
        self.headers: dict[str, str] = {}
        self.status = ""

    def send(self) -> None:
        """Send the next request, which is not part of what is counted."""
        list(self._app(self._environ(), self._note))

    def count(self) -> int:
        """Return the calls of the next request."""
        environ = self._environ()
        return calls(lambda: list(self._app(environ, self._note)))

    def _environ(self) -> dict[str, Any]:
        number = str(next(self._numbers))
        query = self._query.replace("{n}", number)
        body = self._more.get("body", "").replace("{n}", number)
        more = {**self._more, "headers": {**LOCAL, **self._more.get("headers", {})}, "body": body}
        return create_environ(self._path, query_string=query, **more)

    def _note(self, status: str, headers: list[tuple[str, str]], *_: object) -> Any:
        self.status, self.headers = status, dict(headers)


def counted(requests: Requests) -> int:
    """Return the calls of a request when everything is imported and cached that will be."""
    for _ in range(WARM_UP):
        requests.send()
    found = requests.count()
    assert requests.status[:3] in ("200", "304")
    return found


GENERATE = "/api/v1/generate"
CODE128 = "format=code128&width=200&height=100"


@pytest.mark.parametrize(
    ("query", "most"),
    [
        (f"data={{n}}&{CODE128}", 259),
        (f"data={{n}}&{CODE128}&image_format=SVG", 251),
        ("data={n}&format=datamatrix&width=200", 228),
        ("data=https%3A%2F%2Fexample.com%2F{n}&format=qr&width=200", 231),
    ],
)
def test_drawing_new_data_calls_few_functions(client: TestClient, query: str, most: int) -> None:
    assert counted(Requests(client, GENERATE, query)) <= most


def test_repeating_a_picture_calls_fewer_functions(client: TestClient) -> None:
    assert counted(Requests(client, GENERATE, f"data=1&{CODE128}")) <= 114


def test_revalidating_a_picture_calls_fewer_functions(client: TestClient) -> None:
    first = Requests(client, GENERATE, f"data=1&{CODE128}")
    first.send()
    held = {"If-None-Match": first.headers["etag"]}
    assert counted(Requests(client, GENERATE, f"data=1&{CODE128}", headers=held)) <= 95


def test_validating_calls_few_functions(client: TestClient) -> None:
    body = json.dumps({"data": "123456789", "format": "code128"})
    sent = {"Content-Type": "application/json"}
    requests = Requests(client, "/api/v1/validate", method="POST", body=body, headers=sent)
    assert counted(requests) <= 275


def test_liveness_calls_hardly_any_functions(client: TestClient) -> None:
    assert counted(Requests(client, "/livez")) <= 46


def test_drawing_over_mcp_calls_few_functions(client: TestClient) -> None:
    arguments = {"data": "{n}", "format": "code128", "width": 200, "height": 100}
    params = {"name": "barcode_generator", "arguments": arguments}
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    sent = {"Content-Type": "application/json", "Accept": "application/json"}
    requests = Requests(client, "/mcp", method="POST", body=json.dumps(call), headers=sent)
    assert counted(requests) <= 365


def test_drawing_new_data_enters_few_files(tmp_path: Path) -> None:
    """Who reads the path of a request opens each of them; docs/architecture.md counts more.

    There, the five files of the worker in front of the app are counted too.
    """
    found = settings.load({"DATA_DIR": str(tmp_path), "RATE_LIMIT_BURST": "1000"})
    with open_services(found, process="rest") as services:
        # As the services of a worker do, which writes counters from time to time.
        services.metrics.defer_writes()
        requests = Requests(TestClient(create_app(services)), GENERATE, f"data={{n}}&{CODE128}")
        for _ in range(WARM_UP):
            requests.send()
        entered = files(requests.send)
    assert {"rest/middleware.py", "common/barcode/pipeline.py"} <= entered
    assert len(entered) <= 25, sorted(entered)


def files(function: Callable[[], object]) -> set[str]:
    """Return the files of the service whose functions *function* calls, as paths in it."""
    entered: set[str] = set()

    def note(frame: FrameType, event: str, argument: object) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(ROOT):
            entered.add(path.relative_to(ROOT).as_posix())

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        function()
    finally:
        sys.setprofile(before)
    return {path for path in entered if path.startswith(("common/", "rest/"))}
