"""Searches for the requests that cost most among those that the service accepts.

Hypothesis looks within the service's own bounds, and is guided by the CPU time of each request. No
request is stored: each run finds its own.
"""

import contextlib
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from hypothesis import HealthCheck, Phase, given, settings, target
from hypothesis import strategies as st
from msgspec import Struct

from common.barcode import pipeline
from common.barcode.encode import symbology
from common.barcode.model.draw_options import DrawOptions
from common.barcode.model.errors import BarcodeError
from common.barcode.render import image_format
from common.operations.validate import validate
from common.settings import Settings
from common.tables.table import MAX_CELL_CHARACTERS

MAX_SIDE_PX = 5_000
MAX_REPEATS = 40
MAX_BYTES = Settings().max_body_bytes


class Request(Struct, frozen=True):
    """A request to send.

    Attributes:
        method: of HTTP.
        path: path and query.
        body: empty for none.
        media_type: of the body.
    """

    method: str
    path: str
    body: bytes = b""
    media_type: str = ""


_EXAMPLES = {kind.id: kind.example for kind in symbology.catalogue().values()}
_OPTIONS = st.fixed_dictionaries(
    {
        "format": st.sampled_from(sorted(_EXAMPLES)),
        "repeats": st.integers(1, MAX_REPEATS),
        "image_format": st.sampled_from(sorted(image_format.catalogue())),
        "rotate": st.sampled_from((0, 90, 180, 270)),
    },
    optional={"width": st.integers(100, MAX_SIDE_PX), "height": st.integers(50, MAX_SIDE_PX)},
)


def _arguments(options: dict[str, Any]) -> dict[str, Any]:
    repeats = options["repeats"]
    rest = {name: value for name, value in options.items() if name != "repeats"}
    return {"data": _EXAMPLES[options["format"]] * repeats, **rest}


def drawing(examples: int) -> Request:
    """Return the costliest drawing of *examples*."""
    return _search(
        examples,
        lambda arguments: pipeline.draw(DrawOptions(**arguments)),
        lambda arguments: Request("GET", f"/api/v1/generate?{urlencode(arguments)}"),
    )


def validation(examples: int) -> Request:
    """Return the costliest validation of *examples*."""
    return _search(
        examples,
        lambda arguments: validate(arguments, strings=False),
        lambda arguments: Request("GET", f"/api/v1/validate?{urlencode(arguments)}"),
    )


def reading(examples: int) -> Request:
    """Return the reading of the largest picture, with the costliest symbol of *examples* in it."""

    def request(arguments: dict[str, Any]) -> Request:
        size = {"width": MAX_SIDE_PX, "height": MAX_SIDE_PX}
        for wanted in ({**arguments, **size}, arguments):
            with contextlib.suppress(BarcodeError):
                picture = pipeline.draw(DrawOptions(**{**wanted, "image_format": "PNG"}))
                return Request("POST", "/api/v1/decode", picture.body, "image/png")
        raise AssertionError("the search returned what can't be drawn")

    return _search(examples, lambda arguments: pipeline.draw(DrawOptions(**arguments)), request)


def table(rows: int) -> Request:
    """Return the upload of a table in which every cell of every row is bad."""
    names = [name for name in DrawOptions.__struct_fields__ if name != "text_content"]
    lines = [",".join(names)] + [",".join("x" for _ in names)] * rows
    return Request("POST", "/api/v1/batches?format=ean13", "\n".join(lines).encode(), "text/csv")


def good_table(rows: int) -> Request:
    """Return the upload of a table of the symbology that takes longest to draw by row."""
    lines = ["data", *(f"https://example.com/{number:0200}" for number in range(rows))]
    return Request("POST", "/api/v1/batches?format=qr", "\n".join(lines).encode(), "text/csv")


def page(rows: int) -> Request:
    """Return the upload of a page with a table of *rows*, whose cells are as long as they may be.

    The size is that of the largest body.
    """
    cell = "x" * min(MAX_CELL_CHARACTERS, MAX_BYTES // rows - 20)
    content = "<table>" + f"<tr><td>1<td>{cell}" * rows + "</table>"
    return Request("POST", "/api/v1/batches?format=code128", content.encode(), "text/html")


def objects(rows: int) -> Request:
    """Return the upload of JSON with *rows*, of the size of the largest body."""
    row = json.dumps({"data": "https://example.com/", "label": "x" * (MAX_BYTES // rows - 60)})
    content = "[" + ",".join([row] * rows) + "]"
    return Request("POST", "/api/v1/batches?format=qr", content.encode(), "application/json")


def drawn_document(lines: int) -> Request:
    """Return the reading of a drawing of *lines*, which has the largest size."""
    shapes = "".join(f'<rect x="{2 * at}" width="1" height="99"/>' for at in range(lines))
    content = f'<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="4000">{shapes}</svg>'
    return Request("POST", "/api/v1/decode", content.encode(), "image/svg+xml")


def call(tool: str, examples: int) -> Request:
    """Return the costliest call of the MCP tool *tool*, which draws or validates."""
    drawn = drawing(examples) if tool == "barcode_generator" else validation(examples)
    arguments = dict(parse_qsl(urlsplit(drawn.path).query))
    for name in ("width", "height", "rotate"):
        if name in arguments:
            arguments[name] = int(arguments[name])
    if tool != "barcode_generator":
        arguments = {name: arguments[name] for name in ("data", "format")}
    message = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": tool, "arguments": arguments},
    }
    return Request("POST", "/mcp", json.dumps(message).encode(), "application/json")


def _search(
    examples: int,
    run: Callable[[dict[str, Any]], object],
    request: Callable[[dict[str, Any]], Request],
) -> Request:
    """Return the request of the accepted options that took the most CPU time."""
    best: tuple[float, dict[str, Any]] = (-1.0, {})

    @settings(
        max_examples=examples,
        phases=(Phase.generate, Phase.target),
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(_OPTIONS)
    def measure(options: dict[str, Any]) -> None:
        nonlocal best
        arguments = _arguments(options)
        began = time.process_time()
        try:
            run(arguments)
        except BarcodeError:
            return
        spent = time.process_time() - began
        best = max(best, (spent, arguments), key=lambda pair: pair[0])
        target(spent)

    measure()
    return request(best[1])
