"""A whole element string: checked strictly for drawing, explained with its faults for reading."""

from collections.abc import Sequence

from msgspec import structs

from common.barcode.encode.gs1 import element as element_of
from common.barcode.encode.gs1 import plausible, relations, syntax
from common.barcode.encode.gs1.element import Element, ElementFault
from common.barcode.model.errors import DataError


def parse(data: str) -> tuple[Element, ...]:
    """Return the elements of *data*, bracketed or raw, each checked, in their order.

    Raises:
        DataError: ``gs1.…`` or ``data.two_readings``, naming the element and what would be right.
    """
    try:
        return check(_read(data))
    except DataError as refused:
        raise _with_suggestion(refused, data) from None


def check(elements: tuple[Element, ...]) -> tuple[Element, ...]:
    """Return *elements*, each of which is right, and which may come together.

    Raises:
        DataError: ``gs1.…``, suggesting the whole string put right if the right value is known.
    """
    for place, element in enumerate(elements):
        fault = element_of.fault(element)
        if fault:
            right = structs.replace(element, value=fault.value)
            # The suggestion is the whole message, since that is what a caller sends again.
            mended = (*elements[:place], right, *elements[place + 1 :])
            raise syntax.refusal(fault, _put_right(mended) if fault.value else "")
    require_compatible(elements)
    return elements


def _put_right(elements: tuple[Element, ...]) -> str:
    """Return *elements* with all faults put right, or "" if that of one is not known."""
    try:
        return syntax.written(check(elements))
    except DataError as error:
        return error.problems[0].suggestion


def require_compatible(elements: Sequence[Element]) -> None:
    """Refuse *elements*, of all symbols of one message, that never come together.

    Raises:
        DataError: ``gs1.repeated``, ``gs1.excluded`` or ``gs1.missing_serial``.
    """
    fault = relations.fault(elements)
    if fault:
        raise syntax.refusal(fault)


def explain(text: str) -> tuple[tuple[Element, ...], str]:
    """Return the elements of *text*, as a reader sends it, and what is wrong with them.

    A wrong element bears its problem, and so does what begins with no identifier; the others are
    kept. The second value holds every problem, those between elements too.
    """
    elements = tuple(map(judged, syntax.cut(syntax.without_lead(text))))
    return elements, problems(elements) if elements else "There is no element."


def judged(element: Element) -> Element:
    """Return *element* with what is wrong with it."""
    fault = element_of.fault(element) if element.ai else element_of.unknown(element.value[:4])
    return structs.replace(element, problem=_sentences(fault)) if fault else element


def problems(elements: Sequence[Element]) -> str:
    """Return what is wrong with *elements* and between them, in sentences; empty if nothing is."""
    found = [one.problem for one in elements if one.problem]
    fault = relations.fault([one for one in elements if one.ai])
    return " ".join([*found, _sentences(fault)] if fault else found)


def _sentences(fault: ElementFault) -> str:
    return f"{fault.message} {fault.fix}"


def _read(data: str) -> tuple[Element, ...]:
    if syntax.is_bracketed(syntax.without_lead(data)):
        return syntax.split(data)
    return plausible.of_raw(data)


def _with_suggestion(refused: DataError, data: str) -> DataError:
    """Return *refused*, suggesting what *data* is likely to mean if that can be drawn."""
    problem = refused.problems[0]
    candidate = syntax.repaired(data)
    if problem.suggestion or candidate == data:
        return refused
    try:
        elements = check(_read(candidate))
    except DataError as still:
        # What is still wrong may have a suggestion of its own, which has passed the checks.
        candidate = still.problems[0].suggestion
        if len(still.problems) > 1 or not candidate:
            return refused
    else:
        candidate = syntax.written(elements)
    return DataError.of("data", problem.code, problem.message, f"Give {candidate}.", candidate)
