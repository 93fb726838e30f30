"""Widths of bars that are not whole modules: reduced for ink spread, or wide by a requested ratio.

Ink makes printed bars wider than drawn ones. A printing plate or a file for it has narrower bars,
by as much as the process adds (ISO/IEC 15421:2010, 3: bar width reduction). Lengths are in dots
unless a name says mm.
"""

from common.barcode.model.errors import OptionError
from common.barcode.model.options import DrawOptions
from common.barcode.model.sizes import MM_PER_INCH, millimetres
from common.barcode.model.symbol import Symbol

# Of a module: bars that keep less are not read before ink has spread.
_MOST = 1 / 3
_ROUNDING_MM = 5e-4  # `millimetres` rounds to 1e-4


def reduction(
    options: DrawOptions, symbol: Symbol, module: int, dpi: float, *, in_dots: bool
) -> float:
    """Return the dots by which every bar of *symbol* is narrower, half of them on either side.

    Args:
        options: gives ``bar_width_reduction``, in mm.
        symbol: the symbol, which may have no bars.
        module: width of a module.
        dpi: dots per inch.
        in_dots: True if a bar ends at whole dots only, as in pixels.

    Raises:
        OptionError: the symbol has no bars, or they can't be reduced by this much.
    """
    length_mm = options.bar_width_reduction
    if not length_mm:
        return 0
    if symbol.shape in ("matrix", "hexagonal"):
        raise OptionError.of(
            "bar_width_reduction",
            "option.not_applicable",
            "This symbol has modules, not bars.",
            "Leave it out.",
        )
    dots = length_mm * dpi / MM_PER_INCH
    least = 0.5 if in_dots else 0.0
    most = int(_MOST * module) if in_dots else _MOST * module
    if dots < least or most < least:
        raise _below_a_dot(length_mm, module, dpi)
    # Half a dot and more was asked for, so that it is at least one.
    exact = round(dots) or 1 if in_dots else dots
    if exact > most:
        largest = f"{int(most * MM_PER_INCH / dpi * 1e4) / 1e4:g}"
        raise OptionError.of(
            "bar_width_reduction",
            "option.bars_too_narrow",
            f"Bars of {millimetres(module, dpi):g} mm would lose more than a third of their width.",
            f"Set bar_width_reduction to at most {largest}.",
            largest,
        )
    return exact


def _below_a_dot(length_mm: float, module: int, dpi: float) -> OptionError:
    # A module of one dot can't lose half of it.
    finer = module < 2
    fix = (
        "Use wider modules, or the format SVG, PDF or EPS."
        if finer
        else f"Give at least {millimetres(1, dpi):g} mm, a higher dpi, or the format SVG, PDF or "
        "EPS."
    )
    return OptionError.of(
        "bar_width_reduction",
        "option.below_a_dot",
        f"Bars can't be {length_mm:g} mm narrower in whole dots of {millimetres(1, dpi):g} mm.",
        fix,
        "" if finer else f"{millimetres(1, dpi):g}",
    )


def notes(
    options: DrawOptions, symbol: Symbol, module: int, dpi: float, reduced: float
) -> list[str]:
    """Return a sentence for each width that is drawn in whole dots and not as requested."""
    found = []
    wanted = options.bar_width_reduction
    if wanted and abs(millimetres(1, dpi) * reduced - wanted) > _ROUNDING_MM:
        drawn = millimetres(1, dpi) * reduced
        found.append(f"bar_width_reduction {wanted:g} mm is drawn as {drawn:.4g} mm, whole dots.")
    # A ratio such as 2.5 has no whole number of dots for every module.
    if symbol.wide_ratio and symbol.wide_dots(module) != symbol.wide_ratio * module:
        drawn = symbol.wide_dots(module) / module
        found.append(
            f"wide_to_narrow_ratio {symbol.wide_ratio:g} is drawn as {drawn:.4g}: a narrow bar has "
            f"{module} dots, a wide one {symbol.wide_dots(module)}."
        )
    return found
