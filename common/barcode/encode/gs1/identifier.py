"""What an Application Identifier says of its value and of its companions.

    identifier.find("01")            → the Identifier (01), None if there is none
    identifier.leading("0109501…")   → the Identifier that begins raw data

A component is written as in GS1 General Specifications, figure 3.2-1: ``N`` for digits, ``X`` for
character set 82, ``Y`` for 39, ``Z`` for 64; a length, or ``..`` and the greatest. ``?`` marks a
component that may be left out, ``:`` names its linters (see linters). In the relations, ``,``
separates alternatives, ``+`` joins what must come together, and ``n`` stands for any digit.
"""

from functools import cache
from typing import NamedTuple

from common.barcode.encode.gs1.table import ROWS

# A pattern of identifiers such as "01" or "31nn".
Pattern = str


class Component(NamedTuple):
    """A part of an element's value.

    Attributes:
        characters: ``N``, ``X``, ``Y`` or ``Z``.
        least: its least length, in characters.
        most: its greatest length.
        optional: whether it may be left out.
        linters: names of what checks it beyond characters and length, in order.
    """

    characters: str
    least: int
    most: int
    optional: bool
    linters: tuple[str, ...]


class Identifier(NamedTuple):
    """An Application Identifier.

    Attributes:
        code: its two to four digits.
        components: of its value, in order.
        predefined: whether its length ends the value, so that no separator follows.
        attribute: whether the query of a Digital Link may hold it.
        requires: each is satisfied by one of its groups of patterns, all present on the item.
        excludes: patterns of identifiers that never occur on the same item.
        qualifiers: the sequences of qualifiers that may follow it in the path of a Digital Link;
            None if it is no key.
        title: GS1's data title; empty if GS1 gives none.
    """

    code: str
    components: tuple[Component, ...]
    predefined: bool
    attribute: bool
    requires: tuple[tuple[tuple[Pattern, ...], ...], ...]
    excludes: tuple[Pattern, ...]
    qualifiers: tuple[tuple[str, ...], ...] | None
    title: str

    @property
    def least(self) -> int:
        """Return the least length of the value, in characters."""
        return sum(part.least for part in self.components if not part.optional)

    @property
    def most(self) -> int:
        """Return the greatest length of the value, in characters."""
        return sum(part.most for part in self.components)

    @property
    def name(self) -> str:
        """Return the code in brackets and the title, as messages name the identifier."""
        return f"({self.code}) {self.title}".rstrip()


def find(code: str) -> Identifier | None:
    """Return the identifier *code*, None if GS1 assigns none."""
    return _known(code) if code in _places() else None


def leading(text: str) -> Identifier | None:
    """Return the identifier that *text* begins with, None if none does.

    No identifier begins another one, so there is at most one.
    """
    for length in (2, 3, 4):
        if text[:length] in _places():
            return _known(text[:length])
    return None


def every() -> tuple[Identifier, ...]:
    """Return all identifiers, in the order of the table."""
    return tuple(map(_known, _places()))


@cache
def _places() -> dict[str, int]:
    places: dict[str, int] = {}
    for place, (codes, *_) in enumerate(ROWS):
        # A row may stand for a range such as 3100-3105. A zero in front, as in 01, is part of the
        # code.
        first, _, last = codes.partition("-")
        width = len(first)
        for number in range(int(first), int(last or first) + 1):
            places[f"{number:0{width}}"] = place
    return places


# A row is read when its identifier is first used: most requests use three of 541.
@cache
def _known(code: str) -> Identifier:
    _, flags, components, requires, excludes, qualifiers, title = ROWS[_places()[code]]
    return Identifier(
        code,
        tuple(map(_component, components.split())),
        "*" in flags,
        "?" in flags,
        tuple(
            tuple(tuple(group.split("+")) for group in one.split(",")) for one in requires.split()
        ),
        tuple(excludes.split(",")) if excludes else (),
        None if qualifiers is None else _sequences(qualifiers),
        title,
    )


def _groups(text: str) -> tuple[tuple[Pattern, ...], ...]:
    return tuple(tuple(group.split("+")) for group in text.split(","))


def _component(text: str) -> Component:
    form, _, linters = text.partition(":")
    optional = form.endswith("?")
    form = form.rstrip("?")
    most = int(form[1:].lstrip("."))
    least = 1 if ".." in form else most
    return Component(form[0], least, most, optional, tuple(linters.split(",")) if linters else ())


def _sequences(qualifiers: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(one.split(",")) if one else () for one in qualifiers.split("|"))
