"""The tools of a server on the user's machine: bad calls first, then files that others read."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import segno
import zxingcpp
from jsonschema import Draft7Validator
from PIL import Image

from common import settings
from common.barcode.model.errors import BarcodeError
from common.mcp.catalogue import catalogue
from common.mcp.context import ToolContext
from common.mcp.protocol.content import ImageContent, TextContent
from common.mcp.protocol.definitions import (
    CallError,
    ClientSide,
    Context,
    InputRequired,
    ToolResult,
)
from common.operations.quota import Quota
from common.services.container import open_services
from common.services.principal import anonymous_principal
from common.services.user_files import UserFiles

TOOLS = catalogue("9", with_files=True).tools
DRAW = {"data": "123456789", "format": "code128"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "allowed"
    folder.mkdir()
    return folder


@pytest.fixture
def context(tmp_path: Path, root: Path) -> Iterator[ToolContext]:
    environ = {"DATA_DIR": str(tmp_path / "data"), "RATE_LIMIT_ENABLED": "false"}
    with open_services(settings.load(environ), process="stdio") as services:
        quota = Quota(services, anonymous_principal("127.0.0.1", "mcp"))
        yield Context(services, quota, files=UserFiles.of([root]))


def call(context: ToolContext, name: str, **arguments: Any) -> ToolResult:
    result = TOOLS[name].run(context, arguments)
    assert isinstance(result, ToolResult)
    return result


def text_of(result: ToolResult) -> str:
    last = result.content[-1]
    assert isinstance(last, TextContent)
    return last.text


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("barcode_generator", {**DRAW, "save_as": "/etc/a.png"}, "--allow"),
        ("barcode_generator", {**DRAW, "save_as": "a.exe"}, ".png"),
        ("barcode_generator", {**DRAW, "save_as": ".bashrc"}, ".png"),
        ("barcode_generator", {**DRAW, "save_as": "a.png", "image_format": "SVG"}, "image_format"),
        ("barcode_generator", {**DRAW, "save_as": 5}, "save_as"),
        ("barcode_generator", {**DRAW, "save_as": "x" * 5000 + ".png"}, "4096"),
        ("barcode_generator", {**DRAW, "save_as": "old.png"}, "overwrite"),
        ("barcode_generator", {**DRAW, "save_as": "a.png", "overwrite": "maybe"}, "overwrite"),
        ("barcode_decoder", {}, "path"),
        ("barcode_decoder", {"path": "old.png", "image": "AAAA"}, "combined"),
        ("barcode_decoder", {"path": "missing.png"}, "does not exist"),
        ("barcode_decoder", {"more_paths": ["old.png"]}, "needs path"),
        ("barcode_decoder", {"path": "old.png", "more_paths": ["../x.png"]}, "--allow"),
        ("barcode_decoder", {"path": "old.png", "more_paths": [""]}, "each entry"),
        ("barcode_decoder", {"path": "old.png", "more_paths": ["a"] * 20}, "more than 19"),
        ("barcode_decoder", {"path": "old.png", "more_images": ["AAAA"]}, "more_paths"),
        ("barcode_decoder", {"path": "../x.png"}, "--allow"),
        ("barcode_batch", {}, "path"),
        ("barcode_batch", {"path": "t.csv", "table": "1"}, "either"),
        ("barcode_batch", {"table": "1", "format": "qr", "save_as": "a.doc"}, ".pdf"),
        ("barcode_batch", {"table": "1", "format": "qr", "labels": "templat=A4"}, "templat"),
        (
            "barcode_batch",
            {"table": "1", "format": "qr", "save_as": "a.zip", "labels": "start=2"},
            "start",
        ),
        (
            "barcode_batch",
            {"table": "1", "format": "qr", "save_as": "a.zpl", "labels": "dpi=150"},
            "dpi",
        ),
    ],
)
def test_bad_call_names_the_fix_and_writes_nothing(
    context: ToolContext, root: Path, name: str, arguments: dict[str, Any], expected: str
) -> None:
    """SEP-1303: the text says what to change."""
    (root / "old.png").write_bytes(b"old")
    with pytest.raises((CallError, BarcodeError)) as refused:
        call(context, name, **arguments)
    assert expected in str(refused.value)
    assert [(each.name, each.read_bytes()) for each in root.iterdir()] == [("old.png", b"old")]


def test_picture_is_saved_and_shown(context: ToolContext, root: Path) -> None:
    """zxing-cpp reads the file; the extension selects the format."""
    result = call(context, "barcode_generator", **DRAW, save_as="a.png", image_format="")
    assert text_of(result).startswith(f"Saved as {root / 'a.png'}.")
    (found,) = zxingcpp.read_barcodes(Image.open(root / "a.png"))
    assert found.text == "123456789"
    assert isinstance(result.content[0], ImageContent)
    replaced = call(context, "barcode_generator", **DRAW, save_as="a.png", overwrite=True)
    assert not replaced.is_error


@pytest.mark.parametrize("name", ["a.pdf", "a.svg", "a.tif", "a.zpl", "A.EPS"])
def test_file_that_is_not_shown_is_saved(context: ToolContext, root: Path, name: str) -> None:
    result = call(context, "barcode_generator", **DRAW, save_as=name)
    assert len(result.content) == 1
    assert (root / name).stat().st_size > 100


def test_picture_above_the_limits_of_a_result_is_saved(context: ToolContext, root: Path) -> None:
    result = call(context, "barcode_generator", **DRAW, width=9000, height=60, save_as="a.png")
    assert len(result.content) == 1
    with Image.open(root / "a.png") as picture:
        assert picture.size == (9000, 60)


def test_file_is_read(context: ToolContext, root: Path) -> None:
    call(context, "barcode_generator", **DRAW, save_as="a.png")
    read = call(context, "barcode_decoder", path="a.png", formats=["code128"])
    assert text_of(read) == "code128: 123456789"


def test_symbols_of_a_message_are_joined_over_files(context: ToolContext, root: Path) -> None:
    """Segno draws them."""
    for number, symbol in enumerate(segno.make_sequence("part one, part two", symbol_count=2)):
        symbol.save(str(root / f"{number}.png"), scale=4)
    read = call(context, "barcode_decoder", path="1.png", more_paths=["0.png"], join=True)
    assert text_of(read).startswith("file 2: qr: part one, part two")


def test_table_of_a_file_becomes_labels_and_pictures(context: ToolContext, root: Path) -> None:
    (root / "t.csv").write_text("data,format,name\n12,code128,Tea\nx,ean13,Bad\n34,qr,Milk\n")
    labels = "template=L7160&title=name&start=2"
    made = call(context, "barcode_batch", path="t.csv", save_as="l.pdf", labels=labels)
    assert f"Saved as {root / 'l.pdf'}." in text_of(made)
    assert "Row 3" in text_of(made)
    page = pypdfium2.PdfDocument(root / "l.pdf")[0].render(scale=3).to_pil()
    assert sorted(found.text for found in zxingcpp.read_barcodes(page)) == ["12", "34"]
    call(context, "barcode_batch", path=str(root / "t.csv"), save_as="p.zip")
    with zipfile.ZipFile(root / "p.zip") as archive:
        pictures = [each for each in archive.namelist() if each.endswith(".png")]
        (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(archive.read(pictures[0]))))
        assert found.text == "12"
    call(context, "barcode_batch", path="t.csv", save_as="l.zpl", labels="dpi=300")
    assert (root / "l.zpl").read_text().startswith("^XA")
    checked = call(context, "barcode_batch", path="t.csv")
    assert "save_as" in text_of(checked)


def test_roots_of_the_client_allow_folders(context: ToolContext, tmp_path: Path) -> None:
    """Client, roots: file:// URIs; others, and those of other machines, are ignored."""
    workspace = tmp_path / "my work"
    workspace.mkdir()
    uris = [workspace.as_uri(), "https://example.com/", "file://other/etc", "file:///missing", 5]
    roots = {"roots": [{"uri": uri} for uri in uris] + ["x"]}
    inside = replace(context, client=ClientSide(inputs={"roots": roots}), files=UserFiles())
    call(inside, "barcode_generator", **DRAW, save_as=str(workspace / "a.png"))
    assert (workspace / "a.png").exists()
    with pytest.raises(CallError, match="--allow"):
        call(inside, "barcode_decoder", path="/etc/hostname")


def test_stateless_client_is_requested_to_send_its_roots(context: ToolContext) -> None:
    """SEP-2322; a path in a folder of the command line needs none."""
    able = replace(context, client=ClientSide(capabilities={"roots": {}}))
    asked = TOOLS["barcode_decoder"].run(able, {"path": "/elsewhere/a.png"})
    assert asked == InputRequired({"roots": {"method": "roots/list"}})
    call(able, "barcode_generator", **DRAW, save_as="a.png")


@pytest.mark.parametrize("name", ["barcode_generator", "barcode_decoder", "barcode_batch"])
def test_schema_is_plain_and_not_offered_over_a_network(name: str) -> None:
    """docs/mcp.md: only a server on the user's machine uses files."""
    schema = dict(TOOLS[name].input_schema)
    Draft7Validator.check_schema(schema)
    more = {"save_as", "path", "overwrite"} & schema["properties"].keys()
    assert more
    assert not more & set(catalogue("9").tools[name].input_schema["properties"])
    assert all(schema["properties"][each]["description"] for each in more)
