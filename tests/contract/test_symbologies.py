"""What every symbology keeps, checked on each by its own declaration."""

import pytest
import zxingcpp

from common.barcode.decode import verification
from common.barcode.encode.symbology import Symbology, catalogue, find
from common.barcode.model.errors import BarcodeError, OptionError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol
from tests.common.barcode.drawing import make

# The formats of the public API, by the names its clients use.
PUBLIC = tuple(
    """code128 code39 ean ean13 ean14 ean8 gs1 gs1_128 gtin isbn isbn10 isbn13 issn itf jan pzn upc
    upca""".split()  # noqa: SIM905 # a list of eighteen quoted names reads worse
)

# Readers must be set to these: a reader of full-ASCII Code 39 takes the leading +A of HIBC for a,
# and nothing in a Telepen symbol tells pairs of digits from characters.
NEED_SETTING = {"hibc_code39", "telepen_numeric"}

EVERY = pytest.mark.parametrize("symbology", catalogue().values(), ids=list(catalogue()))


def example(symbology: Symbology) -> Symbol:
    return make(symbology.id, symbology.example)


@pytest.mark.parametrize("name", PUBLIC)
def test_every_format_of_the_public_api_is_here(name: str) -> None:
    assert find(name).verified


@EVERY
def test_its_example_reads_back_as_what_was_asked_for(symbology: Symbology) -> None:
    assert verification.check(example(symbology)) == (
        "true" if symbology.verified else "unsupported"
    )


@pytest.mark.parametrize(
    "name",
    [
        id
        for id, one in catalogue().items()
        if example(one).reading is not None and id not in NEED_SETTING
    ],
)
def test_a_reader_that_was_not_told_the_format_reads_the_same(name: str) -> None:
    symbol = example(find(name))
    assert symbol.reading is not None
    found = zxingcpp.read_barcodes(
        verification.module_image(symbol),
        binarizer=zxingcpp.Binarizer.FixedThreshold,
        is_pure=True,
        ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read,
    )
    assert any(verification.matches(symbol.reading, barcode) for barcode in found)


@EVERY
def test_it_is_verified_if_a_decoder_reads_it(symbology: Symbology) -> None:
    """zxing-cpp, where the symbol says what it must report, or a decoder of ours."""
    assert symbology.verified == verification.is_readable(example(symbology))


@EVERY
def test_its_rows_are_of_one_width_and_hold_both_bars_and_spaces(symbology: Symbology) -> None:
    symbol = example(symbology)
    assert {symbol.width} == {len(row.modules) for row in symbol.rows}
    assert {0, 1} == set(b"".join(row.modules for row in symbol.rows))
    assert len(symbol.guards) in (0, symbol.width)
    assert (symbol.shape == "linear") <= (len(symbol.rows) == 1)


@EVERY
def test_it_names_itself_in_its_symbol(symbology: Symbology) -> None:
    assert symbology.id == example(symbology).symbology


@EVERY
def test_its_example_is_within_its_own_bound(symbology: Symbology) -> None:
    assert 0 < len(symbology.example) <= symbology.max_characters


@EVERY
@pytest.mark.parametrize("data", ["", "\ud800", "é" * 9, "\x00", "x" * 100_000], ids=ascii)
def test_data_it_cannot_carry_is_refused_with_a_fix(symbology: Symbology, data: str) -> None:
    try:
        symbol = make(symbology.id, data)
    except BarcodeError as refused:
        for problem in refused.problems:
            assert problem.field == "data"
            assert problem.message
            assert problem.fix
    else:
        assert verification.check(symbol) in ("true", "unsupported")


@EVERY
def test_what_it_encoded_can_be_given_again(symbology: Symbology) -> None:
    symbol = example(symbology)
    assert symbol.rows == make(symbology.id, symbol.data).rows


@EVERY
def test_the_options_it_declares_exist(symbology: Symbology) -> None:
    assert set(symbology.options) <= set(DrawOptions.__struct_fields__)


@EVERY
def test_the_levels_it_declares_are_those_that_it_takes(symbology: Symbology) -> None:
    """ISO/IEC 18004:2015, 6.5.1, and its like: the message of a refusal lists the levels."""
    assert ("ecc" in symbology.options) == bool(symbology.ecc_levels)
    if not symbology.ecc_levels:
        return
    for level in symbology.ecc_levels:
        make(symbology.id, symbology.example, ecc=level)
    with pytest.raises(OptionError) as refused:
        make(symbology.id, symbology.example, ecc="none such")
    assert f"Use {', '.join(symbology.ecc_levels)};" in refused.value.problems[0].fix
