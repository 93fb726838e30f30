"""What is said of a canvas that can't hold its symbol: the field, and the value that works."""

from math import ceil

from common.barcode.layout.human_readable_text import LEAST_SIZE
from common.barcode.layout.measure import LEAST_BARS, Measurements
from common.barcode.model.errors import CanvasError, OptionError, Problem
from common.barcode.model.sizes import Sizes, millimetres, points

MOST_DOTS = 10_000  # a side
MOST_AREA = 25_000_000  # dots in all: 3 MB of pixels at a bit each


def require_bars(frame: Measurements) -> None:
    """Refuse bars that the caller asks for so low that readers miss them, an add-on's included."""
    bars, dpi = frame.sizes.bars, frame.sizes.dpi
    least = LEAST_BARS + frame.above(frame.most_size)
    if bars and frame.flat and bars < least:
        need = f"{ceil(millimetres(least, dpi) * 100) / 100:g}"
        raise OptionError.of(
            "module_height",
            "option.bars_too_low",
            f"At {dpi} dpi bars of {millimetres(bars, dpi):g} mm are {bars} px high, which readers"
            " miss.",
            f"Set module_height to at least {need}.",
            need,
        )


def require_area(width: int, height: int, sizes: Sizes) -> None:
    """Refuse a picture with more dots than are drawn in little time and memory."""
    if height > MOST_DOTS:
        raise CanvasError.of(
            "height",
            "canvas.too_large",
            f"The picture would be {height:,} px high.",
            f"At most {MOST_DOTS:,} are drawn: lower the sizes asked for.",
        )
    if width * height > MOST_AREA:
        field = "height" if sizes.height else "width"
        most = MOST_AREA // (width if field == "height" else height)
        raise CanvasError.of(
            field,
            "canvas.too_large",
            f"{width:,} × {height:,} px are more than the {MOST_AREA:,} that one picture may have.",
            f"Set {field} to at most {most}.",
            str(most),
        )


def require_quiet_zone(frame: Measurements, module: int) -> None:
    """Refuse a quiet zone that the caller sets and that is less than the standard asks."""
    if frame.sizes.quiet_zone is None or frame.sizes.width is not None:
        return
    zone = frame.symbol.quiet_zone
    least = max(zone.left, zone.right) * module
    if frame.zone < least:
        need = millimetres(least, frame.sizes.dpi)
        raise OptionError.of(
            "quiet_zone",
            "option.quiet_zone_too_small",
            f"The standard asks for {max(zone.left, zone.right)} modules of light beside the bars.",
            f"Set quiet_zone to at least {need:g}, or leave it out.",
            f"{need:g}",
        )


def too_small(frame: Measurements, width: int) -> list[Problem]:
    """Return what is wrong with a picture too narrow, and with its height where that is too."""
    problems = [_too_narrow(frame, width)]
    height = frame.sizes.height
    if height and height < frame.height(frame.least_module, frame.least_size):
        problems.append(too_low(frame, height))
    return problems


def _too_narrow(frame: Measurements, width: int) -> Problem:
    module = frame.least_module
    need = frame.least_width(module)
    sizes = frame.sizes
    if need > MOST_DOTS:
        of_text = "font_size" if sizes.font else "text_content"
        return Problem(
            of_text if frame.width(module) <= MOST_DOTS else sizes.module_by or "data",
            "canvas.too_wide",
            f"The barcode would be {need:,} px wide.",
            f"At most {MOST_DOTS:,} are drawn: shorten the data or lower the sizes asked for.",
        )
    text_only = frame.width(module) <= width
    if text_only and sizes.font and frame.text.most_size(width, module) >= LEAST_SIZE:
        most = points(frame.text.most_size(width, module), sizes.dpi)
        return Problem(
            "font_size",
            "canvas.text_too_wide",
            f"The text is wider than {width} px at {points(sizes.font, sizes.dpi):g} pt.",
            f"Set font_size to at most {int(most * 10) / 10:g}, or width to at least {need}.",
            f"{int(most * 10) / 10:g}",
        )
    what = "The text" if text_only else "The barcode with its quiet zone"
    instead = " or show_text to false" if text_only else ""
    return Problem(
        "width",
        "canvas.too_narrow",
        f"{what} needs {need} px, not {width}.",
        f"Set width to at least {need}{instead}.",
        str(need),
    )


def too_low(frame: Measurements, height: int) -> Problem:
    """Return what is wrong with a picture too low for its symbol and text."""
    need = frame.height(frame.least_module, frame.least_size)
    what = "The barcode with its text" if frame.text.printed else "The barcode"
    return Problem(
        "height",
        "canvas.too_low",
        f"{what} needs {need} px, not {height}.",
        f"Set height to at least {need}.",
        str(need),
    )
