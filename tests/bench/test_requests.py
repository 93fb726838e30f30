"""The benchmark of requests measures every workload, and refuses answers that it can't read."""

import json

import pytest

from bench import requests
from common.barcode import pipeline
from common.barcode.model import options


@pytest.mark.parametrize("image_format", ["PNG", "SVG"])
def test_picture_is_readable(image_format: str) -> None:
    given = {"data": "123456789", "format": "code128", "image_format": image_format}
    body = pipeline.draw(options.parse(given, strings=True)).body
    assert requests.readable(body)


def test_picture_without_a_barcode_is_not_readable() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    assert not requests.readable(svg)


def test_numbers_of_ean13_have_their_check_digits() -> None:
    """The encoder refuses a wrong one (GS1 General Specifications, 7.9)."""
    for n in (100_000_000, 123_456_789):
        target = requests.KINDS["EAN-13 PNG, new data"](n).split()[1].decode()
        data = target.partition("data=")[2].partition("&")[0]
        pipeline.draw(options.parse({"data": data, "format": "ean13"}, strings=True))


def test_tool_calls_under_way_have_different_ids() -> None:
    """JSON-RPC 2.0, 4: an id belongs to one request."""
    calls = [requests.KINDS["MCP over HTTP, new data"](n) for n in (1, 2)]
    ids = [json.loads(call.partition(b"\r\n\r\n")[2])["id"] for call in calls]
    assert ids == [1, 2]


def test_every_workload_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """Each row of the table has a positive ratio for this build."""
    assert requests.main(["--requests", "16", "--rounds", "1"]) == 0
    rows = capsys.readouterr().out.splitlines()[2:]
    names = [*requests.KINDS, requests.CONDITIONAL, requests.WEBSOCKET]
    assert [row[:30].rstrip() for row in rows[1:]] == names
    assert all(float(row[30:]) > 0 for row in rows)
