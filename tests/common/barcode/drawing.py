"""What tests of symbologies share: make a Symbol by name, read it back, expect a refusal."""

import pytest

from common.barcode.decode import verification
from common.barcode.encode.symbology import find
from common.barcode.model.errors import BarcodeError, Problem
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol


def make(symbology: str, data: str, **options: object) -> Symbol:
    """Make the Symbol of *data*."""
    asked = DrawOptions(data=data, format=symbology, **options)  # type: ignore[arg-type] # any option
    return find(symbology).make(data, asked)


def read(symbol: Symbol) -> str:
    """Return the text that zxing-cpp reads from *symbol*, which must be the one it promises."""
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
    """Return the first problem of the error that *data* must end in."""
    with pytest.raises(BarcodeError) as refused:
        make(symbology, data, **options)
    return refused.value.problems[0]
