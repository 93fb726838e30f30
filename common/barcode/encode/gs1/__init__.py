r"""GS1 element strings: bracketed or raw text in, checked elements out.

Bracketed is ``(01)09501101530003(10)ABC``; a bracket that belongs to a value is written ``\(``.
Raw is what a reader sends: Application Identifiers without brackets, FNC1 as the GS character
(29) or written ``^FNC1``, ``{FNC1}``, ``{GS}`` or ``␝``, optionally led by one or by an AIM
identifier such as ``]C1``. Source: GS1 General
Specifications 25.0, sections 3 and 7.8.
"""

import re

from msgspec import Struct

from common.barcode.encode.check_digits import gs1 as check_digit
from common.barcode.encode.gs1.identifiers import (
    ASSOCIATED,
    EXCLUDED,
    IDENTIFIERS,
    PREDEFINED,
    ApplicationIdentifier,
)
from common.barcode.encode.gs1.linters import RULES
from common.barcode.encode.validation import shown
from common.barcode.model.errors import DataError

GS = "\x1d"
SET_39 = frozenset("#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
SET_64 = frozenset("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz=")
SET_82 = frozenset(
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
)
_CHARACTERS = {"N": frozenset("0123456789"), "X": SET_82, "Y": SET_39, "Z": SET_64}

_LEAD = re.compile("\\](?:C1|e0|d2|Q3|J1)\x1d?|\x1d")
# How FNC1 is written where GS can't be typed; no value can hold any of these.
_WRITTEN_GS = re.compile(r"\^FNC1|\{FNC1\}|\{GS\}|␝")
_BRACKETED = re.compile(r"\((\d{2,4})\)((?:[^\\(]|\\.|\((?!\d{2,4}\)))*)", re.DOTALL)
_SQUARE = re.compile(r"\[(\d{2,4})\]([^\[\]]*)")
_AI_IN_VALUE = re.compile(r"\((?=\d{2,4}\))")
_ESCAPED = r"\\("
_EXAMPLE = "Write (01)09501101530003(10)ABC, or the same raw with GS (character 29) as separator."


class Element(Struct, frozen=True):
    """One element: the identifier, its value and what the value means."""

    ai: str
    value: str
    title: str


def parse(data: str) -> tuple[Element, ...]:
    """Return the elements of *data*, each checked, in their order.

    Raises:
        DataError: ``gs1.…`` naming the element and what would be right.
    """
    elements = _split(data)
    for place, element in enumerate(elements):
        _check(element, elements, place)
    _check_pairs(elements)
    return elements


def bracketed(elements: tuple[Element, ...]) -> str:
    """Return the elements as people write them."""
    return "".join(f"({element.ai}){element.value}" for element in elements)


def missing(elements: tuple[Element, ...]) -> tuple[str, ...]:
    """Say which elements the item must bear beside *elements*, one sentence each.

    They may stand in another symbol on the same item, so that their absence here is no error.
    """
    given = {element.ai for element in elements}
    return tuple(
        f"({ai}) belongs with ({') or ('.join(needed)}) on the same item."
        for ai, needed in ASSOCIATED.items()
        if ai in given and not given.intersection(needed)
    )


def written(elements: tuple[Element, ...]) -> str:
    """Return the elements in brackets such that :func:`parse` gives the same back."""
    return "".join(f"({one.ai}){_AI_IN_VALUE.sub(_ESCAPED, one.value)}" for one in elements)


def raw(elements: tuple[Element, ...]) -> str:
    """Return the elements as a reader sends them, with GS where a value has no fixed length."""
    *others, last = elements
    return "".join(_ended(element) for element in others) + last.ai + last.value


def for_zint(elements: tuple[Element, ...]) -> str:
    """Return the elements in square brackets, which no value can hold."""
    return "".join(f"[{element.ai}]{element.value}" for element in elements)


def _ended(element: Element) -> str:
    fixed = element.ai[:2] in PREDEFINED
    return element.ai + element.value + ("" if fixed else GS)


def _split(data: str) -> tuple[Element, ...]:
    text = data.lstrip()
    if text.startswith("("):
        return tuple(_pieces(_BRACKETED, text))
    if re.match(r"\[\d", text):
        return tuple(_pieces(_SQUARE, text))
    return tuple(_cut(data))


def _pieces(form: re.Pattern[str], text: str) -> list[Element]:
    found: list[Element] = []
    end = 0
    for match in form.finditer(text):
        if match.start() != end:
            break
        value = re.sub(r"\\(.)", r"\1", match[2], flags=re.DOTALL)
        found.append(_element(match[1], value))
        end = match.end()
    if end != len(text):
        raise DataError.of(
            "data",
            "gs1.bad_syntax",
            f"There is no Application Identifier in brackets at character {end + 1}.",
            _EXAMPLE,
        )
    return found


def _cut(data: str) -> list[Element]:
    found: list[Element] = []
    data = _WRITTEN_GS.sub(GS, data)
    lead = _LEAD.match(data)
    rest = data[lead.end() :] if lead else data
    while rest:
        identifier = _leading(rest)
        rest = rest[len(identifier.code) :]
        length = identifier.most if identifier.code[:2] in PREDEFINED else len(rest)
        value, _, _ = rest[:length].partition(GS)
        rest = rest[len(value) :].removeprefix(GS)
        found.append(Element(identifier.code, value, identifier.title))
    if not found:
        raise DataError.of("data", "gs1.bad_syntax", "There is no element.", _EXAMPLE)
    return found


def _leading(rest: str) -> ApplicationIdentifier:
    for length in (2, 3, 4):
        identifier = IDENTIFIERS.get(rest[:length])
        if identifier:
            return identifier
    raise _unknown(rest[:4])


def _element(code: str, value: str) -> Element:
    identifier = IDENTIFIERS.get(code)
    if identifier is None:
        raise _unknown(code)
    return Element(code, value, identifier.title)


def _unknown(code: str) -> DataError:
    return DataError.of(
        "data",
        "gs1.unknown_ai",
        f"There is no Application Identifier {ascii(code)[1:-1]}.",
        _EXAMPLE,
    )


def _check(element: Element, elements: tuple[Element, ...], place: int) -> None:
    identifier = IDENTIFIERS[element.ai]
    value = element.value
    if not identifier.least <= len(value) <= identifier.most:
        raise _bad_length(element, identifier)
    at = 0
    for number, part in enumerate(identifier.parts):
        last = number == len(identifier.parts) - 1
        piece = value[at:] if last else value[at : at + part.most]
        at += len(piece)
        if not piece and part.optional:
            continue
        allowed = _CHARACTERS[part.characters]
        if not allowed.issuperset(piece):
            raise _bad_character(element, next(c for c in piece if c not in allowed), part[0])
        if not part.least <= len(piece) <= part.most:
            raise _bad_length(element, identifier)
        for rule in part.rules:
            wrong = RULES[rule](piece)
            if wrong:
                fixed = _with_check_digit(elements, place, at, piece) if rule == "check" else ""
                raise DataError.of(
                    "data",
                    "gs1.bad_check_digit" if rule.startswith("check") else "gs1.bad_value",
                    f"In ({element.ai}) {element.title}, {wrong}.",
                    f"Give {fixed}." if fixed else f"Correct the value of ({element.ai}).",
                    fixed,
                )


def _with_check_digit(elements: tuple[Element, ...], place: int, end: int, piece: str) -> str:
    wrong = elements[place]
    value = wrong.value[: end - 1] + check_digit(piece[:-1]) + wrong.value[end:]
    right = Element(wrong.ai, value, wrong.title)
    return bracketed((*elements[:place], right, *elements[place + 1 :]))


def _bad_length(element: Element, identifier: ApplicationIdentifier) -> DataError:
    least, most = identifier.least, identifier.most
    want = str(most) if least == most else f"{least} to {most}"
    pad = ""
    if identifier.parts[0].rules[:1] == ("check",) and least == most == 14:
        pad = " A shorter GTIN is filled up with zeros in front."
    return DataError.of(
        "data",
        "gs1.bad_length",
        f"({element.ai}) {element.title} has {len(element.value)} characters.",
        f"Give it {want}.{pad}",
    )


def _bad_character(element: Element, character: str, kind: str) -> DataError:
    words = {"N": "digits only", "X": "GS1 character set 82: ASCII without space and #$@[\\]^`{|}~"}
    return DataError.of(
        "data",
        "gs1.bad_character",
        f"({element.ai}) {element.title} can't hold {shown(character)}.",
        f"Use {words.get(kind, 'GS1 character set 39: digits, capitals, # - /')}.",
    )


def _check_pairs(elements: tuple[Element, ...]) -> None:
    values: dict[str, str] = {}
    for element in elements:
        if values.setdefault(element.ai, element.value) != element.value:
            raise DataError.of(
                "data",
                "gs1.repeated",
                f"({element.ai}) {element.title} is given twice with different values.",
                "Give it once.",
            )
    for ai, excluded in EXCLUDED.items():
        both = [other for other in excluded if ai in values and other in values]
        if both:
            raise DataError.of(
                "data",
                "gs1.excluded",
                f"({ai}) and ({both[0]}) never stand together.",
                f"Leave out ({ai}) or ({both[0]}).",
            )
