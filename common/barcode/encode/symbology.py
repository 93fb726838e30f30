"""Declaration of a symbology, and the catalogue of all symbologies."""

import difflib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Literal

from msgspec import Struct, structs

from common import discovery
from common.barcode.encode import escapes, gs1, outer_whitespace, own_options, readings, symbologies
from common.barcode.model.errors import DataError, OptionError, Problem, UnknownSymbology
from common.barcode.model.options import DrawOptions, lone_surrogate
from common.barcode.model.symbol import Symbol

# The formats of the public API, whose clients must work here too; each is an id or an alias.
PUBLIC_API_FORMATS = (
    *("code128", "code39", "ean", "ean13", "ean14", "ean8", "gs1", "gs1_128", "gtin"),
    *("isbn", "isbn10", "isbn13", "issn", "itf", "jan", "pzn", "upc", "upca"),
)

Family = Literal["retail", "industrial", "gs1", "matrix", "stacked", "postal", "health", "other"]


def no_elements(data: str) -> tuple[gs1.Element, ...]:
    """Return no GS1 elements, for a symbology that carries none."""
    return ()


class Symbology(Struct, frozen=True):
    """One symbology, as its file declares it.

    Attributes:
        id: name in requests and answers, such as ``code128``.
        title: name for people, such as ``Code 128``.
        standard: the document that defines it.
        family: field of use; groups the catalogue.
        example: valid data; contract tests and documentation use it.
        characters: the accepted characters, in words.
        lengths: the accepted lengths, in words.
        max_characters: longer data is rejected without a look at its content.
        check_digit: the rule of its check digit, in words; empty if it has none.
        encode: returns the Symbol of data and options, or raises DataError or OptionError.
        options: the options that it has in addition to the common ones.
        choices: values of its options that take a name, smallest first.
        ranges: values of its options that take a whole number.
        ratios: least and greatest width of wide elements in narrow ones that its standard allows,
            if it has the option ``wide_to_narrow_ratio``.
        functions: the function characters that its data may contain, as `escapes` writes them.
        ecc_levels: values of the option ``ecc``, weakest first; empty if it has none.
        aliases: further names in requests.
        verified: False if neither zxing-cpp nor a decoder of the project supports it, so that its
            images are not read back.
        note: one sentence on its choice; empty if the title is enough.
        gs1_twin: id of the symbology that draws GS1 element strings in the same bars.
        elements: returns the GS1 elements of data as encoded.
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
    choices: Mapping[str, tuple[str, ...]] = {}
    ranges: Mapping[str, range] = {}
    ecc_levels: tuple[str, ...] = ()
    ratios: tuple[float, float] = (2, 3)
    functions: str = ""
    aliases: tuple[str, ...] = ()
    verified: bool = True
    note: str = ""
    gs1_twin: str = ""
    elements: Callable[[str], tuple[gs1.Element, ...]] = no_elements

    def make(self, data: str, options: DrawOptions) -> Symbol:
        """Return the Symbol of *data*.

        Raises:
            DataError: the data is empty or too long, or the symbology can't carry it.
            OptionError: an option of the symbology has a value that it does not accept.
        """

        def draw(other: str) -> Symbol:
            return self._make(other, options)

        try:
            symbol = draw(data)
        except DataError as error:
            better = outer_whitespace.refusal(data, error, draw)
            raise better or readings.with_suggestion(error, data, draw) from None
        # Text that writes bytes has no meaning of its own.
        if options.data_encoding is not None:
            return symbol
        # Most data has none, and needs no other module to say so.
        has_whitespace = data != data.strip(outer_whitespace.CHARACTERS)
        found = list(outer_whitespace.notices(data, symbol, draw)) if has_whitespace else []
        if self.adds_check_digit:
            is_gs1 = self.check_digit.startswith("GS1 modulo 10")
            found += readings.lost_zero(data, symbol, draw, is_gs1=is_gs1)
        if self.gs1_twin and data.startswith(("(", "]")):
            found += _gs1_notices(data, self.gs1_twin)
        return structs.replace(symbol, notices=(*found, *symbol.notices)) if found else symbol

    @property
    def adds_check_digit(self) -> bool:
        """Return True if the data may lack its check digit, which is then added."""
        return "added if missing" in self.check_digit

    def _make(self, data: str, options: DrawOptions) -> Symbol:
        if not data:
            raise DataError.of("data", "data.empty", "The data is empty.", f"Give {self.lengths}.")
        if self.choices or self.ranges:
            options = own_options.canonical(self.title, options, self.choices, self.ranges)
        if options.escapes:
            data = self._unescaped(data, options)
        # Before the encoder: its checks and the engine take time that grows with the data.
        if len(data) > self.max_characters or options.data_encoding is not None:
            own_options.require_length(
                self.id, self.title, data, options, self.max_characters, self.lengths
            )
        # JSON can write half of a pair as an escape, but UTF-8 can't.
        if not data.isascii() and (place := lone_surrogate(data)):
            raise DataError.of(
                "data",
                "data.bad_character",
                f"Character {place} is half of a surrogate pair.",
                "Give whole Unicode characters.",
            )
        symbol = self.encode(data, options)
        ratio = options.wide_to_narrow_ratio
        if ratio is None:
            return symbol
        own_options.require_ratio(self.title, ratio, self.ratios)
        return structs.replace(symbol, wide_ratio=ratio)

    def _unescaped(self, data: str, options: DrawOptions) -> str:
        if options.data_encoding is not None:
            raise OptionError.of(
                "escapes",
                "option.conflict",
                "Bytes in base64 or hex have no escape sequences.",
                "Leave escapes or data_encoding out.",
            )
        if self.elements is no_elements:
            return escapes.unescape(self.title, data, self.functions, self.gs1_twin)
        # Element strings need no other function character than the separator.
        return escapes.as_separators(escapes.unescape(self.title, data, escapes.FNC1, ""))


def _gs1_notices(data: str, twin: str) -> tuple[Problem, ...]:
    """Return a notice if *data*, drawn as text, is an element string, which *twin* encodes."""
    try:
        gs1.parse(data)
    except DataError:
        return ()
    message = f"{data[:40]} is drawn as text, with its brackets; as GS1 data, {twin} draws it."
    return (readings.notice(message, f"Set format to {twin} for GS1 data.", twin, "format"),)


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
    return index_names(catalogue())


def index_names(declared: Mapping[str, Symbology]) -> dict[str, Symbology]:
    """Return each of *declared*, which are by id, under its id and its aliases, folded.

    Raises:
        DuplicateDeclaration: an alias of one is an id or an alias of another.
    """
    names = {_fold(id): symbology for id, symbology in declared.items()}
    for symbology in declared.values():
        for alias in symbology.aliases:
            if names.setdefault(_fold(alias), symbology) is not symbology:
                raise discovery.DuplicateDeclaration(f"{alias!r} names two symbologies")
    return names


def _fold(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


_SEE_LIST = "GET symbologies, or the MCP tool symbology_list, lists all of them."


def find(name: str) -> Symbology:
    """Return the symbology called *name*, without regard to case, spaces and punctuation.

    Raises:
        UnknownSymbology: no symbology has that name; the error lists near names.
    """
    symbology = _names().get(name) or _names().get(_fold(name))
    if symbology is not None:
        return symbology
    near = near_names(name)
    fix = f"Did you mean {' or '.join(near)}?" if near else _SEE_LIST
    raise UnknownSymbology.of(
        "format", "format.unknown", f"No symbology is called {name[:40]!r}.", fix, *near[:1]
    )


def near_names(name: str) -> list[str]:
    """Return up to three ids of symbologies with names like *name*, the nearest first."""
    # Six, as several aliases may belong to one symbology.
    close = difflib.get_close_matches(_fold(name[:40]), list(_names()), n=6, cutoff=0.6)
    return list(dict.fromkeys(_names()[key].id for key in close))[:3]
