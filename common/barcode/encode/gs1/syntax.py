r"""The written forms of element strings: text in, elements out, and back. Values are not checked.

Bracketed is ``(01)09501101530003(10)ABC``; a bracket that belongs to a value is written ``\(``,
which is the only escape. Square brackets, which no value can hold, are taken too. Raw is what a
reader sends: identifiers without brackets, and FNC1 as the GS character (29) or written ``^``,
``^FNC1``, ``{FNC1}``, ``{GS}``, ``[FNC1]``, ``[GS]`` or ``␝``. FNC1 or an AIM identifier such as
``]C1`` may come first. Source: GS1 General Specifications 25.0, 7.8.
"""

import re
from collections.abc import Iterator, Sequence

from common.barcode.encode.gs1 import identifier as identifiers
from common.barcode.encode.gs1.element import Element, ElementFault, unknown
from common.barcode.model.errors import DataError

GS = "\x1d"

_AIM = re.compile(r"\](?:C1|e0|d2|Q3|J1)")
# How people write FNC1 if they can't type GS; no value can hold any of these.
_WRITTEN_GS = re.compile(r"\^(?:FNC1)?|\{(?:FNC1|GS)\}|\[(?:FNC1|GS)\]|␝", re.IGNORECASE)
# A value can hold these: see plausible.
_ANGLED_GS = re.compile(r"<(?:FNC1|GS)>", re.IGNORECASE)
_ROUND = re.compile(r"\(([0-9]{2,4})\)((?:\\\(|[^(])*)")
_SQUARE = re.compile(r"\[([0-9]{2,4})\]([^\[\]]*)")
_SPACES = " \t\r\n"
_NO_SPACES = str.maketrans("", "", _SPACES)
_SPACED_DIGITS = re.compile(f"[0-9{_SPACES}]*")
_BRACKETED_IDENTIFIER = re.compile(r"\(([0-9]{2,4})\)")
_LONE_BRACKET = re.compile(r"(?<!\\)\((?![0-9]{2,4}\))")
_EXAMPLE = "Write (01)09501101530003(10)ABC, or the same raw with GS (character 29) as separator."


def split(data: str) -> tuple[Element, ...]:
    """Return the elements of *data*, unchecked but for their identifiers.

    Raises:
        DataError: ``gs1.bad_syntax`` or ``gs1.unknown_ai``.
    """
    text = without_lead(data)
    if is_bracketed(text):
        return tuple(_brackets(_ROUND if text.startswith("(") else _SQUARE, text))
    elements = tuple(cut(text))
    for element in elements:
        # Without brackets, an unknown identifier has no length, so that the rest can't be cut.
        if not element.ai:
            raise refusal(unknown(element.value[:4]))
    if not elements:
        raise DataError.of("data", "gs1.bad_syntax", "There is no element.", _EXAMPLE)
    return elements


def refusal(fault: ElementFault, suggestion: str = "") -> DataError:
    """Return the error of *fault*."""
    fix = f"Give {suggestion}." if suggestion else fault.fix
    return DataError.of("data", fault.code, fault.message, fix, suggestion)


def without_lead(data: str) -> str:
    """Return *data* without the AIM identifier and the FNC1 that may come first."""
    aim = _AIM.match(data)
    text = data[aim.end() :] if aim else data
    first = _WRITTEN_GS.match(text)
    return text[first.end() :] if first else text.removeprefix(GS)


def is_bracketed(text: str) -> bool:
    """Return whether *text* begins with a bracket, so that identifiers are in brackets."""
    # A square bracket alone does not decide: raw data may begin with [FNC1] or [GS].
    return text.startswith("(") or re.match(r"\[[0-9]", text) is not None


def with_angled_separators(data: str) -> str:
    """Return *data* with GS for each ``<GS>`` and ``<FNC1>``."""
    return _ANGLED_GS.sub(GS, data)


def cut(text: str) -> Iterator[Element]:
    """Yield the elements of raw *text*; what begins with no identifier has an empty one."""
    raw_text = _WRITTEN_GS.sub(GS, text)
    at = 1 if raw_text.startswith(GS) else 0
    while at < len(raw_text):
        identifier = identifiers.leading(raw_text[at : at + 4])
        start = at + (len(identifier.code) if identifier else 0)
        separator = raw_text.find(GS, start)
        end = len(raw_text) if separator < 0 else separator
        if identifier and identifier.predefined:
            end = min(end, start + identifier.most)
        title = identifier.title if identifier else ""
        yield Element(raw_text[at:start], raw_text[start:end], title)
        # Writers set a separator behind a predefined length too, which needs none.
        at = end + 1 if raw_text[end : end + 1] == GS else end


def _brackets(form: re.Pattern[str], text: str) -> Iterator[Element]:
    end = 0
    while end < len(text):
        found = form.match(text, end)
        if found is None:
            raise DataError.of(
                "data",
                "gs1.bad_syntax",
                f"There is no Application Identifier in brackets at character {end + 1}.",
                f"{_EXAMPLE} A bracket that belongs to a value is written \\(.",
            )
        identifier = identifiers.find(found[1])
        if identifier is None:
            raise refusal(unknown(found[1]))
        # The escape belongs to the notation in brackets, not to the value.
        yield Element(found[1], found[2].replace("\\(", "("), identifier.title)
        end = found.end()


def repaired(data: str) -> str:
    r"""Return *data* without what people add to element strings: a guess, to suggest only.

    That is space about identifiers, a separator before one, ``\)``, and a bracket in a value
    without its escape.
    """
    text = without_lead(data.strip())
    if not is_bracketed(text):
        return text.translate(_NO_SPACES)
    head, *pieces = _BRACKETED_IDENTIFIER.split(text)
    pairs = zip(pieces[::2], pieces[1::2], strict=True)
    return head + "".join(f"({code}){_repaired(value)}" for code, value in pairs)


def _repaired(value: str) -> str:
    # Digits are printed in groups; a space between letters is one that was meant.
    if _SPACED_DIGITS.fullmatch(value):
        return value.translate(_NO_SPACES)
    bare = _WRITTEN_GS.sub(GS, value.replace("\\)", ")")).rstrip(GS + _SPACES)
    return _LONE_BRACKET.sub(r"\\(", bare.lstrip(_SPACES))


def bracketed(elements: Sequence[Element]) -> str:
    """Return the elements as people read them."""
    return "".join(f"({one.ai}){one.value}" for one in elements)


def written(elements: Sequence[Element]) -> str:
    """Return the elements in brackets such that :func:`split` gives the same back."""
    return "".join(f"({one.ai})" + one.value.replace("(", "\\(") for one in elements)


def for_zint(elements: Sequence[Element]) -> str:
    """Return the elements in square brackets, which no value can hold."""
    return "".join(f"[{one.ai}]{one.value}" for one in elements)


def raw(elements: Sequence[Element]) -> str:
    """Return the elements as a reader sends them: GS behind a value that its length doesn't end.

    Source: GS1 General Specifications 25.0, 7.8.5.
    """
    *others, last = elements
    return "".join(map(_ended, others)) + last.ai + last.value


def _ended(element: Element) -> str:
    identifier = identifiers.find(element.ai)
    predefined = identifier is not None and identifier.predefined
    return element.ai + element.value + ("" if predefined else GS)
