"""The tool for many barcodes: refusals, results, log messages and cancellation."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from jsonschema import validate as validate_schema
from PIL import Image

from common import settings
from common.barcode.labels import builtin
from common.barcode.model.errors import BarcodeError
from common.mcp.context import ToolContext
from common.mcp.protocol.content import TextContent
from common.mcp.protocol.definitions import CallError, Context, ToolResult
from common.mcp.tools.barcode_batch import TOOL
from common.operations.batches import barcodes_zip, lifecycle, outputs
from common.operations.batches.rate_bounds import MAX_CREATED
from common.operations.quota import Quota
from common.services.container import open_services
from common.services.principal import anonymous_principal
from tests.common.services.printers.virtual import raw_port

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
TABLE = "data,format\n5901234123457,ean13\nx,ean13\n00123,code128\n"


@pytest.fixture
def context(tmp_path: Path) -> Iterator[ToolContext]:
    found = settings.load({"DATA_DIR": str(tmp_path), "API_PORT": "9000"})
    with open_services(found, process="mcp") as services:
        yield Context(services, Quota(services, anonymous_principal("203.0.113.9", "mcp")))


def run(context: ToolContext, **arguments: Any) -> ToolResult:
    return TOOL.run(context, arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"table": ""},
        {"table": "data\n1\n", "formt": "qr"},
        {"table": "name,price\nTea,1.20\n", "format": "qr"},
        {"table": "data\n1\n", "columns": "EAN"},
        {"table": "data\n1\n", "columns": '{"data": "EAN"}'},
        {"table": "data\n1\n", "header_row": 101},
        {"table": TABLE, "strict": True},
        {"table": TABLE, "labels": "template=nothing"},
        {"table": TABLE, "template": "nothing"},
        {"table": TABLE, "template": "{"},
        {"table": TABLE, "template": "product-price"},
        {"table": TABLE, "template": "L7160", "labels": "template=L7163"},
        {"table": "1\n", "format": "nope", "strict": True},
    ],
)
def test_bad_call_is_refused(context: ToolContext, arguments: dict[str, Any]) -> None:
    """SEP-1303: the error becomes a result with isError."""
    with pytest.raises((CallError, BarcodeError)):
        run(context, **arguments)


def test_mapping_is_returned_and_can_be_changed(context: ToolContext) -> None:
    """docs/batches.md: what each column became, with the reason."""
    table = "SKU\tName\tEAN\nP-1\tTea\t4006381333931\n"
    proposed = run(context, table=table).structured or {}
    assert "Column 'EAN': data. EAN: 1 of 1 are valid EAN-13." in proposed["mapping"]
    changed = run(context, table=table, columns='{"data": "SKU"}').structured or {}
    assert "Column 'SKU': data. The request says so." in changed["mapping"]


def test_bad_rows_are_returned_and_good_ones_accepted(context: ToolContext) -> None:
    """docs/batches.md: a bad row is reported and does not prevent others."""
    result = run(context, table=TABLE)
    assert TOOL.output_schema is not None
    validate_schema(json.loads(json.dumps(result.structured)), dict(TOOL.output_schema))
    summary = result.structured or {}
    assert (summary["valid"], summary["invalid"]) == (2, 1)
    assert summary["problems"][0].startswith("Row 3: data:")
    (text,) = result.content
    assert isinstance(text, TextContent)
    url = f"http://127.0.0.1:9000/api/v1/batches/{summary['id']}/barcodes.zip"
    assert f"barcodes.zip: {url}" in text.text
    assert summary["links"]["barcodes.zip"] == url


def test_refused_rows_and_changes_to_the_table_are_logged(context: ToolContext) -> None:
    """MCP, logging: a warning per row that can't be drawn, a notice with the totals."""
    messages: list[tuple[str, Any, str]] = []
    listening = replace(context, log=lambda *message: messages.append(message))
    run(listening, table=TABLE)
    (warning, data, logger), (notice, sums, _) = messages
    assert (warning, data["row"], logger) == ("warning", 3, "barcode_batch")
    assert data["problems"][0]["field"] == "data"
    assert (notice, sums["valid"], sums["invalid"]) == ("notice", 2, 1)


def test_a_table_without_bad_rows_is_logged_at_debug(context: ToolContext) -> None:
    """docs/mcp.md, log messages: the number of rows, if all were accepted."""
    levels: list[str] = []
    run(replace(context, log=lambda level, *_: levels.append(level)), table="1\n", format="qr")
    assert levels == ["debug"]


def test_files_of_a_batch_read_back(context: ToolContext) -> None:
    """zxing-cpp reads the data of each row."""
    summary = run(context, table="123\n456\n", format="qr").structured or {}
    found = lifecycle.find(context.services, context.quota.caller, summary["id"])
    rows = lifecycle.rows(context.services, found)
    content = b"".join(barcodes_zip.write(found.names, rows, MOMENT))
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        seen = [Image.open(files.open(name)) for name in ("123.png", "456.png")]
        assert [zxingcpp.read_barcodes(each)[0].text for each in seen] == ["123", "456"]


def test_fields_of_a_content_type_are_columns(context: ToolContext) -> None:
    """docs/batches.md: a problem of a row names the field."""
    table = "ssid,password\nGuests,\n,secret-1\n"
    fields = '{"password": "secret-2"}'
    summary = run(context, table=table, content="wifi", content_fields=fields).structured or {}
    assert summary["problems"][0].startswith("Row 3: content.ssid (column 'ssid'): ")
    found = lifecycle.find(context.services, context.quota.caller, summary["id"])
    row = next(lifecycle.rows(context.services, found))
    assert row.data == "WIFI:T:WPA;S:Guests;P:secret-2;;"


def test_progress_rises_to_the_end(context: ToolContext) -> None:
    """MCP, progress: the value increases with each report."""
    messages: list[tuple[float, float | None]] = []
    listening = replace(context, progress=lambda done, total, _: messages.append((done, total)))
    run(listening, table="\n".join(map(str, range(250))), format="qr")
    assert messages == [(100, 250), (200, 250), (250, 250)]


def test_cancelled_batch_is_not_stored_and_not_charged(context: ToolContext) -> None:
    """Cancellation: the server stops processing and frees resources."""
    answers = iter([False] * 10)
    stopped = replace(context, cancelled=lambda: next(answers, True))
    assert run(stopped, table="\n".join(map(str, range(250))), format="qr").is_error
    assert context.services.limiter.allowance(context.quota.caller).used == 0


def test_call_pauses_after_each_row(context: ToolContext) -> None:
    """Over HTTP all calls of a process share a thread, so long work must pause."""
    pauses: list[None] = []
    run(replace(context, pause=lambda: pauses.append(None)), table="x\n" * 30, format="ean13")
    assert len(pauses) >= 30 + 30 + 20


def test_too_many_batches_are_refused(context: ToolContext) -> None:
    """docs/batches.md: the rate of batches per caller is limited."""
    for _ in range(MAX_CREATED):
        run(context, table="x\n", format="ean13")
    with pytest.raises(CallError, match="Try again"):
        run(context, table="x\n", format="ean13")


def test_a_server_without_http_returns_a_command_instead_of_links(
    tmp_path: Path,
) -> None:
    """Over standard streams there is no HTTP server, so a link would fail."""
    with open_services(settings.load({"DATA_DIR": str(tmp_path)}), process="stdio") as services:
        result = run(
            Context(services, Quota(services, anonymous_principal("", "mcp"))), table=TABLE
        )
    (content,) = result.content
    assert "barcode-api batch" in getattr(content, "text", "")
    assert result.structured is not None
    assert result.structured["links"] == {}


def test_notes_on_rows_are_returned(context: ToolContext) -> None:
    """docs/batches.md: rows that are drawn may have notes."""
    table = json.dumps([{"data": "A"}, {"data": "B\n"}])
    summary = run(context, table=table, format="qr").structured or {}
    (note,) = summary["notes"]
    assert note.startswith("Row 2: The data ends with a newline")


GOODS = "name,price,ean\nTea,3.20,5901234123457\nCoffee,5.10,4006381333931\n"


@pytest.mark.parametrize(
    "arguments",
    [
        {"labels": "template=product-price&stock=L7160"},
        {"labels": "stock=L7160", "template": "product-price"},
        {"labels": "stock=L7160", "template": json.dumps(builtin.documents()["product-price"])},
    ],
)
def test_batch_keeps_its_options_of_labels(context: ToolContext, arguments: dict[str, str]) -> None:
    """Its links need no query: GET labels.pdf prints by the template."""
    content = run(context, table=GOODS, **arguments).structured or {}
    assert content["links"]["labels.pdf"].endswith("/labels.pdf")
    batch = lifecycle.find(context.services, context.quota.caller, content["id"])
    document = b"".join(outputs.write(context.services, "", batch, ".pdf", {}))
    (page,) = pypdfium2.PdfDocument(document)
    assert page.get_size() == pytest.approx((595, 842), abs=1)
    found = zxingcpp.read_barcodes(page.render(scale=4).to_pil())
    assert sorted(each.text for each in found) == ["4006381333931", "5901234123457"]


def test_labels_are_printed_on_a_printer_of_the_operator(tmp_path: Path) -> None:
    """One of two good rows is an EAN-13; the third row is bad, and is not printed."""
    with raw_port() as port:
        environ = {
            "DATA_DIR": str(tmp_path),
            "PRINTERS": f"desk=tcp://127.0.0.1:{port.port}",
            "PRINT_ANONYMOUSLY": "true",
        }
        with open_services(settings.load(environ), process="mcp") as services:
            able = Context(services, Quota(services, anonymous_principal("203.0.113.9", "mcp")))
            result = run(able, table=TABLE, print_on="desk")
        assert port.documents[0].count(b"^XA") == 2
    assert isinstance(result.content[0], TextContent)
    assert "Printed on desk: sent." in result.content[0].text


@pytest.mark.parametrize("name", ["desk", "tcp://127.0.0.1:9100"])
def test_other_printers_can_not_be_named(context: ToolContext, name: str) -> None:
    """Callers without credentials are refused before the name is looked up."""
    with pytest.raises(CallError, match="print_on: Only callers with credentials may print"):
        run(context, table=TABLE, print_on=name)
