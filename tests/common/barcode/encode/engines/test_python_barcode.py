"""Module patterns of python-barcode against zint, which shares no code with it."""

import random
from collections.abc import Callable

import pytest
import zint
from barcode.codex import Code39
from barcode.ean import EuropeanArticleNumber8, EuropeanArticleNumber13
from barcode.upc import UniversalProductCodeA

from common.barcode.encode import check_digits
from common.barcode.encode.engines import python_barcode
from common.barcode.encode.engines import zint as engine

COUNT = 1000
DIGITS = "0123456789"


def chosen(alphabet: str, least: int, most: int) -> Callable[[random.Random], str]:
    return lambda source: "".join(source.choices(alphabet, k=source.randint(least, most)))


@pytest.mark.parametrize(
    ("drawing", "kind", "length"),
    [
        (EuropeanArticleNumber13, zint.Symbology.EANX, 13),
        (EuropeanArticleNumber8, zint.Symbology.EANX, 8),
        (UniversalProductCodeA, zint.Symbology.UPCA, 12),
    ],
)
def test_retail_symbols_have_the_same_modules(
    drawing: type, kind: zint.Symbology, length: int
) -> None:
    """1,000 random numbers by both engines."""
    source = random.Random(length)
    for _ in range(COUNT):
        body = "".join(source.choices(DIGITS, k=length - 1))
        whole = body + check_digits.gs1(body)
        assert (python_barcode.encode(drawing(whole)),) == engine.encode("test", kind, body)


def test_code_39_has_the_same_modules() -> None:
    """LOGMARS of zint is Code 39 with wide elements of three modules, as in python-barcode."""
    source, data = random.Random(39), chosen(check_digits.CODE39, 1, 30)
    for _ in range(COUNT):
        text = data(source)
        row = python_barcode.encode(Code39(text, add_checksum=False))
        assert (row,) == engine.encode("test", zint.Symbology.LOGMARS, text)
