"""Validation: whether data can be drawn, and the facts about the symbol, without drawing it."""

from collections.abc import Mapping

from msgspec import Struct, structs

from common.barcode import option_constraints, pipeline
from common.barcode.encode import gs1, payload
from common.barcode.encode import symbology as symbologies
from common.barcode.encode.symbology import Symbology
from common.barcode.layout import fit, human_readable_text
from common.barcode.model import options, sizes
from common.barcode.model.errors import BarcodeError, DataError, Problem
from common.barcode.model.options import DrawOptions
from common.barcode.model.style import Logo
from common.barcode.model.symbol import Symbol
from common.content import catalogue
from common.content.content_type import Explanation
from common.operations import content, draw


class Report(Struct, frozen=True, omit_defaults=True):
    """The facts about a barcode that are known before it is drawn.

    Attributes:
        valid: True if it can be drawn with these options.
        format: id of the symbology; empty if the name is unknown.
        data: the data as it would be encoded, with its check digit.
        text: the human-readable line.
        check_digit: the check digit at the end of *data*, verified or added; empty if the symbology
            has no check digit in its text.
        gs1_elements: the elements of GS1 data, or of a GS1 Digital Link in any symbology.
        issuer: who issued the GS1 Prefix of its product or logistic unit number, empty if none.
        gs1_element_string: the same, in brackets; a bracket in a value is escaped.
        gs1_digital_link: the same as a GS1 Digital Link; empty if they have none.
        modules_wide: width of the symbol in modules, without the quiet zone.
        modules_high: height in modules if the symbology sets it; 0 if it is free.
        smallest_width: width of the narrowest possible picture in px.
        verified: True if a picture with these options is decoded before it is sent.
        explanation: the meaning of the data, if it follows an application standard.
        warnings: facts about the picture that the caller should know, one sentence each.
        notices: those of them on the data, with field, code, fix and suggestion.
        ecc: the error correction level of a symbology that chooses it.
        errors: what is wrong, each with its fix.
    """

    valid: bool
    format: str = ""
    data: str = ""
    text: str = ""
    check_digit: str = ""
    gs1_elements: tuple[gs1.Element, ...] = ()
    issuer: str = ""
    gs1_element_string: str = ""
    gs1_digital_link: str = ""
    modules_wide: int = 0
    modules_high: int = 0
    smallest_width: int = 0
    verified: bool = False
    explanation: Explanation | None = None
    warnings: tuple[str, ...] = ()
    notices: tuple[Problem, ...] = ()
    ecc: str = ""
    errors: tuple[Problem, ...] = ()


def validate(
    arguments: Mapping[str, object], *, strings: bool, notices: tuple[Problem, ...] = ()
) -> Report:
    """Return a report of the checks that `draw` would make.

    Args:
        arguments: option names and values as the caller gave them.
        strings: True if every value is text, as in a query string.
        notices: what the edge found in the form of the request.

    Raises:
        OptionError: an option is unknown or malformed, so that nothing can be reported.
    """
    try:
        expanded = content.expand(arguments)
    except DataError as error:
        # A malformed option is an error of the request, whatever the content is.
        options.parse(content.EXAMPLE_REQUEST | content.others(arguments), strings=strings)
        return Report(valid=False, errors=error.problems)
    chosen = options.parse(expanded.arguments, strings=strings)
    if chosen.logo is not None:
        # Nothing is drawn, so that the file need not be parsed.
        chosen = structs.replace(chosen, logo=Logo(1, 1, bytes(4)).encode())
    try:
        kind = symbologies.find(chosen.format)
    except BarcodeError as error:
        return Report(valid=False, errors=error.problems)
    try:
        with draw.explaining(notices):
            return _examine(kind, chosen, expanded.warnings, notices)
    except BarcodeError as error:
        return Report(valid=False, format=kind.id, errors=error.problems)


def _examine(
    kind: Symbology,
    chosen: DrawOptions,
    warnings: tuple[str, ...],
    notices: tuple[Problem, ...],
) -> Report:
    plan = pipeline.plan(chosen)
    symbol = plan.symbol
    elements = kind.elements(symbol.data) or _link_elements(symbol.data)
    return Report(
        valid=True,
        format=kind.id,
        data=symbol.data,
        text=symbol.printed,
        check_digit=symbol.data[-1] if kind.adds_check_digit else "",
        gs1_elements=elements,
        issuer=gs1.prefixes.issuer_of(kind.id, symbol.data, elements),
        gs1_element_string=gs1.written(elements),
        gs1_digital_link=_digital_link(elements),
        modules_wide=symbol.width,
        modules_high=_height(symbol),
        smallest_width=_smallest_width(kind, chosen, symbol),
        verified=plan.is_read_back,
        explanation=_explanation(symbol, chosen),
        warnings=(*(notice.text for notice in notices), *warnings, *plan.warnings),
        notices=(*notices, *symbol.notices),
        ecc=symbol.ecc,
    )


def _explanation(symbol: Symbol, chosen: DrawOptions) -> Explanation | None:
    if chosen.data_encoding is None:
        return catalogue.explain(symbol.data)
    content = payload.binary(chosen.data, chosen.data_encoding)
    return catalogue.explain(content.decode("latin-1"), content)


def _link_elements(data: str) -> tuple[gs1.Element, ...]:
    link = gs1.digital_link.recognise(data)
    return link.elements if link else ()


def _digital_link(elements: tuple[gs1.Element, ...]) -> str:
    """Return the Digital Link of *elements*, empty if they have no key or no place in one."""
    if not elements:
        return ""
    try:
        return gs1.digital_link.build(elements)
    except DataError:
        return ""


def _smallest_width(kind: Symbology, chosen: DrawOptions, symbol: Symbol) -> int:
    # Those of two widths use narrower elements if the width is too small for their usual ones.
    if "wide_to_narrow_ratio" in kind.options:
        narrow = structs.replace(chosen, width=1)
        symbol = kind.make(narrow.data, narrow)
    text = human_readable_text.choose(symbol, chosen)
    # Most symbols have the outline and the options of an earlier one.
    key = structs.replace(chosen, data=""), fit.outline(symbol, text)
    width = _widths.get(key)
    if width is None:
        width = fit.min_width(symbol, text, sizes.from_options(chosen))
        if key[1] is not None and chosen.logo is None:
            if len(_widths) >= _MAX_WIDTHS:
                _widths.clear()
            _widths[key] = width
    return width


_MAX_WIDTHS = 512
_widths: dict[tuple[DrawOptions, tuple[object, ...] | None], int] = {}


def _height(symbol: Symbol) -> int:
    if option_constraints.has_free_height(symbol):
        return 0
    return round(sum(row.height or 1 for row in symbol.rows))
