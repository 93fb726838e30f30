"""EPC codes: bad fields first, then examples of the guidelines and other writers' payloads."""

import io
from decimal import Decimal

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from segno import helpers

from common.content.catalogue import build, explain
from tests.common.content.types.explained import fields_and_codes, refusal

_MINIMAL = {"name": "Red Cross of Belgium", "iban": "BE72000000001616"}


def written_by_segno(name: str, iban: str, amount: Decimal, encoding: str) -> bytes:
    """Return the bytes that zxing-cpp reads from segno's code with the text ``Client``."""
    code = helpers.make_epc_qr(name, iban, amount, text="Client", encoding=encoding)
    file = io.BytesIO()
    code.save(file, kind="png", scale=2)
    [read] = zxingcpp.read_barcodes(Image.open(file), formats=zxingcpp.BarcodeFormat.QRCode)
    return read.bytes


@pytest.mark.parametrize(
    ("fields", "code", "suggestion"),
    [
        ({"iban": "BE72000000001617"}, "bad_check_digits", "BE45000000001617"),
        ({"iban": "BE7200000000161"}, "bad_iban", ""),
        ({"iban": "XX7200000000161666"}, "bad_iban", ""),
        ({"amount": "0.00"}, "bad_amount", ""),
        ({"amount": "1000000000"}, "bad_amount", ""),
        ({"amount": "1,50"}, "malformed", "1.50"),
        ({"amount": "1.000,50"}, "malformed", ""),
        ({"reference": "RF18539007547034", "text": "a"}, "two_remittances", ""),
        ({"reference": "RF19539007547034"}, "bad_check_digits", "RF18539007547034"),
        ({"version": "001"}, "missing_field", ""),
        ({"text": "Łódź", "character_set": "ISO-8859-1"}, "bad_character", ""),
        ({"text": "ä" * 140, "information": "ä" * 70}, "too_long", ""),
        ({"text": "a\nb"}, "malformed", ""),
    ],
)
def test_bad_fields_are_refused(fields: dict[str, str], code: str, suggestion: str) -> None:
    """Rules of EPC069-12, 2, and of ISO 13616 and ISO 11649."""
    problem = refusal("epc", {**_MINIMAL, **fields})
    assert (problem.code, problem.suggestion) == (f"content.epc.{code}", suggestion)


def test_example_of_the_guidelines_is_built() -> None:
    """The Belgian example that has been published with the guidelines."""
    fields = {
        **_MINIMAL,
        "version": "001",
        "bic": "BPOTBEB1",
        "amount": "1",
        "purpose": "CHAR",
        "text": "Urgency fund",
        "information": "Sample EPC QR code",
    }
    payload = build("epc", fields)
    assert payload.text == (
        "BCD\n001\n1\nSCT\nBPOTBEB1\nRed Cross of Belgium\nBE72000000001616\nEUR1\nCHAR\n\n"
        "Urgency fund\nSample EPC QR code"
    )
    assert (payload.options, payload.content) == ({"ecc": "M"}, None)


@pytest.mark.parametrize(
    ("character_set", "digit"),
    [("ISO-8859-2", b"3"), ("ISO-8859-10", b"7"), ("ISO-8859-15", b"8")],
)
def test_bytes_are_in_the_character_set_of_line_3(character_set: str, digit: bytes) -> None:
    """Each digit stands for one part of ISO/IEC 8859."""
    name = "Žofka" if character_set != "ISO-8859-10" else "Þór"
    payload = build("epc", {**_MINIMAL, "name": name, "character_set": character_set})
    assert payload.content is not None
    lines = payload.content.split(b"\n")
    assert (lines[2], lines[5]) == (digit, name.encode(character_set))
    found = explain(payload.text, payload.content)
    assert found is not None
    assert (found.fields["name"], found.problems) == (name, ())


@pytest.mark.parametrize(
    ("encoding", "name"), [("iso-8859-1", "François"), ("iso-8859-2", "Łódź"), ("utf-8", "Łódź")]
)
def test_bytes_of_segno_are_read_by_line_3(encoding: str, name: str) -> None:
    """Readers guess the character set of such bytes; the third line names it."""
    content = written_by_segno(name, "FR1420041010050500013M02606", Decimal("12.3"), encoding)
    fields, codes = fields_and_codes(content)
    assert (fields["name"], fields["amount"], codes) == (name, "12.3", [])


def test_line_ends_and_trailing_lines_are_read() -> None:
    """Carriage returns and all twelve lines are allowed."""
    payload = "BCD\r\n002\r\n1\r\nSCT\r\n\r\nA\r\nBE72000000001616\r\nEUR12.30\r\n\r\n\r\n\r\n\r\n"
    fields, codes = fields_and_codes(payload)
    assert (fields["name"], fields["amount"], codes) == ("A", "12.30", [])


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ("BCD\n002\n9\nSCT\n\nA\nBE72000000001616", "bad_character_set"),
        ("BCD\n002\n1\nSDD\n\nA\nBE72000000001616", "bad_identification"),
        ("BCD\n003\n1\nSCT\n\nA\nBE72000000001616", "bad_choice"),
        ("BCD\n002\n1\nSCT\n\nA\nBE72 0000 0000 1616", "not_electronic"),
        ("BCD\n002\n1\nSCT\n\nA\nBE72000000001616\nUSD1", "bad_currency"),
        ("BCD\n002\n1\nSCT\n\n\nBE72000000001616", "missing_field"),
        ("BCD\n002\n1\nSCT\n\nA\nBE71000000001616", "bad_check_digits"),
        (b"BCD\n002\n1\nSCT\n\nFran\xe7ois\nBE72000000001616", "wrong_character_set"),
    ],
)
def test_what_is_broken_is_named(payload: str | bytes, code: str) -> None:
    """Each payload breaks one rule."""
    assert code in fields_and_codes(payload)[1]


# Each example is drawn and read back.
@settings(max_examples=30)
@given(
    name=st.text("abcdefgäöüß &'-", min_size=1, max_size=40).map(lambda text: f"x{text}x"),
    cents=st.integers(min_value=1, max_value=99999999999),
    encoding=st.sampled_from(["UTF-8", "ISO-8859-1", "ISO-8859-15"]),
)
def test_segno_writes_the_same_bytes(name: str, cents: int, encoding: str) -> None:
    """Segno writes version 002, the third line and the bytes as EPC069-12 has them."""
    amount = f"{cents // 100}.{cents % 100:02d}".rstrip("0").rstrip(".")
    fields = {**_MINIMAL, "name": name, "amount": amount, "text": "Client"}
    payload = build("epc", {**fields, "character_set": encoding})
    expected = written_by_segno(name, _MINIMAL["iban"], Decimal(amount), encoding.lower())
    assert (payload.content or payload.text.encode()) == expected
