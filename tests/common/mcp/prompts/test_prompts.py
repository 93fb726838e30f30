"""Prompts: invalid arguments are refused, and the messages contain correct data."""

import io
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from common.barcode import pipeline
from common.barcode.model import options
from common.barcode.model.errors import DataError
from common.mcp.catalogue import catalogue
from common.mcp.protocol.content import TextContent
from common.mcp.protocol.definitions import CallError, Context

PROMPTS = catalogue("1").prompts
CONTEXT = Context[Any, Any](None, None)


def fill(name: str, /, **values: str) -> str:
    (message,) = PROMPTS[name].fill(CONTEXT, values).messages  # type: ignore[union-attr]
    assert isinstance(message.content, TextContent)
    return message.content.text


def scanned(data: str) -> str:
    picture = pipeline.draw(options.parse({"data": data, "format": "qr"}, strings=False))
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.body)))
    return found.text


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("wifi_qr", {"ssid": "x", "security": "foo"}, "WPA, WEP, nopass"),
        ("wifi_qr", {"ssid": "x", "security": "WPA"}, "Give the password"),
        ("wifi_qr", {"ssid": "x", "security": "nopass", "password": "y"}, "Omit the password"),
        ("wifi_qr", {"ssid": "ä" * 17}, "32 bytes"),
        ("wifi_qr", {"ssid": "a\nb"}, "ssid: contains a line break"),
        ("vcard_qr", {"name": "Ada\nTEL:1"}, "name: contains a line break"),
        ("label_a_product", {"gtin": "abc"}, "8 to 14 digits"),
        ("label_a_product", {"gtin": "1234567"}, "8 to 14 digits"),
        ("label_a_product", {"gtin": "4006381333932"}, "4006381333931"),
        ("label_a_product", {"gtin": "4006381333931", "expiry": "2026-01-01"}, "17"),
        ("label_a_product", {"gtin": "4006381333931", "lot": "x" * 21}, "10"),
    ],
)
def test_invalid_values_are_refused(name: str, values: dict[str, str], expected: str) -> None:
    """A model would draw a barcode that can't be used."""
    with pytest.raises((CallError, DataError)) as caught:
        fill(name, **values)
    problems = getattr(caught.value, "problems", ())
    assert expected in "".join(map(str, problems)) or expected in str(caught.value)


def test_a_wifi_prompt_writes_data_that_phones_read() -> None:
    """ZXing's wiki, Barcode Contents: special characters are escaped with a backslash."""
    text = fill("wifi_qr", ssid='My;"Net', password="a:b\\c")
    assert 'WIFI:T:WPA;S:My\\;\\"Net;P:a\\:b\\\\c;;' in text
    assert "WIFI:T:nopass;S:Open;;" in fill("wifi_qr", ssid="Open")
    assert "WIFI:T:WPA;" in fill("wifi_qr", ssid="a", password="b", security="wpa3")


def test_a_contact_prompt_writes_a_vcard() -> None:
    """RFC 2426: N is family;given, and the lines scan as they are written."""
    text = fill("vcard_qr", name="Ada Lovelace", email="ada@example.com")
    card = text[text.index("BEGIN:VCARD") : text.index("END:VCARD") + len("END:VCARD")]
    assert "N:Lovelace;Ada;;;" in card
    assert "EMAIL:ada@example.com" in card
    assert scanned(card) == card


def test_a_label_prompt_puts_the_elements_in_order() -> None:
    """GS1 General Specifications, 3.2: AI 01 GTIN, 10 lot, 17 expiry, 21 serial."""
    text = fill("label_a_product", gtin="09501101530003", lot="A1", serial="7")
    assert "(01)09501101530003(10)A1(21)7" in text


@pytest.mark.parametrize(
    ("gtin", "written"),
    [("96385074", "00000096385074"), ("4006381333931", "04006381333931")],
)
def test_a_shorter_gtin_is_filled_with_zeros(gtin: str, written: str) -> None:
    """GS1 General Specifications, 3.3.2: AI 01 has 14 digits."""
    assert f"(01){written}." in fill("label_a_product", gtin=gtin)


def test_a_contact_keeps_characters_that_are_not_separators() -> None:
    """RFC 2426, 4: backslash, semicolon and comma are escaped in text, and nothing else."""
    text = fill("vcard_qr", name='Ada "A:" B;C', url="https://a.example/?b=1,2")
    assert 'FN:Ada "A:" B\\;C\n' in text
    assert "URL:https://a.example/?b=1,2\n" in text


@pytest.mark.parametrize("name", ["choose_a_symbology", "check_a_gs1_string"])
def test_the_other_prompts_contain_their_argument(name: str) -> None:
    """MCP, prompts: the arguments are filled into the messages."""
    argument = PROMPTS[name].arguments[0].name
    assert "(01)123" in fill(name, **{argument: "(01)123"})


def test_choices_are_completed() -> None:
    """MCP, completion: of a prompt's arguments."""
    assert PROMPTS["wifi_qr"].complete("security", "w", {}) == ("WPA", "WEP")
    assert "postal" in PROMPTS["choose_a_symbology"].complete("purpose", "po", {})
    assert PROMPTS["wifi_qr"].complete("ssid", "", {}) == ()
