"""The self-check refuses what an independent reader does not read as asked."""

import pytest
from msgspec import structs

from common.barcode import pipeline
from common.barcode.decode import verification
from common.barcode.encode.symbology import find
from common.barcode.model import options
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
    """Every symbology has a decoder now; the next one may come without."""
    symbol = structs.replace(make("kix", "1231FZ13XHS"), symbology="no_such_symbology")
    assert verification.check(symbol) == "unsupported"


@pytest.mark.parametrize(
    ("symbology", "data", "other"),
    [
        ("kix", "1231FZ13XHS", "1231FZ13XHT"),
        ("msi", "1234567", "1234568"),
        ("code49", "MULTIPLE ROWS", "MULTIPLE ROW"),
        ("hanxin", "HAN XIN", "HAN XIM"),
    ],
)
def test_a_symbol_that_says_something_else_to_our_decoder_is_refused(
    symbology: str, data: str, other: str
) -> None:
    """One of each kind: the modules must say the data that is reported with them."""
    with pytest.raises(ReadBackError) as caught:
        verification.check(structs.replace(make(symbology, data), data=other))
    assert caught.value.problems[0].code == f"{symbology}.unreadable"


@pytest.mark.parametrize("dress", [{}, {"rotate": 90}, {"rotate": 180}, {"rotate": 270}])
@pytest.mark.parametrize("symbology", ["daft", "pharmacode", "pharmacode2"])
def test_a_symbol_with_another_meaning_upside_down_is_read_as_it_was_drawn(
    symbology: str, dress: dict[str, object]
) -> None:
    """Turned by 180 degrees these say something else, and only their maker knows the turn."""
    asked = {"data": find(symbology).example, "format": symbology, "verify": True, "scale": 4}
    picture = pipeline.draw(options.parse({**asked, **dress}, strings=False))
    assert picture.verified == "true"


def test_light_bars_on_dark_are_read_by_our_searches() -> None:
    """The searches look for dark on light; `verify` gives them the negative."""
    negative = {"foreground": "white", "background": "black", "light_on_dark": True}
    asked = {"data": "1234", "format": "msi", "verify": True, **negative}
    assert pipeline.draw(options.parse(asked, strings=False)).verified == "true"


def test_an_aztec_code_without_a_dark_corner_is_searched_for() -> None:
    # The reader's short cut takes the outermost dark modules for the edges of the symbol.
    assert verification.check(make("aztec", "9^\\+%\x1d")) == "true"


def test_maxicode_is_read_from_offset_rows() -> None:
    assert verification.check(make("maxicode", "MAXICODE 1")) == "true"
