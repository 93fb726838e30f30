"""`decode` returns matrix symbols of bwip-js that are light on dark, as their standards allow."""

from random import Random

import pytest

from common.barcode.decode import reader
from tests.interop.test_bwip_composites import drawn
from tests.interop.test_bwip_decode import KINDS, Kind, drawn_again

IDS = (
    *("aztec", "code_one", "datamatrix", "datamatrix_rectangular", "dmre", "dotcode"),
    *("gs1_dotcode", "hanxin", "micro_qr", "qr", "rmqr"),
)
NEGATIVE = {"backgroundcolor": "000000", "barcolor": "FFFFFF"}


@pytest.mark.parametrize("rotate", ["N", "R"])
@pytest.mark.parametrize("kind", [one for one in KINDS if one.id in IDS], ids=lambda one: one.id)
def test_light_modules_on_dark_are_returned(kind: Kind, rotate: str) -> None:
    """The data are what bwip-js was given; a caller may name the symbology, or none."""
    text = kind.data(Random(f"{kind.id} {rotate}"))
    picture = drawn(kind.name, text, {"scale": 3, "rotate": rotate} | NEGATIVE | kind.options)
    for formats in ((), (kind.id,)):
        (found,) = reader.read(picture, formats)
        assert found.format == kind.id
        assert drawn_again(kind.id, found.text) == drawn_again(kind.id, text)
