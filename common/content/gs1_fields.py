"""GS1 elements as named fields: the common Application Identifiers by name, all others as text.

Dates are ISO 8601 in fields and six digits in elements; a measure or an amount is a decimal number
whose digits after the point choose the Application Identifier. Source: GS1 General Specifications
25.0, section 3. Values are checked by the GS1 rules of the symbologies.
"""

from collections.abc import Sequence

from msgspec import Struct

from common.barcode.encode import gs1
from common.barcode.encode.gs1 import Element
from common.barcode.model import errors
from common.barcode.model.errors import DataError, Problem
from common.content import calendar_dates
from common.content.content_type import Field, Values
from common.content.explanation import refused

_DATE = r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?|[0-9]{6}"
_DATE_FORM = "Give a day as YYYY-MM-DD, or YYYY-MM for the last day of a month."
# The digits of a measure: six, of which the last digit of the identifier counts the decimals.
_MEASURE_DIGITS = 6
_AMOUNT_DIGITS = 15


class Named(Struct, frozen=True):
    """One Application Identifier with a name.

    Attributes:
        ai: the identifier; without its last digit if that counts the decimals of the value.
        field: how it appears in forms and requests.
        kind: how the value is written in the field.
    """

    ai: str
    field: Field
    kind: str = "text"


def _named(
    ai: str, name: str, title: str, description: str, example: str, kind: str = "text"
) -> Named:
    pattern = {"date": _DATE, "measure": r"[0-9]+(\.[0-9]+)?", "amount": r"[0-9]+(\.[0-9]+)?"}.get(
        kind, ""
    )
    return Named(ai, Field(name, title, description, example, pattern=pattern), kind)


# In the order of a symbol: keys, then elements of a predefined length, then all others, so that
# the fewest separators are needed (7.8.2).
NAMED = (
    _named(
        "01", "gtin", "GTIN", "The trade item: 8, 12, 13 or 14 digits.", "09506000134352", "gtin"
    ),
    _named(
        "02",
        "contained_gtin",
        "Contained GTIN",
        "The trade items in a logistic unit.",
        "09506000134352",
        "gtin",
    ),
    _named("00", "sscc", "SSCC", "The logistic unit: 18 digits.", "376123450000010039", "key"),
    _named("11", "production_date", "Production date", _DATE_FORM, "2026-05-01", "date"),
    _named("12", "due_date", "Due date", _DATE_FORM, "2026-06-30", "date"),
    _named("13", "packaging_date", "Packaging date", _DATE_FORM, "2026-05-02", "date"),
    _named("15", "best_before", "Best before", _DATE_FORM, "2027-05-31", "date"),
    _named("16", "sell_by", "Sell by", _DATE_FORM, "2027-04-30", "date"),
    _named("17", "expiry", "Expiry date", _DATE_FORM, "2027-12-31", "date"),
    _named("20", "variant", "Product variant", "Two digits.", "01"),
    _named("310", "net_weight", "Net weight in kg", "A decimal number.", "1.250", "measure"),
    _named("330", "gross_weight", "Gross weight in kg", "A decimal number.", "1.480", "measure"),
    _named("410", "ship_to", "Ship to", "The GLN of the place: 13 digits.", "9506000134376", "key"),
    _named(
        "414", "location", "Location", "The GLN of the place: 13 digits.", "9506000134376", "key"
    ),
    _named("10", "batch", "Batch or lot", "Up to 20 characters.", "ABC123"),
    _named("21", "serial", "Serial number", "Up to 20 characters.", "12345"),
    _named("22", "consumer_variant", "Consumer product variant", "Up to 20 characters.", "2A"),
    _named("30", "variable_count", "Variable count", "Up to 8 digits.", "8"),
    _named("37", "count", "Count of contained items", "Up to 8 digits.", "24"),
    _named(
        "240", "additional_id", "Additional product identification", "Up to 30 characters.", "X-42"
    ),
    _named("241", "customer_part", "Customer part number", "Up to 30 characters.", "P-7"),
    _named("392", "price", "Price in the area's currency", "A decimal number.", "12.50", "amount"),
    _named("400", "order_number", "Customer's purchase order", "Up to 30 characters.", "PO-1"),
    _named("420", "ship_to_postcode", "Ship-to postcode", "Up to 20 characters.", "12345"),
    _named("422", "origin_country", "Country of origin", "Three digits of ISO 3166.", "276"),
)
ELEMENTS = Field(
    "elements",
    "Further elements",
    "Any other elements, with the Application Identifiers in brackets.",
    "(7003)2612311230",
)
FIELDS = (*(one.field for one in NAMED), ELEMENTS)
_BY_NAME = {one.field.name: one for one in NAMED}
_BY_AI = {one.ai: one for one in NAMED}


def elements(id: str, values: Values) -> tuple[Element, ...]:
    """Return the checked GS1 elements of *values*, in the order of a symbol.

    Raises:
        DataError: ``content.<id>.…``, or ``gs1.…`` at the field that is wrong.
    """
    written = [
        (one.field.name, _element(id, one, str(values[one.field.name])))
        for one in NAMED
        if one.field.name in values
    ]
    # One by one first, so that a problem is reported at its field; then together, for the rules
    # between elements.
    for name, element in written:
        _check(name, (element,))
    parts = gs1.written(tuple(element for _, element in written))
    further = str(values.get("elements", ""))
    return _check("elements" if further else written[0][0] if written else "", (), parts + further)


def _check(name: str, given: tuple[Element, ...], text: str = "") -> tuple[Element, ...]:
    try:
        return gs1.parse(text or gs1.written(given))
    except DataError as wrong:
        raise DataError.gather([at(name, one, given) for one in wrong.problems]) from None


def at(field: str, problem: errors.Problem, given: tuple[Element, ...] = ()) -> errors.Problem:
    """Return a problem of ``data`` as one of *field*; its suggestion is the value alone.

    Args:
        field: the name of the field; empty for the whole payload.
        problem: as the GS1 rules report it.
        given: the one element of the field, if it has one.
    """
    right = problem.suggestion
    if given:
        # The field has the value without its Application Identifier.
        right = right.removeprefix(f"({given[0].ai})")
    return errors.Problem(
        f"content.{field}" if field else "content",
        problem.code,
        problem.message,
        f"Give {right}." if right else problem.fix,
        right,
    )


def problems(id: str, found: Sequence[Element]) -> list[Problem]:
    """Return what is wrong with the elements *found*, each problem at its field."""
    return [
        Problem(
            name_of(one.ai),
            f"content.{id}.bad_element",
            one.problem,
            "Correct the value, or leave the element out.",
        )
        for one in found
        if one.problem
    ]


def _element(id: str, named: Named, value: str) -> Element:
    if named.kind in ("measure", "amount"):
        whole, _, decimals = value.partition(".")
        # Zeros in front of a number don't count as digits: 000012.5 fits.
        digits = (whole + decimals).lstrip("0") or "0"
        most = _MEASURE_DIGITS if named.kind == "measure" else _AMOUNT_DIGITS
        if len(digits) > most or len(decimals) > 5:
            raise refused(
                id,
                named.field.name,
                "too_long",
                f"{named.field.title} has {len(digits)} digits, {len(decimals)} of them decimals.",
                f"Give up to {most} digits, up to 5 of them decimals.",
            )
        # A measure has a fixed length; an amount has as many digits as it needs, at least one in
        # front of the point.
        wide = digits.zfill(most) if named.kind == "measure" else digits.zfill(len(decimals) + 1)
        return Element(f"{named.ai}{len(decimals)}", wide, "")
    if named.kind == "date":
        return Element(named.ai, _date(id, named, value), "")
    return Element(named.ai, value.zfill(14) if _is_short_gtin(named, value) else value, "")


def _is_short_gtin(named: Named, value: str) -> bool:
    # A GTIN-8, -12 or -13 is filled with zeros in front (3.3.2).
    return named.kind == "gtin" and len(value) in (8, 12, 13)


def _date(id: str, named: Named, value: str) -> str:
    if value.isdigit():
        return value
    # Two digits of the year in the element must be read as the same year.
    known = calendar_dates.is_day(value) or calendar_dates.is_month(value)
    if not known or not calendar_dates.is_short_year(int(value[:4])):
        raise refused(
            id,
            named.field.name,
            "bad_date",
            f"{value} is not a day of 1977 to 2076.",
            _DATE_FORM,
        )
    return calendar_dates.yymmdd(value)


def named_values(found: Sequence[Element]) -> dict[str, str]:
    """Return the fields of *found*; what has no name is in ``elements``."""
    values: dict[str, str] = {}
    rest: list[Element] = []
    for element in found:
        name, value = _value(element)
        # An element that is there twice with one value is one field; another value must not be
        # lost.
        if name and name not in values:
            values[name] = value
        elif not name or values[name] != value:
            rest.append(element)
    if rest:
        values["elements"] = gs1.written(tuple(rest))
    return values


def name_of(ai: str) -> str:
    """Return the field of the identifier *ai*; ``elements`` if it has no name."""
    return _value(Element(ai, "000000", ""))[0] or ELEMENTS.name


def _value(element: Element) -> tuple[str, str]:
    named = _BY_AI.get(element.ai)
    if named is None:
        # The fourth digit of these counts the decimals, so that it is not part of the name.
        named = _BY_AI.get(element.ai[:-1]) if len(element.ai) == 4 else None
        if named is None or named.kind not in ("measure", "amount"):
            return "", ""
        return named.field.name, _decimal(element.value, int(element.ai[-1]))
    if named.kind == "date":
        return named.field.name, calendar_dates.from_yymmdd(element.value) or element.value
    return named.field.name, element.value


def _decimal(digits: str, decimals: int) -> str:
    whole = digits[: len(digits) - decimals].lstrip("0") or "0"
    return f"{whole}.{digits[len(digits) - decimals :].zfill(decimals)}" if decimals else whole
