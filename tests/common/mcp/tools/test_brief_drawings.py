"""Which drawings are brief enough for an event loop: bounded work, and no surprise in a type.

The bound on functions is a guard without a clock: as many as some ten times a plain Code 128 would
take too long. tests/common/mcp/test_call_counts.py has the count of a whole call.
"""

from typing import Any

import pytest

from common.barcode import pipeline
from common.barcode.model import options
from common.barcode.model.errors import BarcodeError
from common.mcp.tools.barcode_generator import (
    BRIEF_CHARACTERS,
    BRIEF_FORMATS,
    BRIEF_PIXELS,
    is_brief,
)
from tests.rest.test_call_counts import calls

PLAIN = {"data": "123456789", "format": "code128", "width": 200, "height": 100}
# Of each kind of character that a symbology may switch between, and the digits of the others.
DATA = ("aB1\\~ é漢" * 8, "A1b2" * 16, "12" * 32, "1234567890123", "1234567", "A11111B")


@pytest.mark.parametrize("format", sorted(BRIEF_FORMATS))
@pytest.mark.parametrize("sizes", [(BRIEF_PIXELS, BRIEF_PIXELS), (None, BRIEF_PIXELS), (1, None)])
def test_brief_drawings_run_few_functions(format: str, sizes: tuple[int | None, ...]) -> None:
    """The longest data, and the largest sizes."""
    for data in DATA:
        given = {"data": data[:BRIEF_CHARACTERS], "format": format}
        given |= {name: side for name, side in zip(("width", "height"), sizes, strict=True) if side}
        assert is_brief(given)

        def draw(given: dict[str, Any] = given) -> None:
            try:
                picture = pipeline.draw(options.parse(given, strings=True))
            except BarcodeError:
                return
            # The width of a linear symbol of free width follows from its height.
            assert picture.width_px * picture.height_px <= 4 * BRIEF_PIXELS**2

        draw()
        assert calls(draw) <= 600


@pytest.mark.parametrize(
    "change",
    [
        {"data": "1" * (BRIEF_CHARACTERS + 1)},
        {"data": 123456789},
        {"data": ["1"]},
        {"format": "pdf417"},
        {"format": ["code128"]},
        {"width": BRIEF_PIXELS + 1},
        {"width": "200"},
        {"height": True},
        {"image_format": "WEBP"},
        {"image_format": ["PNG"]},
        {"logo": "x"},
        {"unknown": 1},
    ],
)
def test_other_calls_are_not_brief(change: dict[str, Any]) -> None:
    assert is_brief(PLAIN)
    assert not is_brief(PLAIN | change)


@pytest.mark.parametrize("missing", ["data", "format"])
def test_call_without_data_or_format_is_not_brief(missing: str) -> None:
    assert not is_brief({name: value for name, value in PLAIN.items() if name != missing})
