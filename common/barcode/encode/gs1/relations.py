"""What elements demand of each other on one item: all symbols on it are one message."""

from collections.abc import Iterable, Sequence

from common.barcode.encode.gs1 import identifier as identifiers
from common.barcode.encode.gs1.element import Element, Fault
from common.barcode.encode.gs1.identifier import Identifier, Pattern, matches

# Keys with a serial component that a digital signature (8030) makes mandatory (3.9.15).
_SIGNED = ("253", "255", "8003")
_SIGNATURE = "8030"


def fault(elements: Sequence[Element]) -> Fault | None:
    """Return why *elements* never come together, None if they may.

    Source: GS1 General Specifications 25.0, 4.14 (invalid pairs) and 3.9.15 (digital signatures).
    """
    return _repeated(elements) or _excluded(elements) or _unsigned(elements)


def missing(elements: Iterable[Element]) -> tuple[str, ...]:
    """Return what else the item must bear than *elements*, one sentence each.

    Another symbol on the item may hold it, so that its absence here is no error. Source: GS1
    General Specifications 25.0, 4.13.2 (mandatory associations).
    """
    present = _identifiers(elements)
    return tuple(
        f"{one.name} needs {_listed(groups)} on the same item."
        for one in present
        for groups in one.requires
        if not any(all(_has(present, pattern, one) for pattern in group) for group in groups)
    )


def _identifiers(elements: Iterable[Element]) -> list[Identifier]:
    found = (identifiers.find(code) for code in dict.fromkeys(element.ai for element in elements))
    return [one for one in found if one is not None]


def _has(present: Iterable[Identifier], pattern: Pattern, of: Identifier) -> bool:
    # An identifier is no companion of itself, though a pattern may stand for it too.
    return any(matches(one.code, pattern) for one in present if one is not of)


def _listed(groups: Sequence[Sequence[Pattern]]) -> str:
    named = [" with ".join(f"({pattern})" for pattern in group) for group in groups]
    return " or ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)


def _repeated(elements: Iterable[Element]) -> Fault | None:
    values: dict[str, str] = {}
    for element in elements:
        if values.setdefault(element.ai, element.value) != element.value:
            return Fault(
                "gs1.repeated",
                f"{element.name} is given twice with different values.",
                "Give it once.",
            )
    return None


def _excluded(elements: Iterable[Element]) -> Fault | None:
    present = _identifiers(elements)
    for one in present:
        for other in present:
            if other is not one and any(matches(other.code, pattern) for pattern in one.excludes):
                return Fault(
                    "gs1.excluded",
                    f"{one.name} and {other.name} never come together.",
                    f"Leave out ({one.code}) or ({other.code}).",
                )
    return None


def _unsigned(elements: Sequence[Element]) -> Fault | None:
    present = {element.ai: element for element in elements}
    if _SIGNATURE not in present:
        return None
    for code in _SIGNED:
        identifier = identifiers.find(code)
        if identifier and code in present and len(present[code].value) == identifier.least:
            return Fault(
                "gs1.missing_serial",
                f"({_SIGNATURE}) signs a {identifier.name} that has no serial component.",
                f"Give ({code}) its serial component, or leave out ({_SIGNATURE}).",
            )
    return None
