"""What a symbology says of itself, and the catalogue of all of them."""

import difflib
from collections.abc import Callable
from functools import cache
from typing import Literal

from msgspec import Struct

from common import discovery
from common.barcode.encode import gs1, symbologies
from common.barcode.model.errors import DataError, UnknownSymbology
from common.barcode.model.options import DrawOptions, lone_surrogate
from common.barcode.model.symbol import Symbol

# The formats of the public API whose clients are served here too; each is an id or an alias.
PUBLIC_API_FORMATS = (
    *("code128", "code39", "ean", "ean13", "ean14", "ean8", "gs1", "gs1_128", "gtin"),
    *("isbn", "isbn10", "isbn13", "issn", "itf", "jan", "pzn", "upc", "upca"),
)

Family = Literal["retail", "industrial", "gs1", "matrix", "stacked", "postal", "health", "other"]


def no_elements(data: str) -> tuple[gs1.Element, ...]:
    """Return no GS1 elements: the symbology carries none."""
    return ()


class Symbology(Struct, frozen=True):
    """One symbology, as its file declares it.

    Attributes:
        id: the name in requests and answers, such as ``code128``.
        title: the name people use, such as ``Code 128``.
        standard: the document that defines it.
        family: what it is used for; groups the catalogue.
        example: data that draws; contract tests and documentation use it.
        characters: the characters it takes, in words.
        lengths: the lengths it takes, in words.
        max_characters: data longer than this is refused unread.
        check_digit: the rule of its check digit, in words; empty where it has none.
        encode: makes the Symbol from data and options, or raises DataError or OptionError.
        options: the options of its own that it takes beside the common ones.
        ecc_levels: what it takes for the option ``ecc``, weakest first; empty where it has none.
        aliases: further names that requests may use.
        verified: False if neither zxing-cpp nor a decoder of ours reads it, so that its pictures go
            unread.
        note: one sentence for those who choose; empty where the title says enough.
        elements: finds the GS1 elements in data as encoded, where the symbology carries such.
    """

    id: str
    title: str
    standard: str
    family: Family
    example: str
    characters: str
    lengths: str
    max_characters: int
    check_digit: str
    encode: Callable[[str, DrawOptions], Symbol]
    options: tuple[str, ...] = ()
    ecc_levels: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    verified: bool = True
    note: str = ""
    elements: Callable[[str], tuple[gs1.Element, ...]] = no_elements

    def make(self, data: str, options: DrawOptions) -> Symbol:
        """Make the Symbol of *data*, refusing what is empty or too long before anything reads it.

        Raises:
            DataError: the symbology can't carry the data.
            OptionError: an option of its own has a value that it doesn't take.
        """
        if not data:
            raise DataError.of("data", "data.empty", "The data is empty.", f"Give {self.lengths}.")
        if len(data) > self.max_characters:
            raise DataError.of(
                "data",
                f"{self.id}.too_long",
                f"The data has {len(data)} characters; {self.title} takes at most"
                f" {self.max_characters}.",
                f"Give {self.lengths}.",
            )
        if half := lone_surrogate(data):
            raise DataError.of(
                "data",
                "data.bad_character",
                f"Character {half} is half of a surrogate pair.",
                "Give whole Unicode characters.",
            )
        return self.encode(data, options)


@cache
def catalogue() -> dict[str, Symbology]:
    """Return every symbology by id, in order of id."""
    declared = discovery.collect(symbologies, "SYMBOLOGY", Symbology)
    return dict(sorted(discovery.index(declared, by="id").items()))


def offered_names() -> list[str]:
    """Return the names that a menu or a schema lists: every id, and the public API's formats."""
    return sorted({*catalogue(), *PUBLIC_API_FORMATS})


@cache
def _names() -> dict[str, Symbology]:
    names = {_fold(id): symbology for id, symbology in catalogue().items()}
    for symbology in catalogue().values():
        for alias in symbology.aliases:
            if names.setdefault(_fold(alias), symbology) is not symbology:
                raise discovery.DuplicateDeclaration(f"{alias!r} names two symbologies")
    return names


def _fold(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


_WHERE_ALL_ARE = "GET symbologies, or over MCP the tool symbology_list, has every one."


def find(name: str) -> Symbology:
    """Return the symbology called *name*; case, spaces and hyphens don't count.

    Raises:
        UnknownSymbology: none is; the error lists near names.
    """
    found = _names().get(name) or _names().get(_fold(name))
    if found is not None:
        return found
    near = near_names(name)
    fix = f"Did you mean {' or '.join(near)}?" if near else _WHERE_ALL_ARE
    raise UnknownSymbology.of(
        "format", "format.unknown", f"No symbology is called {name[:40]!r}.", fix, *near[:1]
    )


def near_names(name: str) -> list[str]:
    """Return up to three ids of symbologies with names like *name*, the nearest first."""
    close = difflib.get_close_matches(_fold(name[:40]), list(_names()), n=6, cutoff=0.6)
    return list(dict.fromkeys(_names()[key].id for key in close))[:3]
