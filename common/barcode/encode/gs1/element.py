"""One GS1 element: an Application Identifier with its value, and the check of that value."""

from typing import NamedTuple

from msgspec import Struct

from common.barcode.encode.gs1 import identifier as identifiers
from common.barcode.encode.gs1.identifier import Component, Identifier
from common.barcode.encode.gs1.linters import (
    CORRECTIONS,
    DIGITS,
    LINTERS,
    SET_39,
    SET_64,
    SET_82,
)
from common.barcode.encode.validation import quote

_GTIN_LENGTHS = (8, 12, 13)  # of those shorter than 14 digits (General Specifications 3.3.2)
_PADDING = "="


class Element(Struct, frozen=True, omit_defaults=True):
    """One element: the identifier, its value, what the value means and what is wrong with it."""

    ai: str
    value: str
    title: str
    problem: str = ""

    @property
    def name(self) -> str:
        """Return the identifier in brackets and the title, as messages name the element."""
        return f"({self.ai}) {self.title}".rstrip()


class ElementFault(NamedTuple):
    """What is wrong with a value.

    Attributes:
        code: stable, such as ``gs1.bad_length``.
        message: one sentence.
        fix: what would work, one sentence.
        value: the whole value put right; empty if the right one is unknown.
    """

    code: str
    message: str
    fix: str
    value: str = ""


def of(code: str, value: str) -> Element:
    """Return the element of an identifier that GS1 assigns; its value is not checked.

    Raises:
        KeyError: GS1 assigns no identifier *code*.
    """
    identifier = identifiers.find(code)
    if identifier is None:
        raise KeyError(code)
    return Element(code, value, identifier.title)


def fault(element: Element) -> ElementFault | None:
    """Return what is wrong with the value of *element*, None if nothing is."""
    identifier = identifiers.find(element.ai)
    if identifier is None:
        return unknown(element.ai)
    value = element.value
    if not identifier.least <= len(value) <= identifier.most:
        return _bad_length(identifier, value)
    at = 0
    # Each component takes a prefix of what is left; only the last one has a variable length.
    for component in identifier.components:
        piece = value[at : at + component.most]
        if component.optional and not piece:
            continue
        wrong = _component_fault(identifier, component, value, at)
        if wrong:
            return wrong
        at += len(piece)
    return None


def _component_fault(
    identifier: Identifier, component: Component, value: str, at: int
) -> ElementFault | None:
    piece = value[at : at + component.most]
    # Length, characters, then the rules of the value: each check relies on the one before.
    if len(piece) < component.least:
        return _bad_length(identifier, value)
    wrong = _outside(component, piece)
    if wrong:
        return _bad_character(identifier, component, wrong)
    for name in component.linters:
        problem = LINTERS[name](piece)
        if problem:
            return _linted(identifier, name, problem, value, slice(at, at + len(piece)))
    if component.characters == "Z" and not _is_padded_well(piece):
        return ElementFault(
            "gs1.bad_value",
            f"In {identifier.name}, the = at the end are not those of base64.",
            "Leave the = out, or fill up to a multiple of three characters with one or two.",
        )
    return None


def _outside(component: Component, piece: str) -> str:
    """Return the first character of *piece* that its component can't hold, or nothing."""
    allowed, _ = _CHARACTERS[component.characters]
    # The padding of base64 is not of its character set (RFC 4648, section 5).
    bare = piece.rstrip(_PADDING) if component.characters == "Z" else piece
    return "" if allowed.issuperset(bare) else next(one for one in bare if one not in allowed)


def _is_padded_well(piece: str) -> bool:
    count = len(piece) - len(piece.rstrip(_PADDING))
    return count == 0 or (count <= 2 and len(piece) % 3 == 0)


_CHARACTERS = {
    "N": (DIGITS, "digits only"),
    "X": (SET_82, "GS1 character set 82: ASCII without space and #$@[\\]^`{|}~"),
    "Y": (SET_39, "GS1 character set 39: digits, capitals, # - /"),
    "Z": (SET_64, "GS1 character set 64: letters, digits, - _ and = at the end"),
}


def unknown(code: str) -> ElementFault:
    """Return the fault of an identifier *code* that GS1 doesn't assign."""
    return ElementFault(
        "gs1.unknown_ai",
        f"There is no Application Identifier {ascii(code)[1:-1] or 'behind a separator'}.",
        r"Write (01)09501101530003(10)ABC, and a bracket that belongs to a value as \(.",
    )


def _bad_length(identifier: Identifier, value: str) -> ElementFault:
    least, most = identifier.least, identifier.most
    want = str(most) if least == most else f"{least} to {most}"
    padded = _padded(identifier, value)
    pad = " A shorter GTIN is filled up with zeros in front." if _is_gtin(identifier) else ""
    return ElementFault(
        "gs1.bad_length",
        f"{identifier.name} has {len(value)} characters.",
        f"Give it {want}.{pad}",
        padded,
    )


def _is_gtin(identifier: Identifier) -> bool:
    first = identifier.components[0]
    return first.most == first.least == 14 and "csum" in first.linters


def _padded(identifier: Identifier, value: str) -> str:
    if not _is_gtin(identifier) or len(value) not in _GTIN_LENGTHS:
        return ""
    filled = value.zfill(14)
    return filled if fault(Element(identifier.code, filled, "")) is None else ""


def _bad_character(identifier: Identifier, component: Component, character: str) -> ElementFault:
    _, words = _CHARACTERS[component.characters]
    # Brackets are what a value is most often believed to need an escape for.
    escape = (
        r" Only \( is an escape: a bracket that belongs to a value." if character == "\\" else ""
    )
    return ElementFault(
        "gs1.bad_character",
        f"{identifier.name} can't hold {quote(character)}.",
        f"Use {words}.{escape}",
    )


def _linted(
    identifier: Identifier, name: str, problem: str, value: str, place: slice
) -> ElementFault:
    correct = CORRECTIONS.get(name)
    piece = value[place]
    right = ""
    # Of two characters or fewer, the check digits are nearly all there is.
    if correct and len(piece) > 2:
        right = value[: place.start] + correct(piece) + value[place.stop :]
    return ElementFault(
        "gs1.bad_check_digit" if correct else "gs1.bad_value",
        f"In {identifier.name}, {problem}.",
        f"Correct the value of ({identifier.code}).",
        right,
    )
