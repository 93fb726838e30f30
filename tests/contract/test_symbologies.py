"""The contract of every symbology, tested on each one's own declaration."""

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

# Readers must be configured for these: a full-ASCII Code 39 reader decodes the leading +A of HIBC
# as "a", and nothing in a Telepen symbol distinguishes pairs of digits from characters.
NEED_SETTING = {"hibc_code39", "telepen_numeric"}

EVERY = pytest.mark.parametrize("symbology", catalogue().values(), ids=list(catalogue()))


def example(symbology: Symbology) -> Symbol:
    return make(symbology.id, symbology.example)


@pytest.mark.parametrize("name", PUBLIC)
def test_every_format_of_the_public_api_exists(name: str) -> None:
    """The names that clients of the public API use."""
    assert find(name).verified


@EVERY
def test_only_elements_of_two_widths_depend_on_the_width_of_the_picture(
    symbology: Symbology,
) -> None:
    """So `validate` encodes others once, for the smallest width."""
    narrow = make(symbology.id, symbology.example, width=1)
    if "wide_to_narrow_ratio" not in symbology.options:
        assert narrow.rows == example(symbology).rows


@EVERY
def test_example_reads_back_as_its_data(symbology: Symbology) -> None:
    """By the decoder of the self-check; the others are reported as unsupported."""
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
def test_reader_without_a_format_reads_the_same(name: str) -> None:
    """zxing-cpp, without a restriction of formats."""
    symbol = example(find(name))
    assert symbol.reading is not None
    barcodes = zxingcpp.read_barcodes(
        verification.module_image(symbol),
        binarizer=zxingcpp.Binarizer.FixedThreshold,
        is_pure=True,
        ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read,
    )
    assert any(verification.matches(symbol.reading, barcode) for barcode in barcodes)


@EVERY
def test_symbology_is_verified_if_a_decoder_supports_it(symbology: Symbology) -> None:
    """The decoder is zxing-cpp if the symbol has a Reading, or one of the project."""
    assert symbology.verified == verification.is_readable(example(symbology))


@EVERY
def test_rows_have_one_width_and_both_bars_and_spaces(symbology: Symbology) -> None:
    """A linear symbol has one row."""
    symbol = example(symbology)
    assert {symbol.width} == {len(row.modules) for row in symbol.rows}
    assert {0, 1} == set(b"".join(row.modules for row in symbol.rows))
    assert len(symbol.guards) in (0, symbol.width)
    assert (symbol.shape == "linear") <= (len(symbol.rows) == 1)


@EVERY
def test_symbol_has_the_id_of_its_symbology(symbology: Symbology) -> None:
    """The symbol has the id of its symbology."""
    assert symbology.id == example(symbology).symbology


@EVERY
def test_example_is_within_the_bound(symbology: Symbology) -> None:
    """The bound is checked before the data is parsed."""
    assert 0 < len(symbology.example) <= symbology.max_characters


@EVERY
@pytest.mark.parametrize("data", ["", "\ud800", "é" * 9, "\x00", "x" * 100_000], ids=ascii)
def test_data_that_cannot_be_encoded_is_rejected_with_a_fix(
    symbology: Symbology, data: str
) -> None:
    """Empty, a lone surrogate, not ASCII, NUL, and too long."""
    try:
        symbol = make(symbology.id, data)
    except BarcodeError as error:
        for problem in error.problems:
            assert problem.field == "data"
            assert problem.message
            assert problem.fix
    else:
        assert verification.check(symbol) in ("true", "unsupported")


@EVERY
def test_encoded_data_can_be_encoded_again(symbology: Symbology) -> None:
    """Check digits that were added are accepted as part of the data."""
    symbol = example(symbology)
    assert symbol.rows == make(symbology.id, symbol.data).rows


@EVERY
def test_declared_options_exist(symbology: Symbology) -> None:
    """A declared option is a field of `DrawOptions`."""
    assert set(symbology.options) <= set(DrawOptions.__struct_fields__)


@EVERY
def test_declared_error_correction_levels_are_accepted(symbology: Symbology) -> None:
    """ISO/IEC 18004:2015, 6.5.1, and others: the fix of the error lists the levels."""
    assert ("ecc" in symbology.options) == bool(symbology.ecc_levels)
    if not symbology.ecc_levels:
        return
    for level in symbology.ecc_levels:
        make(symbology.id, symbology.example, ecc=level)
    with pytest.raises(OptionError) as raised:
        make(symbology.id, symbology.example, ecc="none such")
    assert f"Use {', '.join(symbology.ecc_levels)};" in raised.value.problems[0].fix
