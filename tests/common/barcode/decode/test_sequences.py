"""The place of a symbol in a message of several, read from the codewords that zint has drawn."""

import io
from random import Random

import pytest
import zxingcpp
from msgspec import structs
from PIL import Image, ImageDraw

from common.barcode import pipeline
from common.barcode.decode import data_matrix_codewords, reader, sequences, verification
from common.barcode.decode.sequences import aztec, data_matrix, qr_code
from common.barcode.encode import symbology
from common.barcode.model.options import parse
from common.barcode.model.symbol import Sequence, Symbol
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


def damaged(symbol: Symbol, count: int, places: Random, *, first: int) -> list[bytes]:
    """Return the modules with *count* of them wrong, from row and column *first* on."""
    rows = [bytearray(row.modules) for row in symbol.rows]
    for _ in range(count):
        row = places.randrange(first, len(rows) - first)
        rows[row][places.randrange(first, len(rows[0]) - first)] ^= 1
    return [bytes(row) for row in rows]


@pytest.mark.parametrize("format", ["datamatrix", "datamatrix_rectangular", "dmre"])
def test_codewords_of_damaged_data_matrices_are_corrected(format: str) -> None:
    """ISO/IEC 16022, table 7: two wrong codewords are within reach from the second size on."""
    random = Random(format)
    for size in symbology.find(format).choices["symbol_size"][1:]:
        symbol = make(format, "1", symbol_size=size, **{INDEX: 5, COUNT: 12, ID: "254009"})
        modules = [row.modules for row in symbol.rows]
        expected = data_matrix_codewords.read(modules)
        assert expected is not None
        assert list(expected[:4]) == [233, 4 << 4 | 5, 254, 9]
        wrong = damaged(symbol, 2, random, first=1)
        assert data_matrix_codewords.read(wrong) == expected
        assert data_matrix.read(wrong, is_damaged=True) == Sequence(5, 12, "254009")
        mirrored = [bytes(column) for column in zip(*wrong, strict=True)]
        assert data_matrix.read(mirrored, is_damaged=True) == Sequence(5, 12, "254009")


@pytest.mark.parametrize("format", ["aztec", "aztec_compact"])
def test_codewords_of_damaged_aztec_codes_are_corrected(format: str) -> None:
    """ISO/IEC 24778: the header is in the first codewords, at the upper left."""
    random = Random(format)
    for size in symbology.find(format).choices["symbol_size"]:
        options = {"symbol_size": size, "ecc": "23", INDEX: 7, COUNT: 9, ID: "LOT"}
        rows = [bytearray(row.modules) for row in make(format, "1", **options).rows]
        for row in range(3):
            rows[row][random.randrange(2)] ^= 1
        assert aztec.read(rows, is_damaged=True) == Sequence(7, 9, "LOT")


def test_modules_that_are_no_symbol_have_no_place() -> None:
    """Readers sample pictures: nothing may raise."""
    random = Random(1)
    for height, width in ((10, 10), (8, 18), (15, 15), (21, 21), (25, 25), (151, 151), (1, 1)):
        for _ in range(20):
            rows = [bytes(random.choices((0, 1), k=width)) for _ in range(height)]
            for read in (qr_code.read, data_matrix.read, aztec.read):
                assert read(rows, is_damaged=True) is None


@pytest.mark.parametrize("format", ["pdf417", "pdf417_compact", "micropdf417"])
def test_places_of_pdf417_are_read_in_worn_pictures(format: str) -> None:
    """ISO/IEC 15438, annex H. The picture is turned by 2°, with a spot on the symbol."""
    options = {INDEX: 12, COUNT: 345, ID: "123045899", "scale": 4}
    base = {"data": "ABCDEFGH 12345678", "format": format, **options}
    image = Image.open(io.BytesIO(pipeline.draw(parse(base, strings=False)).body)).convert("L")
    ImageDraw.Draw(image).ellipse((60, 60, 70, 70), 255)
    file = io.BytesIO()
    image.rotate(2, Image.Resampling.BICUBIC, expand=True, fillcolor=255).save(file, "PNG")
    (found,) = reader.read(file.getvalue())
    assert found.structured_append is not None
    assert structs.astuple(found.structured_append) == (12, 345, "123045899")
