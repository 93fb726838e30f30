"""Colours that look alike in the red light of most laser and CCD scanners."""

from itertools import compress

from PIL import Image

from common.barcode.decode.diagnosis.symptom import LIKELY, PROVED, Case, Cause, Symptom
from common.barcode.decode.diagnosis.view import View

# ISO/IEC 15416, symbol contrast, with the light of 660 nm that GS1 General Specifications, 5.12
# name: the red channel of a picture is what comes closest to it.
_MIN_CONTRAST = 51
_MIN_COLOURED = 20  # levels by which ink or paper must differ from grey
_SAMPLES = 48, 3  # px of a symbol that is read
_OF_MOST = 0.5  # of the contrast in the light in which there is most
_FIX = (
    "Print black, dark blue or dark green bars on white, yellow, orange or red paper. Red, orange"
    " and yellow ink is invisible to scanners with red light; so are dark bars on blue or green."
)


def find(case: Case) -> Symptom | None:
    """Return the symptom of colours without contrast in red light, of an unread symbol."""
    return _symptom(case, LIKELY)


def warn(case: Case) -> Symptom | None:
    """Return the symptom of colours without contrast in red light."""
    return _symptom(case, PROVED)


def is_invisible(page: Image.Image, box: tuple[int, int, int, int]) -> bool:
    """Return True if bars that are seen well enough have no contrast at all in red light.

    It runs for every symbol that is read, so that only a sample of the pixels is measured.

    Args:
        page: in its own mode.
        box: of the symbol, in px.
    """
    if _is_grey(page) or page.has_transparency_data:
        return False
    data = page.resize(_SAMPLES, Image.Resampling.NEAREST, box=box).convert("RGB").tobytes()
    red, green, blue = data[::3], data[1::3], data[2::3]
    if red == green == blue:
        return False
    # Most readers weight colours as ITU-R BT.601 does.
    seen = [3 * r + 6 * g + b for r, g, b in zip(red, green, blue, strict=True)]
    middle = (min(seen) + max(seen)) / 2
    is_light = [level > middle for level in seen]
    contrasts = [_contrast(each, is_light) for each in (red, green, blue)]
    # Light of little power leaves little contrast in all colours.
    return contrasts[0] < min(_MIN_CONTRAST, _OF_MOST * max(contrasts))


def _contrast(levels: bytes, is_light: list[bool]) -> float:
    """Return by how many levels those that are light are lighter, on average."""
    count = sum(is_light)
    if not 0 < count < len(levels):
        return 0.0
    light = sum(compress(levels, is_light))
    return light / count - (sum(levels) - light) / (len(levels) - count)


def _is_grey(page: Image.Image) -> bool:
    return page.mode in ("1", "L", "LA", "I", "F", "LAB") or page.mode.startswith("I;")


def _symptom(case: Case, certainty: float) -> Symptom | None:
    colours = ink_and_paper(case.page.colours, case.view)
    if colours is None:
        return None
    ink, paper = colours
    # Grey is as dark in red light as it looks.
    if max(max(ink) - min(ink), max(paper) - min(paper)) < _MIN_COLOURED:
        return None
    contrast = paper[0] - ink[0]
    if contrast >= _MIN_CONTRAST:
        return None
    return Symptom(
        certainty,
        f"In red light, which most scanners use, bars ({_written(ink)}) and background"
        f" ({_written(paper)}) differ by {max(0, contrast) / 2.55:.0f} % only.",
        _FIX,
    )


def ink_and_paper(
    page: Image.Image, view: View
) -> tuple[tuple[int, int, int], tuple[int, int, int]] | None:
    """Return the mean colours of what is dark and what is light in an area; None if it is grey.

    Args:
        page: in its own mode.
        view: of the area.
    """
    if _is_grey(page):
        return None
    part = page.crop(view.around).convert("RGB")
    middle = (view.levels[0] + view.levels[1]) // 2
    gray = view.seen.crop(view.around)
    dark = gray.point([255 * (level <= middle) for level in range(256)])
    light = gray.point([255 * (level > middle) for level in range(256)])
    return _mean(part, dark), _mean(part, light)


def _mean(part: Image.Image, mask: Image.Image) -> tuple[int, int, int]:
    counts = part.histogram(mask)
    # A histogram of RGB has the counts of the three channels one after the other.
    channels = (counts[:256], counts[256:512], counts[512:])
    red, green, blue = (
        round(sum(level * count for level, count in enumerate(channel)) / max(1, sum(channel)))
        for channel in channels
    )
    return red, green, blue


def _written(colour: tuple[int, int, int]) -> str:
    return "#" + "".join(f"{value:02x}" for value in colour)


CAUSE = Cause("red_light", find, warn)
