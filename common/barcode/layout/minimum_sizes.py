"""Smallest sizes that a reader or a person can still make out, and the errors for smaller ones."""

from math import ceil

from common.barcode.layout.human_readable_text import MIN_SIZE, HumanReadableText
from common.barcode.model.errors import OptionError
from common.barcode.model.sizes import Sizes, millimetres, points


def require_module(sizes: Sizes, smallest: int) -> int:
    """Return the requested module in dots, or *smallest* if none is requested.

    Raises:
        OptionError: the requested module is narrower than *smallest* dots.
    """
    # Readers need more than one pixel for some symbologies; what fits on paper may be too small in
    # px.
    module = sizes.module or smallest
    if module < smallest:
        in_mm = sizes.module_by == "module_width"
        need = f"{millimetres(smallest, sizes.dpi):g}" if in_mm else str(smallest)
        raise OptionError.of(
            sizes.module_by,
            "option.module_too_small",
            f"At {module} px a module, readers miss this symbol.",
            f"Set {sizes.module_by} to at least {need}.",
            need,
        )
    return module


def require_legible(font: int, dpi: int) -> None:
    """Raise OptionError if an em of *font* dots is too small to distinguish digits."""
    if font < MIN_SIZE:
        need = f"{ceil(points(MIN_SIZE, dpi) * 10) / 10:g}"
        raise OptionError.of(
            "font_size",
            "option.font_too_small",
            f"At {dpi} dpi, {points(font, dpi):.2g} pt are {font} px, too few to read digits.",
            f"Set font_size to at least {need}, or show_text to false.",
            need,
        )


def require_room(text: HumanReadableText, sizes: Sizes, module: int, size: int) -> None:
    """Raise OptionError if a span of *text* is wider than its modules.

    Args:
        text: the text to print.
        sizes: the requested sizes.
        module: width of a module in dots.
        size: an em of the text in dots.
    """
    # Only digits with places among the bars are limited by the module; a line below the bars is
    # not.
    if text.spans and text.max_span_size(module) < size:
        largest = int(points(text.max_span_size(module), sizes.dpi) * 10) / 10
        field = "font_size" if sizes.font else sizes.module_by
        raise OptionError.of(
            field,
            "canvas.text_too_wide",
            f"With modules of {module} px the text is wider than its place among the bars.",
            f"Set font_size to at most {largest:g}, or show_text to false."
            if sizes.font
            else f"Make {sizes.module_by} larger, or set show_text to false.",
            f"{largest:g}" if sizes.font else "",
        )
