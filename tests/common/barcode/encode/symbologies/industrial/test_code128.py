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
        # python-barcode takes these four for FNC1 to FNC4.
        ("ñòóô", "code128.bad_character"),
        ("\ud800", "data.bad_character"),
    ],
)
def test_what_it_cannot_carry_is_refused_by_name(data: str, code: str) -> None:
    with pytest.raises(DataError) as refused:
        make(data)
    assert [code] == [problem.code for problem in refused.value.problems]


@pytest.mark.parametrize(
    "data",
    ["123456789", "9901", "99", "0", "a\\b", r"\^A\^1", "\x00a\x1f\x7f", " ", "HI345678", "x" * 80],
)
def test_an_independent_reader_reads_what_was_asked_for(data: str) -> None:
    symbol = make(data)
    assert verification.check(symbol) == "true"
    assert symbol.reading is not None
    assert data.encode() == verification.read(symbol, symbol.reading)[0].bytes


def test_an_odd_run_of_digits_changes_to_code_set_c_after_its_first_digit() -> None:
    # Start B is 11010010000 and start C 11010011100 (ISO/IEC 15417:2007, table 1).
    modules = make("123456789").rows[0].modules
    assert len(modules) == 101
    assert list(modules[:11]) == [1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0]
