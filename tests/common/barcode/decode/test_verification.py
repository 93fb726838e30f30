"""The self-check raises an error if an independent decoder does not return the data."""

import pytest
from msgspec import structs

from common.barcode import pipeline
from common.barcode.decode import verification
from common.barcode.encode.symbology import find
from common.barcode.model import options
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
    """Every symbology in the catalogue has a decoder; a new one may have none."""
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
def test_symbol_of_other_data_for_a_project_decoder_is_an_error(
    symbology: str, data: str, other: str
) -> None:
    """One of each kind: the decoder must return the data that is reported with the modules."""
    with pytest.raises(ReadBackError) as caught:
        verification.check(structs.replace(make(symbology, data), data=other))
    assert caught.value.problems[0].code == f"{symbology}.unreadable"


@pytest.mark.parametrize("rotation", [{}, {"rotate": 90}, {"rotate": 180}, {"rotate": 270}])
@pytest.mark.parametrize("symbology", ["daft", "pharmacode", "pharmacode2"])
def test_symbol_with_another_meaning_upside_down_is_read_at_its_rotation(
    symbology: str, rotation: dict[str, object]
) -> None:
    """Rotated by 180 degrees these symbols have other data."""
    parameters = {"data": find(symbology).example, "format": symbology, "verify": True, "scale": 4}
    picture = pipeline.draw(options.parse({**parameters, **rotation}, strings=False))
    assert picture.verified == "true"


@pytest.mark.parametrize(
    "symbology", ["bc412", "channel_code", "ean2", "ean5", "fim", "koreapost", "msi", "pharmacode"]
)
@pytest.mark.parametrize("width", [600, 5000])
def test_bars_wider_than_high_are_found(symbology: str, width: int) -> None:
    """A height of 100 px is the default; one module has up to 200 px."""
    parameters = {"data": find(symbology).example, "format": symbology, "verify": True}
    picture = pipeline.draw(options.parse({**parameters, "width": width}, strings=False))
    assert picture.verified == "true"


def test_light_bars_on_dark_are_found_by_project_searches() -> None:
    """The searches find dark bars on light; `verify` inverts the image."""
    negative = {"foreground": "white", "background": "black", "light_on_dark": True}
    parameters = {"data": "1234", "format": "msi", "verify": True, **negative}
    assert pipeline.draw(options.parse(parameters, strings=False)).verified == "true"


def test_aztec_code_without_a_dark_corner_is_searched_for() -> None:
    """The quick path of zxing-cpp regards the outermost dark modules as edges."""
    assert verification.check(make("aztec", "9^\\+%\x1d")) == "true"


def test_maxicode_is_read_from_offset_rows() -> None:
    """zxing-cpp reads hexagons as squares in offset rows."""
    assert verification.check(make("maxicode", "MAXICODE 1")) == "true"
