"""The self-check refuses what an independent reader does not read as asked."""

import pytest
from msgspec import structs

from common.barcode.decode import verification
from common.barcode.model.errors import ReadBackError
from common.barcode.model.symbol import Reading, Row, Symbol
from tests.common.barcode.drawing import make


def spoiled(symbol: Symbol) -> Symbol:
    """Return *symbol* with its first row upside down: dark for light."""
    first, *others = symbol.rows
    row = Row(bytes(1 - module for module in first.modules), first.height)
    return structs.replace(symbol, rows=(row, *others))


@pytest.mark.parametrize("name", ["code128", "ean13", "itf", "databar_omni"])
def test_bars_that_say_nothing_are_refused(name: str) -> None:
    data = {
        "code128": "ABC",
        "ean13": "4006381333931",
        "itf": "1234",
        "databar_omni": "0950110153000",
    }
    with pytest.raises(ReadBackError) as refused:
        verification.check(spoiled(make(name, data[name])))
    assert refused.value.problems[0].code == f"{name}.unreadable"


@pytest.mark.parametrize(
    "reading",
    [
        Reading(("Code128",), "ABD"),
        Reading(("Code128",), content=b"ABD"),
        Reading(("Code128",), "ABC", identifier="]C1"),
        Reading(("Code39",), "ABC"),
    ],
)
def test_a_symbol_that_says_something_else_is_refused(reading: Reading) -> None:
    with pytest.raises(ReadBackError):
        verification.check(structs.replace(make("code128", "ABC"), reading=reading))


def test_an_add_on_that_is_missing_is_refused() -> None:
    bare = make("ean13", "4006381333931")
    asked = make("ean13", "4006381333931", addon="12")
    with pytest.raises(ReadBackError):
        verification.check(structs.replace(bare, reading=asked.reading))


def test_a_symbol_that_no_reader_knows_is_unsupported() -> None:
    assert verification.check(make("kix", "1231FZ13XHS")) == "unsupported"


def test_an_aztec_code_without_a_dark_corner_is_searched_for() -> None:
    # The reader's short cut takes the outermost dark modules for the edges of the symbol.
    assert verification.check(make("aztec", "9^\\+%\x1d")) == "true"


def test_maxicode_is_read_from_offset_rows() -> None:
    assert verification.check(make("maxicode", "MAXICODE 1")) == "true"
