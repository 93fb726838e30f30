"""Sizes, columns, rows and levels that data does not fit: the error names the values that hold it.

Expectations: the tables of capacities of each standard.
"""

import pytest

from tests.common.barcode.drawing import make, refusal


@pytest.mark.parametrize(
    ("name", "data", "options", "field", "fix", "suggestion"),
    [
        # ISO/IEC 18004:2015, table 7: version 2-H holds 14 bytes, 2-Q 20, 3-H 24.
        (
            "qr", "a" * 20, {"symbol_size": "2", "ecc": "H"},
            "symbol_size", "Set symbol_size to 3 or more, or ecc to Q or weaker.", "3",
        ),
        # 40-M holds 2,331 bytes and 40-L 2,953.
        ("qr", "a" * 2332, {}, "ecc", "Set ecc to L.", "L"),
        (
            "qr", "a" * 2332, {"symbol_size": "35"},
            "symbol_size", "Leave symbol_size out, and lower ecc.", "",
        ),
        # Table 7: M1 holds digits only, M2 digits and capitals.
        (
            "micro_qr", "12345x", {"symbol_size": "M1"},
            "symbol_size", "Set symbol_size to M3 or more.", "M3",
        ),
        # ISO/IEC 16022:2006, table 7: 10x10 holds 1 byte, 12x12 3, 14x14 6.
        (
            "datamatrix", "é" * 4, {"symbol_size": "10x10", "charset": "iso-8859-1"},
            "symbol_size", "Set symbol_size to 14x14 or more.", "14x14",
        ),
        (
            "datamatrix_rectangular", "1" * 11, {"symbol_size": "8x18"},
            "symbol_size", "Set symbol_size to 8x32 or more.", "8x32",
        ),
        # ISO/IEC 24778:2008: four layers are 88 codewords of 8 bits. At 23 % and 3 codewords, 65
        # hold 128 digits of 4 bits after a latch of 5.
        (
            "aztec", "1" * 130, {"symbol_size": "4"},
            "symbol_size", "Set symbol_size to 5 or more, or ecc to 10.", "5",
        ),
        ("maxicode", "A" * 78, {"mode": 5}, "mode", "Set mode to 4.", "4"),
        ("maxicode", "A" * 78, {"ecc": "ENHANCED"}, "mode", "Set mode to 4.", "4"),
        # ISO/IEC 15438:2015: at most 90 rows; 500 digits are about 170 codewords, and 64 correct.
        (
            "pdf417", "1" * 500, {"symbol_columns": 1},
            "symbol_columns", "Set symbol_columns to 3 or more.", "3",
        ),
        (
            "code16k", "A" * 70, {"symbol_rows": 2},
            "symbol_rows", "Set symbol_rows to 15 or more.", "15",
        ),
    ],
)  # fmt: skip
def test_error_names_what_would_hold_the_data(
    name: str, data: str, options: dict[str, object], field: str, fix: str, suggestion: str
) -> None:
    """The value that the fix names draws, and so does the suggestion."""
    problem = refusal(name, data, **options)
    assert (problem.code, problem.field) == (f"{name}.does_not_fit", field)
    assert (problem.fix, problem.suggestion) == (fix, suggestion)
    if suggestion:
        value: object = int(suggestion) if isinstance(options.get(field), int) else suggestion
        others = {} if field == "mode" else options
        make(name, data, **{**others, field: int(suggestion) if field == "mode" else value})


def test_sizes_of_several_shapes_are_listed() -> None:
    """ISO/IEC 23941:2022: R11x27 comes before R7x59 by width, and after it by number."""
    problem = refusal("rmqr", "1" * 20, symbol_size="R7x43")
    assert problem.fix.startswith("Set symbol_size to R7x59, R7x77, ")
    assert problem.fix.endswith(" and others.")


def test_each_bound_that_would_do_alone_is_named() -> None:
    """The columns and rows of PDF417 and Codablock F bound each other."""
    for name in ("pdf417", "codablock_f"):
        problem = refusal(name, "a" * 100, symbol_columns=4, symbol_rows=4)
        columns, rows = problem.fix.removesuffix(".").split(", or ")
        assert columns.startswith("Set symbol_columns to ")
        assert rows.startswith("symbol_rows to ")
        least = int(rows.split()[2])
        make(name, "a" * 100, symbol_columns=4, symbol_rows=least)
        assert refusal(name, "a" * 100, symbol_columns=4, symbol_rows=least - 1)


def test_data_that_no_symbol_holds_has_the_usual_error() -> None:
    """No value of symbol_size or ecc would help."""
    assert refusal("qr", "a" * 2954, symbol_size="5", ecc="H").code == "qr.too_long"
    assert refusal("code49", "a" * 60, symbol_rows=2).code == "code49.too_long"


def test_segments_that_leave_one_row_are_refused() -> None:
    """ISO/IEC 24723: one row below the matrix is GS1 DataBar Expanded Composite."""
    data = "(01)98898765432106(3103)001750|(21)12"
    problem = refusal("databar_expanded_stacked_composite", data, segments=22)
    assert (problem.field, problem.code) == ("segments", "option.bad_value")
