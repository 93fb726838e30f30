"""Tell whether data can be drawn, and everything that can be known without drawing it."""

from collections.abc import Mapping

from msgspec import Struct, structs

from common.barcode import option_constraints, pipeline
from common.barcode.encode import gs1
from common.barcode.encode import symbology as symbologies
from common.barcode.encode.symbology import Symbology
from common.barcode.layout import fit, human_readable_text
from common.barcode.model import options, sizes
from common.barcode.model.errors import BarcodeError, DataError, Problem
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol
from common.content import catalogue
from common.content.content_type import Explanation
from common.operations import content

# How a symbology's rule says that its check digit stands in the data.
_PRINTED = "added where missing"


class Report(Struct, frozen=True, omit_defaults=True):
    """What is known of a barcode before it is drawn.

    Attributes:
        valid: True where it can be drawn with these options.
        format: id of the symbology; empty where the name is unknown.
        data: the data as it would be encoded, with its check digit.
        text: the human-readable line.
        check_digit: the check digit at the end of *data*, verified or added; empty where the
            symbology has none that people see.
        gs1_elements: the elements of GS1 data, or of a GS1 Digital Link in any symbology.
        gs1_element_string: the same, in brackets; a bracket in a value is escaped.
        gs1_digital_link: the same as a GS1 Digital Link; empty if they have none.
        modules_wide: width of the symbol in modules, without the quiet zone.
        modules_high: height in modules, where the symbology sets it; 0 where it is free.
        smallest_width: px of the narrowest picture that holds it.
        verified: True where a picture of it, with these options, is read back before it is sent.
        explanation: the meaning of the data, if it follows an application standard.
        warnings: what the caller should know of the picture, one sentence each.
        errors: what is wrong, each with its fix.
    """

    valid: bool
    format: str = ""
    data: str = ""
    text: str = ""
    check_digit: str = ""
    gs1_elements: tuple[gs1.Element, ...] = ()
    gs1_element_string: str = ""
    gs1_digital_link: str = ""
    modules_wide: int = 0
    modules_high: int = 0
    smallest_width: int = 0
    verified: bool = False
    explanation: Explanation | None = None
    warnings: tuple[str, ...] = ()
    errors: tuple[Problem, ...] = ()


def validate(arguments: Mapping[str, object], *, strings: bool) -> Report:
    """Check *arguments* as `draw` would, and report instead of drawing.

    Args:
        arguments: option names and values as the caller gave them.
        strings: True where every value is text, as in a query string.

    Raises:
        OptionError: an option is unknown or malformed, so that there is nothing to report on.
    """
    try:
        expanded = content.expand(arguments)
    except DataError as error:
        return Report(valid=False, errors=error.problems)
    asked = options.parse(expanded.arguments, strings=strings)
    try:
        kind = symbologies.find(asked.format)
    except BarcodeError as error:
        return Report(valid=False, errors=error.problems)
    try:
        return _examine(kind, asked, expanded.warnings)
    except BarcodeError as error:
        return Report(valid=False, format=kind.id, errors=error.problems)


def _examine(kind: Symbology, asked: DrawOptions, warnings: tuple[str, ...]) -> Report:
    plan = pipeline.check(asked)
    symbol = plan.symbol
    elements = kind.elements(symbol.data) or _link_elements(symbol.data)
    return Report(
        valid=True,
        format=kind.id,
        data=symbol.data,
        text=symbol.text,
        check_digit=symbol.data[-1] if _PRINTED in kind.check_digit else "",
        gs1_elements=elements,
        gs1_element_string=gs1.written(elements),
        gs1_digital_link=_digital_link(elements),
        modules_wide=symbol.width,
        modules_high=_height(symbol),
        smallest_width=_smallest_width(kind, asked),
        verified=plan.is_read_back,
        explanation=catalogue.explain(symbol.data),
        warnings=(*warnings, *plan.warnings),
    )


def _link_elements(data: str) -> tuple[gs1.Element, ...]:
    link = gs1.digital_link.recognise(data)
    return link.elements if link else ()


def _digital_link(elements: tuple[gs1.Element, ...]) -> str:
    """Return the Digital Link of *elements*, empty if they have no key or no place in one."""
    try:
        return gs1.digital_link.build(elements)
    except DataError:
        return ""


def _smallest_width(kind: Symbology, asked: DrawOptions) -> int:
    # Some symbologies have narrower elements where space is short.
    short = structs.replace(asked, width=1)
    symbol = kind.make(short.data, short)
    measures, text = sizes.measure(asked), human_readable_text.choose(symbol, asked)
    return fit.least_width(symbol, text, measures, guarded=bool(asked.guardbar))


def _height(symbol: Symbol) -> int:
    if option_constraints.has_free_height(symbol):
        return 0
    return round(sum(row.height or 1 for row in symbol.rows))
