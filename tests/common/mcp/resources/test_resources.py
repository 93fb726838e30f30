"""Resources: unknown ones are refused, and the contents are correct."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from common import settings
from common.barcode.encode import symbology
from common.mcp.catalogue import catalogue
from common.mcp.context import ToolContext
from common.mcp.protocol.content import BlobResourceContents, TextResourceContents
from common.mcp.protocol.definitions import Context, ResourceNotFound
from common.mcp.resources import barcode, symbologies
from common.operations.quota import Quota
from common.services.container import open_services
from common.services.principal import anonymous_principal


@pytest.fixture
def context(tmp_path: Path) -> Iterator[ToolContext]:
    with open_services(settings.load({"DATA_DIR": str(tmp_path)}), process="mcp") as services:
        yield Context(services, Quota(services, anonymous_principal("203.0.113.9", "mcp")))


def test_a_barcode_of_an_unknown_format_is_not_found(context: ToolContext) -> None:
    """MCP, resources, error handling; the text names a similar format."""
    with pytest.raises(ResourceNotFound, match="code128"):
        barcode.read(context, "barcode://cod128/1", {"format": "cod128", "data": "1"})


def test_a_barcode_resource_is_the_picture_itself(context: ToolContext) -> None:
    """zxing-cpp reads the data of the URI."""
    uri = "barcode://qr/A%20B"
    contents = barcode.read(context, uri, {"format": "qr", "data": "A B"})
    assert isinstance(contents, BlobResourceContents)
    assert (contents.uri, contents.mime_type) == (uri, "image/png")
    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(contents.blob)))
    assert read.text == "A B"


def test_formats_are_completed_with_prefix_matches_first() -> None:
    """MCP, completion: suggestions ranked by relevance."""
    offered = barcode.complete("format", "ean", {})
    assert offered[:2] == ("ean", "ean13")
    assert barcode.complete("format", "CODE12", {}) == ("code128", "hibc_code128")
    assert barcode.complete("data", "", {"format": "ean8"}) == ("96385074",)
    assert barcode.complete("data", "", {}) == ()
    assert set(barcode.complete("format", "", {})) == set(symbology.offered_names())


def test_the_list_holds_every_symbology(context: ToolContext) -> None:
    """The same as GET /symbologies."""
    contents = symbologies.read(context)
    assert isinstance(contents, TextResourceContents)
    assert [entry["id"] for entry in json.loads(contents.text)] == list(symbology.catalogue())


def test_the_instructions_name_every_tool() -> None:
    """MCP, lifecycle: instructions help a model to choose a tool."""
    registry = catalogue("1")
    for name in registry.tools:
        assert name in registry.about.instructions
