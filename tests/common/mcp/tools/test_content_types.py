"""The tool that lists application standards, and content in the generator's arguments."""

import base64
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from common import settings
from common.mcp.context import ToolContext
from common.mcp.protocol.content import ImageContent, TextContent
from common.mcp.protocol.definitions import CallError, Context
from common.mcp.tools import barcode_decoder, barcode_generator, content_types
from common.operations.quota import Quota
from common.services.container import open_services
from common.services.principal import anonymous_principal

WIFI = "WIFI:T:WPA;S:Guests;P:correct horse;;"
ARGUMENTS = {"content": "wifi", "content_fields": '{"ssid":"Guests","password":"correct horse"}'}


@pytest.fixture
def context(tmp_path: Path) -> Iterator[ToolContext]:
    with open_services(settings.load({"DATA_DIR": str(tmp_path)}), process="mcp") as services:
        yield Context(services, Quota(services, anonymous_principal("203.0.113.9", "mcp")))


def text_of(context: ToolContext, **arguments: str) -> str:
    (item,) = content_types.run(context, arguments).content
    assert isinstance(item, TextContent)
    return item.text


def test_unknown_type_is_refused_with_near_names(context: ToolContext) -> None:
    """docs/errors.md: the text contains the fix."""
    with pytest.raises(CallError, match="wifi"):
        content_types.run(context, {"content": "wi-fy"})


def test_every_type_is_listed_in_a_line(context: ToolContext) -> None:
    """The catalogue of content types."""
    lines = text_of(context).splitlines()
    assert len(lines) > 30
    assert any(line.startswith("epc: ") for line in lines)


def test_fields_of_a_type_are_described(context: ToolContext) -> None:
    """The declared fields of the type."""
    text = text_of(context, content="wifi")
    assert "- ssid (required): " in text
    assert "content_fields of an example: {" in text


def test_generator_draws_content(context: ToolContext) -> None:
    """zxing-cpp reads the payload of the Wi-Fi standard (ZXing's wiki, Barcode Contents)."""
    picture = barcode_generator.run(context, ARGUMENTS).content[0]
    assert isinstance(picture, ImageContent)
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.data)))
    assert found.text == WIFI


def test_decoder_explains_content(context: ToolContext) -> None:
    """The payload that the generator has drawn."""
    picture = barcode_generator.run(context, ARGUMENTS).content[0]
    assert isinstance(picture, ImageContent)
    (item,) = barcode_decoder.run(
        context, {"image": base64.b64encode(picture.data).decode()}
    ).content
    assert isinstance(item, TextContent)
    assert "Content wifi: " in item.text
