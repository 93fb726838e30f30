"""Requested sizes, masks and levels of matrix and stacked symbols, read by strangers."""

import re

import pytest
import segno

from common.barcode.decode import verification
from common.barcode.encode.symbology import catalogue
from common.barcode.model.errors import DataError
from common.barcode.model.symbol import Symbol
from tests.common.barcode.drawing import make


def extra(symbol: Symbol) -> dict[str, object]:
    """Return what zxing-cpp says of the symbol itself: version, level and mask."""
    assert symbol.reading is not None
    found: dict[str, object] = verification.read(symbol, symbol.reading)[0].extra
    return found


@pytest.mark.parametrize("level", "LMQH")
@pytest.mark.parametrize(("version", "mask"), [(3, 0), (7, 3), (10, 5), (25, 7)])
def test_qr_code_equals_segnos(version: int, mask: int, level: str) -> None:
    """ISO/IEC 18004:2015: version, mask and level leave nothing open for digits."""
    expected = segno.make("0123456789", version=version, mask=mask, error=level, boost_error=False)
    symbol = make("qr", "0123456789", symbol_size=str(version), mask=str(mask), ecc=level)
    assert [row.modules for row in symbol.rows] == [bytes(row) for row in expected.matrix]


@pytest.mark.parametrize(
    ("size", "mask", "level", "data"),
    [
        ("M1", 1, "L", "12345"),
        ("M2", 0, "M", "12345"),
        ("M4", 2, "Q", "123456"),
    ],
)
def test_micro_qr_code_equals_segnos(size: str, mask: int, level: str, data: str) -> None:
    """ISO/IEC 18004:2015; M1 has no level. The two pad the half codeword of M3 differently."""
    error = None if size == "M1" else level
    expected = segno.make(data, version=size, mask=mask, error=error, boost_error=False)
    symbol = make("micro_qr", data, symbol_size=size, mask=str(mask), ecc=level)
    assert [row.modules for row in symbol.rows] == [bytes(row) for row in expected.matrix]


@pytest.mark.parametrize(
    "name",
    ["micro_qr", "rmqr", "datamatrix", "datamatrix_rectangular", "dmre", "aztec", "aztec_compact"],
)
def test_every_size_is_as_requested(name: str) -> None:
    """zxing-cpp names the size that it read."""
    for size in catalogue()[name].choices["symbol_size"]:
        symbol = make(name, "12", symbol_size=size)
        if name == "rmqr" and "x" not in size:
            assert str(extra(symbol)["Version"]).startswith(f"{size}x")
        else:
            assert extra(symbol)["Version"] == size
        assert verification.check(symbol) == "true"


@pytest.mark.parametrize("name", ["hanxin", "grid_matrix", "code_one"])
def test_every_size_is_read_by_the_decoder_of_the_project(name: str) -> None:
    """A version is a number of modules, each more than the one before."""
    sides = []
    for size in catalogue()[name].choices["symbol_size"]:
        symbol = make(name, "12", symbol_size=size)
        assert verification.check(symbol) == "true"
        sides.append(len(symbol.rows) * symbol.width)
    in_order = sides[:-1] if name == "code_one" else sides  # version T follows H
    assert in_order == sorted(set(in_order))


@pytest.mark.parametrize("level", ["10", "23", "36", "50"])
def test_aztec_of_a_set_size_has_the_level(level: str) -> None:
    """ISO/IEC 24778:2008: the level is a percentage of all codewords, and three more."""
    for length in range(1, 60, 3):
        for size in ("3", "4", "5"):
            try:
                symbol = make("aztec", "x" * length, symbol_size=size, ecc=level)
            except DataError:  # test_symbol_choice.py tests the refusals
                continue
            percent = re.fullmatch(r"(\d+)%", str(extra(symbol)["ECLevel"]))
            assert percent is not None
            assert int(percent[1]) > int(level)


@pytest.mark.parametrize(
    ("name", "options", "width", "rows"),
    [
        # ISO/IEC 15438:2015, 5.2.1: 17 modules a column, 69 more in each row; compact 35.
        ("pdf417", {"symbol_columns": 4, "symbol_rows": 10}, 69 + 4 * 17, 10),
        ("pdf417_compact", {"symbol_columns": 4, "symbol_rows": 10}, 35 + 4 * 17, 10),
        # ISO/IEC 24728:2006, table 1: one column is 38 modules wide, three are 82.
        ("micropdf417", {"symbol_columns": 1}, 38, None),
        ("micropdf417", {"symbol_columns": 3}, 82, None),
        ("dotcode", {"symbol_columns": 33}, 33, None),
        ("codablock_f", {"symbol_columns": 10, "symbol_rows": 3}, 11 * 14 + 13, 7),
        ("code16k", {"symbol_rows": 9}, 81, 19),
        ("code49", {"symbol_rows": 8}, 81, 17),
        # ISO/IEC 24724:2011: a pair of symbol characters is 49 modules wide.
        ("databar_expanded_stacked", {"segments": 2}, 53, None),
        ("databar_expanded_stacked", {"segments": 6}, 151, None),
    ],
)
def test_columns_and_rows_are_as_requested(
    name: str, options: dict[str, object], width: int, rows: int | None
) -> None:
    """The rows of Codablock F, Code 16K and Code 49 have separators between and around them."""
    data = catalogue()[name].example if name.startswith("databar") else "ABC-123"
    symbol = make(name, data, **options)
    assert symbol.width == width
    assert rows is None or len(symbol.rows) == rows
    assert verification.check(symbol) == "true"
