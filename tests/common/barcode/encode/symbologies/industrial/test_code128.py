"""Code 128, ISO/IEC 15417:2007."""

import pytest

from common.barcode.decode import verification
from common.barcode.encode.symbology import find
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol


def make(data: str) -> Symbol:
    return find("code128").make(data, DrawOptions(data=data, format="code128"))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("", "data.empty"),
        ("x" * 81, "code128.too_long"),
        ("España", "code128.bad_character"),
        ("ñòóô", "code128.bad_character"),
        ("\ud800", "data.bad_character"),
    ],
)
def test_invalid_data_has_its_code(data: str, code: str) -> None:
    """The declared characters and length; python-barcode encodes ñòóô as FNC1 to FNC4."""
    with pytest.raises(DataError) as raised:
        make(data)
    assert [code] == [problem.code for problem in raised.value.problems]


@pytest.mark.parametrize(
    "data",
    ["123456789", "9901", "99", "0", "a\\b", r"\^A\^1", "\x00a\x1f\x7f", " ", "HI345678", "x" * 80],
)
def test_data_reads_back(data: str) -> None:
    """zxing-cpp reports the bytes of the data."""
    symbol = make(data)
    assert verification.check(symbol) == "true"
    assert symbol.reading is not None
    assert data.encode() == verification.read(symbol, symbol.reading)[0].bytes


def test_odd_digits_change_to_code_set_c_after_the_first() -> None:
    """Start B is 11010010000 and start C 11010011100 (ISO/IEC 15417:2007, table 1)."""
    modules = make("123456789").rows[0].modules
    assert len(modules) == 101
    assert list(modules[:11]) == [1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0]
