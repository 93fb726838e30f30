"""Workarounds for zint-bindings: bits, modes, warnings and messages."""

import pytest

from common.barcode.encode.engines import zint
from common.barcode.model.errors import DataError
from tests.common.barcode.drawing import make, read


def refusal(kind: zint.Kind, data: str, mode: zint.Mode = zint.Mode.UNICODE) -> DataError:
    with pytest.raises(DataError) as raised:
        zint.encode("test", kind, data, mode=mode)
    return raised.value


def test_warnings_of_the_engine_are_errors() -> None:
    """GS1 General Specifications: 09501101530003 is the example; 4 is a wrong check digit."""
    problem = refusal(zint.Kind.GS1_128, "[01]09501101530004", zint.Mode.GS1).problems[0]
    assert problem.code == "test.not_encodable"


def test_identifiers_newer_than_the_engine_are_encoded() -> None:
    """(717) is of 2024; its value is checked before the engine gets it."""
    assert zint.encode("test", zint.Kind.GS1_128, "[717]ABC", mode=zint.GS1)


def test_data_that_does_not_fit_has_its_own_code() -> None:
    """ISO/IEC 18004: a QR Code holds at most 2,953 bytes."""
    assert refusal(zint.Kind.QRCODE, "é" * 3000).problems[0].code == "test.too_long"


@pytest.mark.parametrize("data", ["\x80", "é", "x" * 300, "[01]1"])
@pytest.mark.parametrize("kind", [zint.Kind.CODE39, zint.Kind.POSTNET, zint.Kind.GS1_128])
def test_errors_do_not_contain_messages_of_the_engine(kind: zint.Kind, data: str) -> None:
    """Messages of zint begin with "Error" and its name."""
    text = str(refusal(kind, data))
    assert "Error" not in text
    assert "zint" not in text.lower()


@pytest.mark.parametrize("data", ["\ufeff", "\ufeffa", "\ufeff\ufeffa"])
def test_a_leading_byte_order_mark_is_data(data: str) -> None:
    """Decoded by zxing-cpp; zint itself removes a mark at the start of longer data."""
    assert read(make("qr", data)) == data


def test_rows_are_read_lowest_bit_first() -> None:
    """Code 128's start B is 11010010000 (ISO/IEC 15417:2007, table 1)."""
    (row,) = zint.encode("test", zint.Kind.CODE128, "a")
    assert list(row[:11]) == [1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0]
