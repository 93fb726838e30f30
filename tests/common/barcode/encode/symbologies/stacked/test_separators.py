"""Separator bars of Code 16K, Code 49 and Codablock F."""

from tests.common.barcode.drawing import make


def test_rows_alternate_with_separators_of_one_module() -> None:
    """EN 12323, ANSI/AIM BC6 and AIM USS Codablock F: a separator is one module high."""
    for name in ("code16k", "code49", "codablock_f"):
        rows = make(name, "STACKED ROWS OF CODE").rows
        assert {row.height for row in rows[::2]} == {1}
        assert all(rows[0].modules)
        assert all(rows[-1].modules)


def test_rows_of_codablock_f_are_code_128() -> None:
    """AIM USS Codablock F: every row begins with start A and ends with stop."""
    for one in make("codablock_f", "CODABLOCK F 34567890").rows[1::2]:
        assert bytes(one.modules[:11]) == bytes([1, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0])
        assert bytes(one.modules[-13:]) == bytes([1, 1, 0, 0, 0, 1, 1, 1, 0, 1, 0, 1, 1])
