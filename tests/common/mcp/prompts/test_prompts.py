"""Prompts: what they ask a model for is right, and what is given wrongly is told."""

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
NOBODY = Context[Any, Any](None, None)


def ask(name: str, /, **values: str) -> str:
    (message,) = PROMPTS[name].fill(NOBODY, values).messages  # type: ignore[union-attr]
    assert isinstance(message.content, TextContent)
    return message.content.text


def scanned(data: str) -> str:
    picture = pipeline.draw(options.parse({"data": data, "format": "qr"}, strings=False))
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.body)))
    return found.text


@pytest.mark.parametrize(
    ("name", "values", "told"),
    [
        ("wifi_qr", {"ssid": "x", "security": "foo"}, "WPA, WEP, nopass"),
        ("wifi_qr", {"ssid": "x", "security": "WPA"}, "Give the password"),
        ("wifi_qr", {"ssid": "x", "security": "nopass", "password": "y"}, "Leave the password out"),
        ("wifi_qr", {"ssid": "ä" * 17}, "32 bytes"),
        ("wifi_qr", {"ssid": "a\nb"}, "ssid: holds a line break"),
        ("vcard_qr", {"name": "Ada\nTEL:1"}, "name: holds a line break"),
        ("label_a_product", {"gtin": "abc"}, "8 to 14 digits"),
        ("label_a_product", {"gtin": "1234567"}, "8 to 14 digits"),
        ("label_a_product", {"gtin": "4006381333932"}, "4006381333931"),
        ("label_a_product", {"gtin": "4006381333931", "expiry": "2026-01-01"}, "17"),
        ("label_a_product", {"gtin": "4006381333931", "lot": "x" * 21}, "10"),
    ],
)
def test_what_can_not_be_right_is_told(name: str, values: dict[str, str], told: str) -> None:
    """A model would go on with it, and draw what nobody can use."""
    with pytest.raises((CallError, DataError)) as caught:
        ask(name, **values)
    problems = getattr(caught.value, "problems", ())
    assert told in "".join(map(str, problems)) or told in str(caught.value)


def test_a_wifi_prompt_writes_data_that_phones_read() -> None:
    """ZXing's wiki, Barcode Contents: special characters are escaped with a backslash."""
    text = ask("wifi_qr", ssid='My;"Net', password="a:b\\c")
    assert 'WIFI:T:WPA;S:My\\;\\"Net;P:a\\:b\\\\c;;' in text
    assert "WIFI:T:nopass;S:Open;;" in ask("wifi_qr", ssid="Open")
    assert "WIFI:T:WPA;" in ask("wifi_qr", ssid="a", password="b", security="wpa3")


def test_a_contact_prompt_writes_a_vcard() -> None:
    """RFC 2426: N is family;given, and the lines scan as they are written."""
    text = ask("vcard_qr", name="Ada Lovelace", email="ada@example.com")
    card = text[text.index("BEGIN:VCARD") : text.index("END:VCARD") + len("END:VCARD")]
    assert "N:Lovelace;Ada;;;" in card
    assert "EMAIL:ada@example.com" in card
    assert scanned(card) == card


def test_a_label_prompt_puts_the_elements_in_order() -> None:
    """GS1 General Specifications, 3.2: AI 01 GTIN, 10 lot, 17 expiry, 21 serial."""
    text = ask("label_a_product", gtin="09501101530003", lot="A1", serial="7")
    assert "(01)09501101530003(10)A1(21)7" in text


@pytest.mark.parametrize(
    ("gtin", "written"),
    [("96385074", "00000096385074"), ("4006381333931", "04006381333931")],
)
def test_a_shorter_gtin_is_filled_with_zeros(gtin: str, written: str) -> None:
    """GS1 General Specifications, 3.3.2: AI 01 holds 14 digits."""
    assert f"(01){written}." in ask("label_a_product", gtin=gtin)


def test_a_contact_keeps_what_is_no_separator() -> None:
    """RFC 2426, 4: backslash, semicolon and comma are escaped in text, and nothing else."""
    text = ask("vcard_qr", name='Ada "A:" B;C', url="https://a.example/?b=1,2")
    assert 'FN:Ada "A:" B\\;C\n' in text
    assert "URL:https://a.example/?b=1,2\n" in text


@pytest.mark.parametrize("name", ["choose_a_symbology", "check_a_gs1_string"])
def test_the_other_prompts_carry_what_was_asked(name: str) -> None:
    """A prompt that loses its argument asks a model for nothing."""
    argument = PROMPTS[name].arguments[0].name
    assert "(01)123" in ask(name, **{argument: "(01)123"})


def test_choices_are_completed() -> None:
    """MCP, completion: of a prompt's arguments."""
    assert PROMPTS["wifi_qr"].complete("security", "w", {}) == ("WPA", "WEP")
    assert "postal" in PROMPTS["choose_a_symbology"].complete("purpose", "po", {})
    assert PROMPTS["wifi_qr"].complete("ssid", "", {}) == ()
