"""Requested sizes in whole dots, converted from mm and pt at the resolution of the picture.

A dot is a pixel of a raster image and a dot of a printer. All lengths are whole dots, so that no
edge of a bar lies inside a dot.
"""

from msgspec import Struct

from common.barcode.model.errors import OptionError
from common.barcode.model.options import DrawOptions

DEFAULT_DPI = 200
DEFAULT_WIDTH, DEFAULT_HEIGHT = 200, 100
PREFERRED_MODULE = 2  # dots: common readers often miss narrower modules
CELLS_HIGH = 20  # height of a linear symbol drawn in characters of two cells each
MM_PER_INCH = 25.4
_POINTS_PER_INCH = 72
_LENGTHS = ("module_width", "module_height", "quiet_zone", "text_distance")
_ROUNDING_MM = 5e-4  # `millimetres` rounds to 1e-4


class Sizes(Struct, frozen=True):
    """Requested sizes in dots; None if the layout is free to choose.

    Attributes:
        dpi: resolution in dots per inch.
        width: width of the canvas.
        height: height of the canvas.
        module: width of a module.
        module_by: name of the option that sets *module*; empty if none does.
        bars: height of the bars.
        quiet_zone: margin beside the bars.
        text_gap: between bars and text.
        font: an em of the text.
        preferred_module: width of a module if none is requested.
        default_width: the least width if none is requested.
        default_height: the least height of a linear symbol if none is requested.
        is_print: True if *dpi* or a length in mm or pt is requested, so that dots have a printed
            size; else the resolution follows from the width of a module.
        notes: lengths that were rounded to whole dots, one sentence each.
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
    is_print: bool = False
    notes: tuple[str, ...] = ()


def from_options(options: DrawOptions, *, cells: bool = False, printer_dpi: int = 0) -> Sizes:
    """Return the sizes of *options* in dots.

    Args:
        options: the options of the barcode.
        cells: True if a dot is a cell of a terminal; the picture is then as small as possible.
        printer_dpi: resolution of the printers of the image format, if it has one.

    Raises:
        OptionError: both scale and module_width are given, or a length is less than half a dot.
    """
    dpi = options.dpi or printer_dpi or DEFAULT_DPI
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
        is_print=bool(printer_dpi) or _has_printed_size(options),
        # A length that is rounded to dots is reported: the printed symbol has another size than
        # requested.
        notes=_notes(options, dpi),
    )


def _has_printed_size(options: DrawOptions) -> bool:
    return any(getattr(options, name) is not None for name in ("dpi", "font_size", *_LENGTHS))


def millimetres(dots: int, dpi: float) -> float:
    """Return the printed length of *dots* in mm."""
    # A tenth of a micrometre: enough for 2,400 dpi.
    return round(dots * MM_PER_INCH / dpi, 4)


def points(dots: float, dpi: float) -> float:
    """Return the printed length of *dots* in typographic points."""
    return dots * _POINTS_PER_INCH / dpi


def _module_by(options: DrawOptions) -> str:
    if options.scale is None:
        return "" if options.module_width is None else "module_width"
    # Either would silently override the other.
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
    # To the nearest dot: a reader tolerates an error of half a dot better than an edge inside a
    # dot.
    dots = round(length_mm * dpi / MM_PER_INCH)
    # A quiet zone or gap may be 0 dots; a module or bar of 0 dots is not drawn at all.
    if not dots and name.startswith("module"):
        smallest = f"{MM_PER_INCH / dpi:.4f}"
        raise OptionError.of(
            name,
            "option.below_a_dot",
            f"{name} is {length_mm:g} mm, less than half a dot at {dpi} dpi.",
            f"Give at least {smallest} mm, or a higher dpi.",
            smallest,
        )
    return dots


def _notes(options: DrawOptions, dpi: int) -> tuple[str, ...]:
    lengths = {name: mm for name in _LENGTHS if (mm := getattr(options, name)) is not None}
    return tuple(
        [_note(name, mm, dpi) for name, mm in lengths.items() if _is_rounded(name, mm, dpi)]
    )


def _is_rounded(name: str, length_mm: float, dpi: int) -> bool:
    return abs(millimetres(_dots(name, length_mm, dpi) or 0, dpi) - length_mm) > _ROUNDING_MM


def _note(name: str, length_mm: float, dpi: int) -> str:
    dots = _dots(name, length_mm, dpi) or 0
    printed = millimetres(dots, dpi)
    return f"{name} {length_mm:g} mm is drawn as {printed:g} mm, {dots} whole dots at {dpi} dpi."
