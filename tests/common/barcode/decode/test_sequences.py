"""The place of a symbol in a message of several, read from the codewords that zint has drawn."""

import pytest
import zxingcpp

from common.barcode.decode import sequences, verification
from common.barcode.encode import symbology
from common.barcode.model.symbol import Sequence
from tests.common.barcode.drawing import make

INDEX, COUNT, ID = (f"structured_append_{name}" for name in ("index", "count", "id"))


@pytest.mark.parametrize("size", range(1, 41))
def test_qr_codes_of_every_size_and_level_have_it(size: int) -> None:
    """ISO/IEC 18004, tables 1 and 9: each version has its own blocks and alignment patterns."""
    for ecc in "LMQH":
        options = {"symbol_size": str(size), "ecc": ecc, INDEX: 9, COUNT: 11, ID: "86"}
        assert sequences.read(make("qr", "123", **options)) == Sequence(9, 11, "86")
        plain = make("qr", "123", symbol_size=str(size), ecc=ecc)
        assert sequences.read(plain) is None


@pytest.mark.parametrize("format", ["datamatrix", "datamatrix_rectangular", "dmre"])
def test_data_matrices_of_every_size_have_it(format: str) -> None:
    """ISO/IEC 16022, table 7, and ISO/IEC 21471."""
    for size in symbology.find(format).choices["symbol_size"][1:]:
        options = {INDEX: 5, COUNT: 12, ID: "254009"}
        symbol = make(format, "1", symbol_size=size, **options)
        assert sequences.read(symbol) == Sequence(5, 12, "254009")
        assert sequences.read(make(format, "1", symbol_size=size)) is None


@pytest.mark.parametrize("format", ["pdf417", "pdf417_compact", "micropdf417"])
@pytest.mark.parametrize("columns", [1, 2, 3, 4])
def test_macro_pdf417_has_large_numbers_and_long_ids(format: str, columns: int) -> None:
    """ISO/IEC 15438, annex H: up to 99,999 segments; zxing-cpp reports the id of PDF417."""
    options = {INDEX: 9_999, COUNT: 12_345, ID: "123045899"}
    symbol = make(format, "ABC", symbol_columns=columns, **options)
    assert sequences.read(symbol) == Sequence(9_999, 12_345, "123045899")
    if format == "pdf417":
        assert symbol.reading is not None
        (read,) = verification.read(symbol, symbol.reading, pure=False)
        assert read.extra["FileId"] == "123045899"
        assert read.format == zxingcpp.BarcodeFormat.PDF417


@pytest.mark.parametrize("format", ["aztec", "aztec_compact"])
def test_aztec_codes_of_every_size_have_it(format: str) -> None:
    """ISO/IEC 24778, tables 1 and 15; zxing-cpp reports ]z6 for structured append."""
    for size in symbology.find(format).choices["symbol_size"]:
        options = {"symbol_size": size, "ecc": "10"}
        symbol = make(format, "1", **options, **{INDEX: 26, COUNT: 26})
        assert sequences.read(symbol) == Sequence(26, 26, "")
        assert sequences.read(make(format, "1", **options)) is None
        assert symbol.reading is not None
        found = verification.read(symbol, symbol.reading, pure=False)
        assert [read.symbology_identifier for read in found] == ["]z6"]
        if size != "1":  # which has no room for a name and an ECI
            symbol = make(format, "ü", **options, **{INDEX: 2, COUNT: 9, ID: "LOT"})
            assert sequences.read(symbol) == Sequence(2, 9, "LOT")
