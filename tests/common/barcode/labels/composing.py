"""Composes labels for tests as operations do, without fonts of the machine."""

from collections.abc import Mapping
from datetime import datetime

from common.barcode.labels import standard_layout, template_document
from common.barcode.labels.composer import Composer, Row
from common.barcode.labels.label import Label
from common.barcode.layout.typesetting import Typesetter
from common.barcode.model import options
from common.barcode.model.options import DrawOptions

MOMENT = datetime(2026, 11, 29, 14, 5, 6)
EXAMPLES = (
    ("5901234123457", "ean13"),
    ("123456789", "code128"),
    ("HTTPS://EXAMPLE.COM/1", "qr"),
    ("ABC-1", "code39"),
    ("012345678905", "upca"),
    ("DATA MATRIX", "datamatrix"),
)


def resolve(arguments: Mapping[str, str]) -> DrawOptions:
    return options.parse(arguments, strings=True)


def compose(
    data: str,
    format: str,
    size: tuple[float, float],
    title: str = "",
    lines: tuple[str, ...] = (),
    dpi: int = 600,
    **more: object,
) -> Label:
    """Return a label in the standard layout."""
    drawn = DrawOptions(data=data, format=format, **more)  # type: ignore[arg-type]
    template = standard_layout.template(size, has_title=bool(title), lines=len(lines))
    composer = Composer(template, size, Typesetter(), resolve, MOMENT, {})
    texts = {standard_layout.line(number): line for number, line in enumerate(lines)}
    row = Row("row 2", {standard_layout.TITLE: title, **texts}, drawn)
    composer.measure(row)
    composer.restart()
    ((made,), _) = composer.compose(row, dpi)
    return made


def composer_of(
    document: Mapping[str, object], size: tuple[float, float] | None = None
) -> Composer:
    """Return what composes labels of a template *document*."""
    template = template_document.parse(document)
    if size is None:
        assert template.size is not None
        size = (template.size.width, template.size.height)
    return Composer(template, size, Typesetter(), resolve, MOMENT, {})
