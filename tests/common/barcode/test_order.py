"""What a process keeps of earlier barcodes changes none that it draws later.

The oracle is another process, which draws the same barcodes in the opposite order, so that it has
kept others at each of them.
"""

import json
import subprocess
import sys

from common.barcode import pipeline
from common.barcode.encode.symbology import catalogue
from common.barcode.model import options
from common.barcode.model.errors import BarcodeError

# Sizes, texts and bars that a canvas depends on, for data of equal and of other lengths.
CHOICES: tuple[dict[str, object], ...] = (
    {},
    {"width": 400, "height": 100},
    {"width": 400, "height": 100, "text_content": "one"},
    {"width": 400, "height": 100, "text_content": "gÄ"},
    {"width": 400, "height": 100, "text_content": "two lines\nof text"},
    {"width": 400, "height": 100, "text_position": "above"},
    {"width": 400, "height": 100, "show_text": False},
    {"width": 400, "height": 60, "guardbar": True},
    {"width": 400, "guardbar": False},
    {"height": 300},
    {"scale": 3},
    {"module_width": 0.5, "dpi": 300},
    {"module_width": 0.5, "dpi": 300, "wide_to_narrow_ratio": 2.5},
    {"quiet_zone": 8, "rotate": 90},
    {"font_size": 14},
    {"bearer_bars": "frame"},
    {"image_format": "TXT"},
    {"image_format": "ZPL"},
    {"foreground": "navy", "background": "#ffe"},
)


def drawn(*, backwards: bool) -> dict[str, str]:
    """Return what is planned for each barcode, or the code of its error."""
    wanted = [
        {"data": data, "format": id, **choice}
        for id, symbology in catalogue().items()
        for data in (symbology.example, symbology.example[::-1], symbology.example[:-1])
        for choice in CHOICES
    ]
    found = {}
    for one in reversed(wanted) if backwards else wanted:
        try:
            planned = pipeline.plan(options.parse(one, strings=False))
            found[repr(one)] = repr((planned.drawing, planned.text, planned.warnings))
        except BarcodeError as error:
            found[repr(one)] = repr([problem.text for problem in error.problems])
    return found


def test_order_of_barcodes_changes_none_of_them() -> None:
    code = f"import json; from {__name__} import drawn; print(json.dumps(drawn(backwards=True)))"
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    expected = json.loads(other.stdout)
    found = drawn(backwards=False)
    assert sum("Layout(" in each for each in found.values()) > 2_000
    assert [name for name in found if found[name] != expected[name]] == []
