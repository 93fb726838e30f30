"""Resources and prompts: what they answer is right, and what is asked wrongly is told."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from common import settings
from common.barcode import options, pipeline, symbology
from common.mcp.content import BlobResourceContents, TextContent, TextResourceContents
from common.mcp.declarations import Context, Prompt, ResourceNotFound
from common.services.bundle import open_services
from common.services.caller import anonymous
from common.tools import barcode_resource, prompts, symbologies
from common.tools.catalogue import catalogue
from common.tools.context import ToolContext

PROMPTS = {prompt.name: prompt for prompt in prompts.PROMPT}


@pytest.fixture
def context(tmp_path: Path) -> Iterator[ToolContext]:
    with open_services(settings.load({"DATA_DIR": str(tmp_path)}), process="mcp") as services:
        yield Context(services, anonymous("203.0.113.9", "mcp"))


def ask(prompt: Prompt, context: ToolContext, **values: str) -> str:
    (message,) = prompt.fill(context, values).messages
    assert isinstance(message.content, TextContent)
    return message.content.text


def scanned(data: str) -> str:
    picture = pipeline.draw(options.parse({"data": data, "format": "qr"}, strings=False))
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.body)))
    return found.text


def test_a_barcode_of_an_unknown_format_is_not_found(context: ToolContext) -> None:
    """MCP: a resource that is not there; the text names near formats."""
    with pytest.raises(ResourceNotFound, match="code128"):
        barcode_resource.read(context, "barcode://cod128/1", {"format": "cod128", "data": "1"})


def test_a_barcode_resource_is_the_picture_itself(context: ToolContext) -> None:
    """What the URI says is what a decoder reads."""
    uri = "barcode://qr/A%20B"
    found = barcode_resource.read(context, uri, {"format": "qr", "data": "A B"})
    assert isinstance(found, BlobResourceContents)
    assert (found.uri, found.mime_type) == (uri, "image/png")
    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(found.blob)))
    assert read.text == "A B"


def test_formats_are_completed_with_what_begins_so_first() -> None:
    """MCP, completion: suggestions ranked by relevance."""
    offered = barcode_resource.complete("format", "ean", {})
    assert offered[:2] == ("ean", "ean13")
    assert barcode_resource.complete("format", "CODE12", {}) == ("code128", "hibc_code128")
    assert barcode_resource.complete("data", "", {"format": "ean8"}) == ("96385074",)
    assert barcode_resource.complete("data", "", {}) == ()


def test_the_list_holds_every_symbology(context: ToolContext) -> None:
    """The same as GET /symbologies."""
    found = symbologies.read(context)
    assert isinstance(found, TextResourceContents)
    assert [entry["id"] for entry in json.loads(found.text)] == list(symbology.catalogue())


def test_a_wifi_prompt_writes_data_that_phones_read(context: ToolContext) -> None:
    """ZXing's wiki, Barcode Contents: special characters are escaped with a backslash."""
    text = ask(PROMPTS["wifi_qr"], context, ssid='My;"Net', password="a:b\\c")
    assert 'WIFI:T:WPA;S:My\\;\\"Net;P:a\\:b\\\\c;;' in text
    assert "WIFI:T:nopass;S:Open;;" in ask(PROMPTS["wifi_qr"], context, ssid="Open")


def test_a_contact_prompt_writes_a_vcard(context: ToolContext) -> None:
    """RFC 2426: N is family;given, and the lines scan as they are written."""
    text = ask(PROMPTS["vcard_qr"], context, name="Ada Lovelace", email="ada@example.com")
    card = text[text.index("BEGIN:VCARD") : text.index("END:VCARD") + len("END:VCARD")]
    assert "N:Lovelace;Ada;;;" in card
    assert "EMAIL:ada@example.com" in card
    assert scanned(card) == card


def test_a_label_prompt_puts_the_elements_in_order(context: ToolContext) -> None:
    """GS1 General Specifications, 3.2: AI 01 GTIN, 10 lot, 17 expiry, 21 serial."""
    text = ask(PROMPTS["label_a_product"], context, gtin="09501101530003", lot="A1", serial="7")
    assert "(01)09501101530003(10)A1(21)7" in text


@pytest.mark.parametrize("name", ["choose_a_symbology", "check_a_gs1_string"])
def test_the_other_prompts_carry_what_was_asked(context: ToolContext, name: str) -> None:
    """A prompt that loses its argument asks a model for nothing."""
    prompt = PROMPTS[name]
    assert "(01)123" in ask(prompt, context, **{prompt.arguments[0].name: "(01)123"})


def test_choices_are_completed() -> None:
    """MCP, completion: of a prompt's arguments."""
    assert PROMPTS["wifi_qr"].complete("security", "w", {}) == ("WPA", "WEP")
    assert "postal" in PROMPTS["choose_a_symbology"].complete("purpose", "po", {})
    assert PROMPTS["wifi_qr"].complete("ssid", "", {}) == ()


def test_the_instructions_say_what_each_tool_is_for() -> None:
    registry = catalogue("1")
    for name in registry.tools:
        assert name in registry.about.instructions
