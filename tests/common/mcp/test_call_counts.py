"""How many Python functions a tools/call runs, whatever its transport: a guard without a clock.

The bound is an eighth above what the calls were when it was set, with Python 3.11, which calls the
most. tests/rest/test_call_counts.py has the same for HTTP.
"""

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from common import settings
from common.mcp.catalogue import catalogue
from common.mcp.execution import execute
from common.mcp.protocol.definitions import Context
from common.mcp.protocol.session import Send, Session, Start
from common.operations.quota import Quota
from common.services.container import Services, open_services
from common.services.principal import Principal
from tests.rest.test_call_counts import WARM_UP, calls

ANNA = Principal("user:1", "premium", "mcp")
HELLO = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "a"}}


def message(identity: int, method: str, **params: object) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": identity, "method": method, "params": params})


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    environ = {"DATA_DIR": str(tmp_path), "RATE_LIMIT_BURST": "100000"}
    with open_services(settings.load(environ), process="mcp") as opened:
        yield opened


def test_drawing_over_mcp_calls_few_functions(services: Services) -> None:
    session, numbers = Session(catalogue("1")), count(100_000_000)
    session.receive(message(0, "initialize", **HELLO))
    answers: list[Send | None] = []

    def draw(text: str) -> None:
        (event,) = session.receive(text)
        assert isinstance(event, Start)
        context = Context(services, Quota(services, ANNA), service_url="http://localhost:8000")
        answers.append(execute(event.call, context)(session))

    def next_text() -> str:
        number = next(numbers)
        arguments = {"data": str(number), "format": "code128", "width": 200, "height": 100}
        return message(number, "tools/call", name="barcode_generator", arguments=arguments)

    for _ in range(WARM_UP):
        draw(next_text())
    text = next_text()
    assert calls(lambda: draw(text)) <= 295
    assert answers[-1] is not None
    assert b'"image/png"' in answers[-1].text
