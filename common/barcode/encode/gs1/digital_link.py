"""GS1 Digital Links: web addresses whose path, and query, hold GS1 elements.

    https://id.gs1.org/01/09501101530003/10/ABC?17=261231
    stem               key               qualifier, attribute

Source: GS1 Digital Link Standard: URI Syntax 1.5, sections 4.3 to 4.9 (uncompressed form).
"""

import re
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise
from urllib.parse import quote

from msgspec import Struct

from common.barcode.encode.gs1 import element as element_of
from common.barcode.encode.gs1 import identifier as identifiers
from common.barcode.encode.gs1 import message, relations
from common.barcode.encode.gs1.element import Element, ElementFault
from common.barcode.encode.gs1.identifier import Identifier
from common.barcode.model.errors import DataError

STEM = "https://id.gs1.org"

# RFC 3986, 2.2 and 2.3: reserved, unreserved and the percent sign.
_ADDRESS = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*")
# The scheme in one case, and a domain without user information (4.3).
_FORM = re.compile(r"((?:https?|HTTPS?)://[A-Za-z0-9\-.:\[\]]+)(/[^?#]*)(?:\?([^#]*))?(?:#.*)?")
_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
_SHORT_GTINS = (8, 12, 13)
_EXAMPLE = "Write it as in https://id.gs1.org/01/09501101530003/10/ABC?17=261231."


class DigitalLink(Struct, frozen=True):
    """A Digital Link, checked.

    Attributes:
        stem: what comes before the key, without the slash between them.
        elements: of the path, then of the query, in their order.
        in_path: how many of them the path holds: the key and its qualifiers.
        warnings: what the caller should know, one sentence each.
    """

    stem: str
    elements: tuple[Element, ...]
    in_path: int
    warnings: tuple[str, ...] = ()


class _Fault(Exception):
    """An address is no Digital Link; the message says why."""


class _Parts(Struct, frozen=True):
    """A Digital Link taken apart: elements with values decoded but not checked."""

    stem: str
    path: tuple[Element, ...]
    query: tuple[Element, ...]
    short: tuple[Element, ...]

    @property
    def elements(self) -> tuple[Element, ...]:
        return (*self.path, *self.query)


def read(link: str, id: str = "digital_link") -> DigitalLink:
    """Return the Digital Link that *link* is.

    Args:
        link: a web address.
        id: of the symbology, for the error.

    Raises:
        DataError: ``<id>.bad_link``, or ``gs1.…`` of an element.
    """
    try:
        parts = _take_apart(link)
    except _Fault as fault:
        raise DataError.of("data", f"{id}.bad_link", str(fault), *_fix(link)) from None
    elements = _checked(parts)
    # After the values, so that the error of a single value comes before that of their order.
    arrangement = _arrangement_fault(parts)
    if arrangement:
        raise DataError.of("data", f"{id}.bad_link", arrangement, *_rebuilt(parts))
    message.require_compatible(elements)
    warnings = (
        *map(_short_warning, parts.short),
        *_stem_warnings(parts),
        *relations.missing(elements),
    )
    return DigitalLink(parts.stem, elements, len(parts.path), warnings)


def recognise(text: str) -> DigitalLink | None:
    """Return the Digital Link that *text* is, None if it is another text."""
    try:
        # First, because `read` looks for the link that another text may mean.
        _take_apart(text)
        return read(text)
    except (_Fault, DataError):
        return None


def explain(text: str) -> tuple[tuple[Element, ...], str]:
    """Return the elements of *text*, and what is wrong with them; none if it is no Digital Link.

    An address is one if its path holds a key with a right value: any other with a number behind
    /01/ is not meant to be one.
    """
    try:
        parts = _take_apart(text)
    except _Fault:
        return (), ""
    elements = tuple(map(message.judged, parts.elements))
    # Web addresses with numbers in them are common: without a valid key, it is just an address.
    if elements[0].problem:
        return (), ""
    found = (_arrangement_fault(parts), message.problems(elements))
    return elements, " ".join(filter(None, found))


def build(elements: Sequence[Element], stem: str = STEM) -> str:
    """Return the Digital Link of *elements*, its key and as many as may be in the path.

    Args:
        elements: checked, in any order.
        stem: scheme, domain and what precedes the key in the path.

    Raises:
        DataError: ``gs1.no_link_key`` or ``gs1.not_in_link``.
    """
    values = {one.ai: one.value for one in elements}
    # Only some identifiers are keys with qualifiers, as the table of GS1 says.
    given = [one for one in map(identifiers.find, values) if one is not None]
    key = next((one for one in given if one.qualifiers is not None), None)
    if key is None:
        raise DataError.of(
            "data",
            "gs1.no_link_key",
            "No element is the key of a Digital Link.",
            "Add a key, such as (01) GTIN, (00) SSCC or (414) LOC No.",
        )
    path = (key.code, *_longest_sequence(key, given))
    others = [one for one in given if one.code not in path]
    for one in others:
        if not one.attribute:
            raise DataError.of(
                "data",
                "gs1.not_in_link",
                f"{one.name} has no place in a Digital Link of {key.name}.",
                f"Leave out ({one.code}), or add the key that it belongs to.",
            )
    # Those of a predefined length first, as in an element string (General Specifications 7.8.4).
    others.sort(key=lambda one: not one.predefined)
    query = "&".join(f"{one.code}={_escaped(values[one.code])}" for one in others)
    steps = "".join(f"/{code}/{_escaped(values[code])}" for code in path)
    return stem.rstrip("/") + steps + (f"?{query}" if query else "")


def _longest_sequence(key: Identifier, given: Iterable[Identifier]) -> tuple[str, ...]:
    """Return the qualifiers among *given* that leave the fewest outside the path and the query."""
    codes = {one.code: one for one in given}
    choices = [
        tuple(code for code in sequence if code in codes) for sequence in key.qualifiers or ()
    ]

    # First the fewest elements without a place, then the longest path.
    def rank(choice: tuple[str, ...]) -> tuple[int, int]:
        unplaced = sum(not one.attribute and one is not key for one in codes.values())
        unplaced -= sum(not codes[code].attribute for code in choice)
        return -unplaced, len(choice)

    return max(choices, key=rank)


def _escaped(value: str) -> str:
    # Everything but unreserved characters is escaped, the slash too: it separates the steps of the
    # path (RFC 3986, 2.3).
    return quote(value, safe="")


def _take_apart(link: str) -> _Parts:
    if not _ADDRESS.fullmatch(link):
        raise _Fault("It holds characters that no web address has unescaped.")
    form = _FORM.fullmatch(link)
    if form is None:
        raise _Fault("It does not begin with https://, a domain and a path.")
    origin, path, query = form.groups()
    start, pairs = _path_pairs(path)
    # A GTIN of 8, 12 or 13 digits is understood, and reported as one that is too short.
    short: list[Element] = []
    in_path = [_element(code, value, short) for code, value in pairs]
    in_query = [_element(code, value, short) for code, value in _query_pairs(query or "")]
    return _Parts(origin + path[:start], tuple(in_path), tuple(in_query), tuple(short))


def _path_pairs(path: str) -> tuple[int, list[tuple[str, str]]]:
    """Return where the key begins in *path*, and the pairs from there on, the key's first.

    The key is the rightmost one that identifiers and their values alone follow (4.4).
    """
    steps = path.split("/")
    pairs: list[tuple[str, str]] = []
    # From the right: what precedes the key belongs to the stem, even if it looks like an
    # identifier.
    for place in range(len(steps) - 2, 0, -2):
        code, value = steps[place : place + 2]
        identifier = identifiers.find(code)
        if identifier is None:
            break
        pairs.insert(0, (code, value))
        if identifier.qualifiers is not None:
            return len("/".join(steps[:place])), [(ai, _unescaped(v, ai)) for ai, v in pairs]
    raise _Fault("Its path does not end in a GS1 key and its value, such as /01/ and a GTIN.")


def _query_pairs(query: str) -> Iterable[tuple[str, str]]:
    for parameter in query.split("&"):
        code, equals, value = parameter.partition("=")
        # Other parameters, and those without a value, are not GS1's (4.10).
        if not equals or (code and not (code.isascii() and code.isdigit())):
            continue
        if identifiers.find(code) is None:
            raise _Fault(f"Its query has {code or 'nothing'}=, which is no Application Identifier.")
        # A plus sign is a space in queries, which no value can hold.
        yield code, _unescaped(value.replace("+", " "), code)


def _unescaped(value: str, code: str) -> str:
    if not value:
        raise _Fault(f"({code}) has no value.")
    # A percent sign that begins no escape means itself; values are ASCII, so bytes are characters.
    return _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), value)


def _element(code: str, value: str, short: list[Element]) -> Element:
    # A GTIN-8, -12 or -13 in a link without its leading zeros (4.4.1, earlier releases).
    if code == "01" and len(value) in _SHORT_GTINS:
        short.append(element_of.of(code, value))
        value = value.zfill(14)
    return element_of.of(code, value)


def _short_warning(gtin: Element) -> str:
    return f"The GTIN {gtin.value} has {len(gtin.value)} digits; a Digital Link has 14 of them."


def _stem_warnings(parts: _Parts) -> Iterable[str]:
    """Yield a warning for each qualifier in front of the key, which belongs to the stem (4.4)."""
    steps = parts.stem.split("/")[3:]  # behind scheme and domain
    qualifiers = {code for sequence in _sequences(parts.path[0].ai) for code in sequence}
    for code, value in pairwise(steps):
        if code in qualifiers:
            yield (
                f"/{code}/{value} is in front of /{parts.path[0].ai}/, where readers take it for "
                "part of the address; it counts behind the key only."
            )


def _checked(parts: _Parts) -> tuple[Element, ...]:
    faults = [element_of.fault(one) for one in parts.elements]
    first = next(filter(None, faults), None)
    if first is None:
        return parts.elements
    offer = _mended(parts, faults) or (first.fix, "")
    raise DataError.of("data", first.code, first.message, *offer)


def _mended(parts: _Parts, faults: Sequence[ElementFault | None]) -> tuple[str, str] | None:
    """Return the fix and the link with every value put right, None if one is unknown."""
    if any(fault and not fault.value for fault in faults):
        return None
    # All values are put right at once, so that the link that is offered is valid.
    right = [
        element_of.of(one.ai, fault.value if fault else one.value)
        for one, fault in zip(parts.elements, faults, strict=True)
    ]
    return _offered(right, parts.stem)


def _arrangement_fault(parts: _Parts) -> str:
    """Return why the elements may not be where they are, empty if they may (4.5 to 4.7)."""
    codes = [one.ai for one in parts.elements]
    # The same identifier twice has no defined meaning.
    twice = next((code for code in codes if codes.count(code) > 1), "")
    if twice:
        return f"({twice}) is given twice."
    key, *qualifiers = [one.ai for one in parts.path]
    if not _follows(key, qualifiers):
        orders = " or ".join(", ".join(one) for one in _sequences(key) if one) or "nothing"
        return f"After /{key}/ may follow, in this order, {orders}."
    for one in parts.query:
        identifier = identifiers.find(one.ai)
        if identifier is None or not identifier.attribute:
            return f"{one.name} may not be in the query."
        places = range(len(qualifiers) + 1)
        if any(_follows(key, [*qualifiers[:at], one.ai, *qualifiers[at:]]) for at in places):
            return f"{one.name} belongs in the path, not in the query."
    return ""


def _sequences(key: str) -> tuple[tuple[str, ...], ...]:
    identifier = identifiers.find(key)
    return (identifier.qualifiers if identifier else None) or ()


def _follows(key: str, qualifiers: Sequence[str]) -> bool:
    """Return whether *qualifiers*, in this order, may follow *key* in the path."""
    # combinations() keeps the order: qualifiers may be left out, but not change places.
    return any(
        tuple(qualifiers) in combinations(sequence, len(qualifiers)) for sequence in _sequences(key)
    )


def _fix(link: str) -> tuple[str, str]:
    """Return the fix of what is no link, and the link that it is likely to mean."""
    bare = link.strip().rstrip("/")
    # What people copy: a space before it, or the slash of a browser behind it.
    if bare != link and recognise(bare):
        return f"Give {bare}.", bare
    try:
        elements = message.parse(link)
    except DataError:
        return _EXAMPLE, ""
    return _offered(elements, STEM) or (_EXAMPLE, "")


def _rebuilt(parts: _Parts) -> tuple[str, str]:
    """Return the fix of elements in wrong places, and the link with each in its place."""
    return _offered(parts.elements, parts.stem) or (_EXAMPLE, "")


def _offered(elements: Sequence[Element], stem: str) -> tuple[str, str] | None:
    if relations.fault(elements):
        return None
    try:
        # Read back, so that no fix is offered that would be refused in its turn.
        link = build(elements, stem)
        read(link)
    except DataError:
        return None
    return f"Give {link}.", link
