"""The traps of zint-bindings: bits, modes, warnings and messages."""

import pytest

from common.barcode.encode.engines import zint
from common.barcode.model.errors import DataError
from tests.common.barcode.drawing import make, read


def refusal(kind: zint.Kind, data: str, mode: zint.Mode = zint.Mode.UNICODE) -> DataError:
    with pytest.raises(DataError) as refused:
        zint.draw("test", kind, data, mode=mode)
    return refused.value


def test_a_wrong_check_digit_is_refused_where_the_engine_only_warns() -> None:
    problem = refusal(zint.Kind.GS1_128, "[01]09501101530004", zint.Mode.GS1).problems[0]
    assert problem.code == "test.not_encodable"


def test_an_identifier_that_is_newer_than_the_engine_is_drawn() -> None:
    """(717) is of 2024; its value is checked before the engine gets it."""
    assert zint.draw("test", zint.Kind.GS1_128, "[717]ABC", mode=zint.GS1)


def test_data_that_does_not_fit_is_told_apart() -> None:
    assert refusal(zint.Kind.QRCODE, "é" * 3000).problems[0].code == "test.too_long"


@pytest.mark.parametrize("data", ["\x80", "é", "x" * 300, "[01]1"])
@pytest.mark.parametrize("kind", [zint.Kind.CODE39, zint.Kind.POSTNET, zint.Kind.GS1_128])
def test_no_message_of_the_engine_is_shown(kind: zint.Kind, data: str) -> None:
    text = str(refusal(kind, data))
    assert "Error" not in text
    assert "zint" not in text.lower()


@pytest.mark.parametrize("data", ["\ufeff", "\ufeffa", "\ufeff\ufeffa"])
def test_a_leading_byte_order_mark_is_data(data: str) -> None:
    """Read by zxing-cpp; zint itself drops a mark that leads longer data."""
    assert read(make("qr", data)) == data


def test_rows_are_read_lowest_bit_first() -> None:
    # Code 128's start B is 11010010000 (ISO/IEC 15417:2007, table 1).
    (row,) = zint.draw("test", zint.Kind.CODE128, "a")
    assert list(row[:11]) == [1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0]


def test_the_first_size_that_holds_the_data_is_taken() -> None:
    # Sizes 25 to 30 are the rectangles of ISO/IEC 16022, from 8 by 18; 8 by 32 holds 20 digits.
    small = zint.draw_smallest("test", zint.Kind.DATAMATRIX, "1" * 10, range(25, 31))
    larger = zint.draw_smallest("test", zint.Kind.DATAMATRIX, "1" * 20, range(25, 31))
    assert [(len(rows), len(rows[0])) for rows in (small, larger)] == [(8, 18), (8, 32)]
