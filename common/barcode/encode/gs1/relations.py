"""What elements demand of each other on one item: all symbols on it are one message."""

from collections.abc import Iterable, Sequence

from common.barcode.encode.gs1 import identifier as identifiers
from common.barcode.encode.gs1.element import Element, ElementFault
from common.barcode.encode.gs1.identifier import Identifier, Pattern

# Keys with a serial component that a digital signature (8030) makes mandatory (3.9.15).
_SIGNED = ("253", "255", "8003")
_SIGNATURE = "8030"


def fault(elements: Sequence[Element]) -> ElementFault | None:
    """Return why *elements* never come together, None if they may.

    Source: GS1 General Specifications 25.0, 4.14 (invalid pairs) and 3.9.15 (digital signatures).
    """
    return _repeated(elements) or _excluded(elements) or _unsigned(elements)


def missing(elements: Iterable[Element]) -> tuple[str, ...]:
    """Return what else the item must bear than *elements*, one sentence each.

    Another symbol on the item may hold it, so that its absence here is no error. Source: GS1
    General Specifications 25.0, 4.13.2 (mandatory associations).
    """
    # Each group is an alternative, and needs all of its identifiers.
    present = _Present(elements)
    return tuple(
        f"{one.name} needs {_listed(groups)} on the same item."
        for one in present.identifiers
        for groups in one.requires
        if not any(all(present.other(pattern, one) for pattern in group) for group in groups)
    )


class _Present:
    """The identifiers of a message, to be looked up by pattern without a search of all."""

    def __init__(self, elements: Iterable[Element]) -> None:
        codes = dict.fromkeys(element.ai for element in elements)
        found = map(identifiers.find, codes)
        self.identifiers = [one for one in found if one is not None]
        self._by_prefix: dict[tuple[int, str], list[Identifier]] = {}
        for one in self.identifiers:
            # Rules name a range of identifiers by their first digits, such as 31nn.
            for end in range(2, len(one.code) + 1):
                key = (len(one.code), one.code[:end])
                self._by_prefix.setdefault(key, []).append(one)

    def other(self, pattern: Pattern, than: Identifier) -> Identifier | None:
        """Return the first identifier that *pattern* stands for and that is not *than*.

        An identifier is no companion of itself, though a pattern may stand for it too.
        """
        matching = self._by_prefix.get((len(pattern), pattern.rstrip("n")), ())
        return next((one for one in matching if one is not than), None)


def _listed(groups: Sequence[Sequence[Pattern]]) -> str:
    named = [" with ".join(f"({pattern})" for pattern in group) for group in groups]
    return " or ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)


def _repeated(elements: Iterable[Element]) -> ElementFault | None:
    values: dict[str, str] = {}
    for element in elements:
        # The same value twice is redundant and allowed.
        if values.setdefault(element.ai, element.value) != element.value:
            return ElementFault(
                "gs1.repeated",
                f"{element.name} is given twice with different values.",
                "Give it once.",
            )
    return None


def _excluded(elements: Iterable[Element]) -> ElementFault | None:
    present = _Present(elements)
    for one in present.identifiers:
        for pattern in one.excludes:
            other = present.other(pattern, one)
            if other is not None:
                return ElementFault(
                    "gs1.excluded",
                    f"{one.name} and {other.name} never come together.",
                    f"Leave out ({one.code}) or ({other.code}).",
                )
    return None


def _unsigned(elements: Sequence[Element]) -> ElementFault | None:
    present = {element.ai: element for element in elements}
    if _SIGNATURE not in present:
        return None
    for code in _SIGNED:
        identifier = identifiers.find(code)
        if identifier and code in present and len(present[code].value) == identifier.least:
            return ElementFault(
                "gs1.missing_serial",
                f"({_SIGNATURE}) signs a {identifier.name} that has no serial component.",
                f"Give ({code}) its serial component, or leave out ({_SIGNATURE}).",
            )
    return None
