"""The caller's sizes in whole dots: mm and pt at the picture's resolution.

Everything is laid out in dots, which are pixels in a raster and printer dots on paper, so that
no bar is ever drawn between two of them.
"""

from msgspec import Struct

from common.barcode.model.errors import OptionError
from common.barcode.model.options import DrawOptions

DEFAULT_DPI = 200
DEFAULT_WIDTH, DEFAULT_HEIGHT = 200, 100
PREFERRED_MODULE = 2  # dots: what common readers need
CELLS_HIGH = 20  # of a linear symbol drawn in characters, two cells each
MM_PER_INCH = 25.4
_POINTS_PER_INCH = 72
_LENGTHS = ("module_width", "module_height", "quiet_zone", "text_distance")
_UNSEEN_MM = 5e-4  # a difference that rounding alone makes


class Sizes(Struct, frozen=True):
    """What the caller asks for, in dots; None where the layout is free to choose.

    Attributes:
        dpi: dots an inch.
        width: of the canvas.
        height: of the canvas.
        module: of a module.
        module_by: the option that sets *module*.
        bars: height of the bars.
        quiet_zone: margin beside the bars.
        text_gap: between bars and text.
        font: an em of the text.
        preferred_module: dots a module where nothing is asked for.
        default_width: the least width where none is asked for.
        default_height: the least height of a linear symbol where none is asked for.
        notes: what was snapped to whole dots, one sentence each.
    """

    dpi: int
    width: int | None
    height: int | None
    module: int | None
    module_by: str
    bars: int | None
    quiet_zone: int | None
    text_gap: int | None
    font: int | None
    preferred_module: int = PREFERRED_MODULE
    default_width: int = DEFAULT_WIDTH
    default_height: int = DEFAULT_HEIGHT
    notes: tuple[str, ...] = ()


def measure(options: DrawOptions, *, cells: bool = False) -> Sizes:
    """Turn the sizes of *options* into dots.

    Args:
        options: what the caller asks for.
        cells: a dot is a cell of a terminal, so that as few as possible are drawn.

    Raises:
        OptionError: both scale and module_width are given, or a length is less than half a dot.
    """
    dpi = options.dpi or DEFAULT_DPI
    module_by = _module_by(options)
    font = options.font_size
    return Sizes(
        dpi=dpi,
        width=options.width,
        height=options.height,
        module=options.scale or _dots("module_width", options.module_width, dpi),
        module_by=module_by,
        bars=_dots("module_height", options.module_height, dpi),
        quiet_zone=_dots("quiet_zone", options.quiet_zone, dpi),
        text_gap=_dots("text_distance", options.text_distance, dpi),
        font=None if font is None else max(1, round(font * dpi / _POINTS_PER_INCH)),
        preferred_module=1 if cells else PREFERRED_MODULE,
        default_width=0 if cells else DEFAULT_WIDTH,
        default_height=CELLS_HIGH if cells else DEFAULT_HEIGHT,
        notes=_notes(options, dpi),
    )


def millimetres(dots: int, dpi: int) -> float:
    """Return how long *dots* are on paper."""
    return round(dots * MM_PER_INCH / dpi, 4)


def points(dots: float, dpi: int) -> float:
    """Return how many typographic points *dots* are."""
    return dots * _POINTS_PER_INCH / dpi


def _module_by(options: DrawOptions) -> str:
    if options.scale is None:
        return "" if options.module_width is None else "module_width"
    if options.module_width is not None:
        raise OptionError.of(
            "scale",
            "option.conflict",
            "scale and module_width both set the width of a module.",
            "Give scale in pixels or module_width in mm.",
        )
    return "scale"


def _dots(name: str, length_mm: float | None, dpi: int) -> int | None:
    if length_mm is None:
        return None
    dots = round(length_mm * dpi / MM_PER_INCH)
    if not dots and name.startswith("module"):
        least = f"{MM_PER_INCH / dpi:.4f}"
        raise OptionError.of(
            name,
            "option.below_a_dot",
            f"{name} is {length_mm:g} mm, less than half a dot at {dpi} dpi.",
            f"Give at least {least} mm, or a higher dpi.",
            least,
        )
    return dots


def _notes(options: DrawOptions, dpi: int) -> tuple[str, ...]:
    asked = {name: mm for name in _LENGTHS if (mm := getattr(options, name)) is not None}
    return tuple([_note(name, mm, dpi) for name, mm in asked.items() if _is_snapped(name, mm, dpi)])


def _is_snapped(name: str, asked: float, dpi: int) -> bool:
    return abs(millimetres(_dots(name, asked, dpi) or 0, dpi) - asked) > _UNSEEN_MM


def _note(name: str, asked: float, dpi: int) -> str:
    dots = _dots(name, asked, dpi) or 0
    printed = millimetres(dots, dpi)
    return f"{name} {asked:g} mm is drawn as {printed:g} mm, {dots} whole dots at {dpi} dpi."
