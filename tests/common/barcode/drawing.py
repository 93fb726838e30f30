"""Common steps of symbology tests: encode data by name, decode a symbol, expect an error."""

import pytest

from common.barcode.decode import verification
from common.barcode.encode.symbology import find
from common.barcode.model.errors import BarcodeError, Problem
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol


def make(symbology: str, data: str, **options: object) -> Symbol:
    """Return the Symbol of *data*."""
    draw_options = DrawOptions(data=data, format=symbology, **options)  # type: ignore[arg-type] # any option
    return find(symbology).make(data, draw_options)


def read(symbol: Symbol) -> str:
    """Return the text that zxing-cpp reads from *symbol*; it must agree with its Reading."""
    assert verification.check(symbol) == "true"
    assert symbol.reading is not None
    texts = [
        barcode.text
        for pure in (True, False)
        for barcode in verification.read(symbol, symbol.reading, pure=pure)
        if verification.matches(symbol.reading, barcode)
    ]
    return texts[0]


def refusal(symbology: str, data: str, **options: object) -> Problem:
    """Return the first problem of the error that *data* must raise."""
    with pytest.raises(BarcodeError) as raised:
        make(symbology, data, **options)
    return raised.value.problems[0]
