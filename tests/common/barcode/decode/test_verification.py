"""The self-check raises an error if an independent decoder does not return the data."""

import pytest
from msgspec import structs

from common.barcode.decode import verification
from common.barcode.model.errors import ReadBackError
from common.barcode.model.symbol import Reading, Row, Symbol
from tests.common.barcode.drawing import make


def damaged(symbol: Symbol) -> Symbol:
    """Return *symbol* with dark and light exchanged in its first row."""
    first, *others = symbol.rows
    row = Row(bytes(1 - module for module in first.modules), first.height)
    return structs.replace(symbol, rows=(row, *others))


@pytest.mark.parametrize("name", ["code128", "ean13", "itf", "databar_omni"])
def test_damaged_bars_are_an_error(name: str) -> None:
    """The first row is inverted."""
    data = {
        "code128": "ABC",
        "ean13": "4006381333931",
        "itf": "1234",
        "databar_omni": "0950110153000",
    }
    with pytest.raises(ReadBackError) as raised:
        verification.check(damaged(make(name, data[name])))
    assert raised.value.problems[0].code == f"{name}.unreadable"


@pytest.mark.parametrize(
    "reading",
    [
        Reading(("Code128",), "ABD"),
        Reading(("Code128",), content=b"ABD"),
        Reading(("Code128",), "ABC", identifier="]C1"),
        Reading(("Code39",), "ABC"),
    ],
)
def test_symbol_of_other_data_is_an_error(reading: Reading) -> None:
    """Text, bytes, symbology identifier and format must agree."""
    with pytest.raises(ReadBackError):
        verification.check(structs.replace(make("code128", "ABC"), reading=reading))


def test_missing_add_on_is_an_error() -> None:
    """The Reading of a symbol with add-on requires it."""
    bare = make("ean13", "4006381333931")
    full = make("ean13", "4006381333931", addon="12")
    with pytest.raises(ReadBackError):
        verification.check(structs.replace(bare, reading=full.reading))


def test_symbol_without_a_decoder_is_unsupported() -> None:
    """zxing-cpp has no decoder of KIX."""
    assert verification.check(make("kix", "1231FZ13XHS")) == "unsupported"


def test_aztec_code_without_a_dark_corner_is_searched_for() -> None:
    """The quick path of zxing-cpp regards the outermost dark modules as edges."""
    assert verification.check(make("aztec", "9^\\+%\x1d")) == "true"


def test_maxicode_is_read_from_offset_rows() -> None:
    """zxing-cpp reads hexagons as squares in offset rows."""
    assert verification.check(make("maxicode", "MAXICODE 1")) == "true"
