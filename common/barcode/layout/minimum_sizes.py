"""Refuses what a caller asks for so small that neither a reader nor a person makes it out."""

from math import ceil

from common.barcode.layout.human_readable_text import LEAST_SIZE, HumanReadableText
from common.barcode.model.errors import OptionError
from common.barcode.model.sizes import Sizes, millimetres, points


def require_module(sizes: Sizes, least: int) -> int:
    """Return the module asked for, or *least* dots; refuse one below that."""
    module = sizes.module or least
    if module < least:
        need = f"{millimetres(least, sizes.dpi):g}" if sizes.module_by == "module_width" else least
        raise OptionError.of(
            sizes.module_by,
            "option.module_too_small",
            f"At {module} px a module readers miss this symbol.",
            f"Set {sizes.module_by} to at least {need}.",
            str(need),
        )
    return module


def require_legible(font: int, dpi: int) -> None:
    """Refuse an em of *font* dots whose digits can't be told apart."""
    if font < LEAST_SIZE:
        need = f"{ceil(points(LEAST_SIZE, dpi) * 10) / 10:g}"
        raise OptionError.of(
            "font_size",
            "option.font_too_small",
            f"At {dpi} dpi {points(font, dpi):.2g} pt are {font} px, too few to tell digits apart.",
            f"Set font_size to at least {need}, or show_text to false.",
            need,
        )


def require_room(text: HumanReadableText, sizes: Sizes, module: int, size: int) -> None:
    """Refuse text that is wider than its place among the bars."""
    if text.spans and text.most_size(0, module) < size:
        most = int(points(text.most_size(0, module), sizes.dpi) * 10) / 10
        field = "font_size" if sizes.font else sizes.module_by
        raise OptionError.of(
            field,
            "canvas.text_too_wide",
            f"With modules of {module} px the text is wider than its place among the bars.",
            f"Set font_size to at most {most:g}, or show_text to false."
            if sizes.font
            else f"Make {sizes.module_by} larger, or set show_text to false.",
            f"{most:g}" if sizes.font else "",
        )
