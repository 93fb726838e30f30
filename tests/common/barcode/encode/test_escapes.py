"""Escape sequences: bad ones first, then what zxing-cpp reads.

Expectations: docs/http.md for the sequences; ISO/IEC 15417:2007, 4.3.4 for function characters.
"""

import pytest
from barcode.charsets import code128 as charsets

from common.barcode.decode import verification
from common.barcode.encode.symbology import Symbology, catalogue
from common.barcode.model.errors import BarcodeError, OptionError
from common.operations import content
from tests.common.barcode.drawing import make, read, refusal


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("qr", "\\", "data.bad_escape"),
        ("qr", r"a\b", "data.bad_escape"),
        ("qr", r"\x1", "data.bad_escape"),
        ("qr", r"\u12", "data.bad_escape"),
        ("qr", r"\FNC5", "data.bad_escape"),
        ("qr", r"\gs", "data.bad_escape"),
        ("qr", r"\ud83d", "data.bad_character"),
        ("qr", "\ufdd1", "data.bad_character"),
        ("qr", r"\FNC1", "data.no_function"),
        ("code39", r"A\FNC4", "data.no_function"),
        ("gs1_128", r"(10)A\FNC2", "data.no_function"),
        ("ean13", r"4006\t381333", "ean13.bad_character"),
        ("code128", r"\FNC1AB", "code128.gs1"),
        ("code128", r"\FNC3\FNC1AB", "code128.gs1"),
        ("code128", r"\FNC3", "code128.no_data"),
        ("code128", r"\FNC4é", "code128.bad_character"),
    ],
)
def test_bad_sequences_have_their_codes(name: str, data: str, code: str) -> None:
    """Only what the documents list is a sequence."""
    assert refusal(name, data, escapes=True).code == code


def test_escapes_and_bytes_exclude_each_other() -> None:
    """Bytes in base64 or hex have no backslash."""
    assert refusal("qr", "00", escapes=True, data_encoding="hex").code == "option.conflict"


@pytest.mark.parametrize(("name", "value"), [("escapes", "true"), ("data_encoding", "hex")])
def test_content_is_no_escaped_data(name: str, value: str) -> None:
    """The payload of a Wi-Fi network has backslashes of its own."""
    with pytest.raises(OptionError) as caught:
        content.expand({"content": "wifi", "content.ssid": "a;b", name: value})
    assert caught.value.problems[0].field == name


@pytest.mark.parametrize("kind", catalogue().values(), ids=list(catalogue()))
def test_backslash_is_a_backslash_without_the_option(kind: Symbology) -> None:
    """A symbology that does not refuse it draws it."""
    for data in (r"AB\nCD", r"(21)AB\CD"):
        try:
            symbol = make(kind.id, data)
        except BarcodeError:
            continue
        assert "\\" in symbol.data
        assert verification.check(symbol) == "true"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (r"a\\n", r"a\n"),
        (r"a\nb\rc\td", "a\nb\rc\td"),
        (r"\x41\u00e9\uD83D\uDE00", "Aé😀"),
        (r"[)>\RS06\GSP1\RS\EOT", "[)>\x1e06\x1dP1\x1e\x04"),
        (r"\SOH\SO\DEL\NULL", "\x01\x0e\x7f\x00L"),
    ],
)
def test_sequences_are_characters(data: str, text: str) -> None:
    """The names are those of ISO/IEC 646; the longest comes first."""
    symbol = make("qr", data, escapes=True)
    assert symbol.data == text
    assert symbol.reading is not None
    assert verification.read(symbol, symbol.reading)[0].bytes == text.encode()


@pytest.mark.parametrize(
    ("data", "content", "identifier"),
    [
        (r"AB\FNC1CD", b"AB\x1dCD", "]C0"),
        (r"AB\FNC1", b"AB\x1d", "]C0"),
        (r"A\FNC1CD", b"ACD", "]C2"),
        (r"12\FNC1CD", b"12CD", "]C2"),
        (r"1A\FNC1CD", b"1A\x1dCD", "]C0"),
        (r"\FNC2AB", b"AB", "]C0"),
        (r"\FNC3AB", b"AB", "]C0"),
        (r"A\FNC4iB", b"A\xe9B", "]C0"),
        (r"A\FNC4\FNC4ii\FNC4\FNC4B", b"A\xe9\xe9B", "]C0"),
        (r"ab\FNC1\x01\n123456\FNC112", b"ab\x1d\x01\n123456\x1d12", "]C0"),
    ],
)
def test_function_characters_are_read(data: str, content: bytes, identifier: str) -> None:
    """ISO/IEC 15424: ]C2 has FNC1 in the second position. FNC2 and FNC3 are for the reader."""
    symbol = make("code128", data, escapes=True)
    assert verification.check(symbol) == "true"
    assert symbol.reading is not None
    (found,) = verification.read(symbol, symbol.reading)
    assert (found.bytes, found.symbology_identifier) == (content, identifier)
    assert bool(found.extra) == ("FNC3" in data)  # zxing-cpp reports ReaderInit


def test_function_characters_are_the_values_of_the_standard() -> None:
    """ISO/IEC 15417:2007, table 1: in code set B, FNC2 is 97 and FNC3 is 96."""
    for data, value in ((r"\FNC2ab", 97), (r"\FNC3ab", 96)):
        drawn = "".join(map(str, make("code128", data, escapes=True).rows[0].modules))
        assert drawn[11:22] == charsets.CODES[value]


def test_shortest_sequence_of_code_sets() -> None:
    """ISO/IEC 15417:2007, annex E: start C, three pairs, FNC1, a pair, check and stop."""
    assert make("code128", r"123456\FNC178", escapes=True).width == 11 * 7 + 13


def test_fnc1_in_gs1_data_is_the_separator() -> None:
    """GS1 General Specifications, 7.8.3; a leading FNC1 announces GS1 data and is drawn anyway."""
    expected = make("gs1_128", "10AB\x1d21CD")
    for data in (r"10AB\FNC121CD", r"\FNC110AB\FNC121CD", r"10AB\GS21CD"):
        assert make("gs1_128", data, escapes=True).rows == expected.rows
    assert read(expected) == "(10)AB(21)CD"
