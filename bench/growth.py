"""Measures how the CPU time of a barcode grows with its data, its pixels and its image format.

    make bench-growth

From options to bytes in this process, self-check on. The cases take turns; a result is the median
over the rounds.
"""

import sys
from collections.abc import Callable, Mapping
from statistics import median

from bench.render import measure
from common.barcode import pipeline
from common.barcode.model import options

ROUNDS = 9
WIDE = {"width": 400, "height": 100}


def drawing(**arguments: object) -> Callable[[], object]:
    """Return a function that draws *arguments*, which are parsed before."""
    parsed = options.parse(arguments, strings=False)
    return lambda: pipeline.draw(parsed)


def text(characters: int) -> str:
    """Return *characters* characters of letters and digits."""
    return ("Ab3" * characters)[:characters]


CASES: Mapping[str, Callable[[], object]] = {
    **{
        f"Code 128, {count} characters": drawing(data=text(count), format="code128")
        for count in (10, 20, 40, 80)
    },
    **{
        f"QR Code, {count} characters": drawing(data=text(count), format="qr")
        for count in (10, 100, 1_000, 2_000)
    },
    **{
        f"Data Matrix, {count} characters": drawing(data=text(count), format="datamatrix")
        for count in (10, 100, 1_000)
    },
    **{
        f"Code 128, {side} × {side // 2} px": drawing(
            data=text(10), format="code128", width=side, height=side // 2
        )
        for side in (200, 1_000, 4_000)
    },
    **{
        f"Code 128, {kind}": drawing(data=text(10), format="code128", image_format=kind, **WIDE)
        for kind in ("PNG", "SVG", "PDF", "EPS", "GIF", "JPEG", "WEBP", "ZPL", "TXT")
    },
}


def main() -> int:
    """Measure every case and print a table."""
    times: dict[str, list[float]] = {name: [] for name in CASES}
    for _ in range(ROUNDS):
        for name, draw in CASES.items():
            times[name].append(measure(draw))
    for name, found in times.items():
        print(f"{name:32}{median(found):10.0f} µs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
