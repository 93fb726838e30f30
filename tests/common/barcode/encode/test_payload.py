"""Raw bytes and character sets: bad ones first, then what independent decoders return.

Expectations: AIM ITS/04-023 for the numbers of interpretations; the decoders are zxing-cpp and
those of the project.
"""

import base64
import random

import pytest
import zxingcpp

from common.barcode.decode import catalogue as decoders
from common.barcode.decode import verification
from common.barcode.encode.payload import CHARSETS, OPTIONS
from common.barcode.encode.symbology import catalogue
from common.barcode.model.symbol import Symbol
from tests.common.barcode.drawing import make, refusal

CARRIERS = [id for id, kind in catalogue().items() if "data_encoding" in kind.options]
# Every byte from 0 to 255, NUL at both ends, and what looks like UTF-8 or Shift JIS.
BYTES = (bytes([0, 255, 0x1D, 0x5C, 0x83, 0x41, 0]), bytes(range(256)))


def content(symbol: Symbol) -> bytes:
    """Return the bytes that a decoder reads from *symbol*."""
    if symbol.reading is None:
        (decoding,) = decoders.decode_symbol(symbol, (symbol.symbology,))
        return decoding.content
    return barcode(symbol).bytes


def barcode(symbol: Symbol) -> zxingcpp.Barcode:
    assert symbol.reading is not None
    return verification.read(symbol, symbol.reading)[0]


@pytest.mark.parametrize(
    ("data", "options", "code"),
    [
        ("A", {"charset": "utf-7"}, "option.bad_value"),
        ("中", {"charset": "iso-8859-1"}, "qr.bad_character"),
        ("¥", {"charset": "shift_jis"}, "qr.bad_character"),
        ("0", {"data_encoding": "hex"}, "data.bad_encoding"),
        ("0g", {"data_encoding": "hex"}, "data.bad_encoding"),
        ("AA A", {"data_encoding": "base64"}, "data.bad_encoding"),
        ("AAAAA", {"data_encoding": "base64"}, "data.bad_encoding"),
        ("é", {"data_encoding": "base64"}, "data.bad_encoding"),
        ("==", {"data_encoding": "base64"}, "data.bad_encoding"),
        ("00", {"data_encoding": "hex", "eci": "on"}, "option.missing"),
        ("00" * 7090, {"data_encoding": "hex"}, "qr.too_long"),
    ],
)
def test_bad_bytes_and_character_sets_have_their_codes(
    data: str, options: dict[str, object], code: str
) -> None:
    """A space in base64 may have been a + in a URL, so that it is no white space."""
    assert refusal("qr", data, **options).code == code


@pytest.mark.parametrize("text", ["-_-_", "+/+/", "AA==", "AA", "AAAA\r\nAAAA"])
def test_both_alphabets_of_base64_are_read(text: str) -> None:
    """RFC 4648, 4 and 5; RFC 2045, 6.8 for lines."""
    expected = base64.urlsafe_b64decode(text.replace("+", "-").replace("/", "_") + "==")
    assert content(make("qr", text, data_encoding="base64")) == expected


@pytest.mark.parametrize("name", CARRIERS)
def test_bytes_are_read_back_unchanged(name: str) -> None:
    """Those of a random message too; a symbol that is too small for all takes a part."""
    kind = catalogue()[name]
    most = min(256, kind.max_characters // 3)
    for data in (*BYTES, random.Random(name).randbytes(40)):
        symbol = make(name, data[:most].hex(), data_encoding="hex")
        assert content(symbol) == data[:most]
        assert verification.check(symbol) == "true"


@pytest.mark.parametrize("name", [name for name in CARRIERS if "eci" in catalogue()[name].options])
def test_character_set_is_announced_if_requested(name: str) -> None:
    """The same bytes with and without ECI; with one, zxing-cpp returns the text."""
    silent = make(name, "Łódź", charset="iso-8859-2")
    announced = make(name, "Łódź", charset="iso-8859-2", eci="on")
    assert content(silent) == content(announced) == "Łódź".encode("iso8859-2")
    assert silent.rows != announced.rows
    if announced.reading:
        assert barcode(announced).text == "Łódź"
        assert barcode(silent).text != "Łódź"


def test_ecis_are_drawn_only_if_needed_or_requested() -> None:
    """ISO/IEC 18004:2015, 7.4.2: an ECI header takes 12 bits before the data."""
    default, silent, announced = (
        make("qr", "é", **eci) for eci in ({}, {"eci": "off"}, {"eci": "on"})
    )
    assert default.rows == announced.rows != silent.rows
    plain, forced = make("qr", "e"), make("qr", "e", eci="on")
    assert plain.rows == make("qr", "e", charset="utf-8").rows != forced.rows
    hex_options = {"data_encoding": "hex", "charset": "utf-8", "eci": "on"}
    assert make("qr", "c3a9", **hex_options).rows == announced.rows
    assert [barcode(symbol).text for symbol in (default, silent, plain, forced)] == [*"ééee"]


@pytest.mark.parametrize("name", CHARSETS)
def test_number_of_each_interpretation(name: str) -> None:
    """zxing-cpp decodes the bytes by the announced number, from a register of its own."""
    codec, _ = CHARSETS[name]
    # No signs: registers differ in a few of them.
    characters = (chr(code) for code in (*range(0x41, 0x600), *range(0x4E00, 0x4E10)))
    # ˍ is in Python's Big5 only.
    letters = [one for one in characters if one.isalpha() and one != "ˍ"]
    text = "".join(one for one in letters if one.encode(codec, "ignore").decode(codec) == one)[:200]
    assert barcode(make("qr", text, charset=name, eci="on")).text == text


def test_options_are_declared_together() -> None:
    """Micro QR Code has no ECI (ISO/IEC 18004:2015, 7.4.2)."""
    for name in CARRIERS:
        missing = set(OPTIONS) - set(catalogue()[name].options)
        assert missing == ({"eci"} if name == "micro_qr" else set())
