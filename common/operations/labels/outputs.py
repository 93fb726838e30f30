"""The kinds of files with labels, and the options of printers that select one."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from common.barcode.labels import label_options, language, printer_models
from common.barcode.labels.label import MM_PER_INCH
from common.barcode.labels.label_options import Chosen, FindTemplate, no_templates
from common.barcode.model.errors import OptionError

PDF, PNG = "pdf", "png"
_SMALLEST_DPI, _LARGEST_DPI = 72, 1200  # of pictures
_MEDIA_TYPES = {PDF: "application/pdf", PNG: "image/png"}


class Output(Struct, frozen=True):
    """What a file of labels is.

    Attributes:
        kind: ``pdf``, ``png`` or the id of a printers' language, which is the suffix too.
        chosen: the label options.
        dpi: resolution of the printer; None chooses one.
    """

    kind: str
    chosen: Chosen
    dpi: int | None

    @property
    def media_type(self) -> str:
        """Return the media type of the file."""
        known = _MEDIA_TYPES.get(self.kind)
        return known or language.catalogue()[self.kind].media_type


def kinds() -> tuple[str, ...]:
    """Return every kind."""
    return (PDF, PNG, *language.catalogue())


def options_schema() -> dict[str, Any]:
    """Return the options of printers as properties of a JSON Schema."""
    return {
        "dpi": {
            "type": "integer",
            "minimum": _SMALLEST_DPI,
            "maximum": _LARGEST_DPI,
            "description": "Resolution of the printer in dots per inch. Default: that of printer, "
            "or the usual one of the language.",
            "examples": [203],
        },
        "printer": {
            "type": "string",
            "maxLength": 60,
            "description": "Model of the printer, which sets dpi and the widest label.",
            "examples": ["zebra-zd421"],
        },
    }


def parse(
    kind: str, given: Mapping[str, object], find_template: FindTemplate = no_templates
) -> Output:
    """Return the output of *kind* with the options in *given*, whose values may be text.

    Raises:
        OptionError: an option is unknown or malformed, or does not suit the kind.
    """
    if kind in _MEDIA_TYPES:
        # Sheets are printed by drivers, which know the printer.
        others = dict(given)
        dpi = _dpi(others.pop("dpi", None), ()) if kind == PNG else None
        return Output(kind, label_options.parse(others, find_template), dpi)
    printer = language.find(kind, "format")
    # Label printers have rolls, while the default for other files is a sheet.
    others = {"template": "roll", **given}
    model_name, dpi_text = others.pop("printer", None), others.pop("dpi", None)
    model = printer_models.find(str(model_name), "printer") if model_name else None
    if model is not None and model.language != kind:
        raise OptionError.of(
            "printer",
            "labels.other_language",
            f"{model.title} has the language {model.language}, not {kind}.",
            f"Ask for {model.language}, or for another printer.",
        )
    dpi = _dpi(dpi_text, printer.resolutions) or (model.dpi if model else printer.resolutions[0])
    chosen = label_options.parse(others, find_template)
    stock = chosen.stock
    if printer.makers and not stock.id.startswith(printer.makers):
        raise OptionError.of(
            "stock" if chosen.options.stock else "template",
            "labels.wrong_stock",
            f"{printer.title.partition(':')[0]} printers take tape of their maker only.",
            "Name one, such as dk-22205 with label_height, or dk-11209.",
        )
    longest = max(stock.label) * dpi / MM_PER_INCH
    if printer.max_dots and longest > printer.max_dots:
        most = printer.max_dots * MM_PER_INCH / dpi
        name = printer.title.partition(":")[0]
        raise OptionError.of(
            "stock" if chosen.options.stock else "template",
            "labels.too_wide",
            f"At {dpi} dpi, {name} prints labels of at most {most:.0f} mm.",
            "Use smaller labels, or a printer of fewer dots per inch.",
        )
    width = stock.page[1] if stock.turned else stock.page[0]
    # Makers give widths in whole millimetres.
    if model is not None and width > model.width + 1:
        raise OptionError.of(
            "printer",
            "labels.too_wide",
            f"{model.title} prints at most {model.width:g} mm, and a label is {width:g} mm wide.",
            "Use narrower labels, or another printer.",
        )
    return Output(kind, chosen, dpi)


def _dpi(given: object, allowed: tuple[int, ...]) -> int | None:
    """Return the resolution *given*; () allows any that pictures have."""
    if given is None:
        return None
    text = str(given)
    # A form sends text, a JSON body a number.
    value = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
    if value in allowed or (not allowed and _SMALLEST_DPI <= value <= _LARGEST_DPI):
        return value
    known = ", ".join(map(str, sorted(allowed))) or f"{_SMALLEST_DPI} to {_LARGEST_DPI}"
    raise OptionError.of(
        "dpi",
        "option.bad_value",
        f"dpi is {known}, not {text[:40]!r}.",
        "Give one of these.",
    )
