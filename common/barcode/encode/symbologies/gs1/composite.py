"""GS1 Composite: a linear symbol below a small matrix of further elements. ISO/IEC 24723:2010."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from msgspec import structs

from common.barcode.encode import gs1, stacked, symbol_choice, validation, zero_suppression
from common.barcode.encode.engines import zint
from common.barcode.encode.symbologies.gs1 import databar
from common.barcode.encode.symbologies.retail import upce
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError, OptionError, Problem, suggesting
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, QuietZone, Row, Symbol

_VERSION, _VERSIONS = "composite_version", ("CC-A", "CC-B", "CC-C")
_FOLLOWING = "(99)1234-abcd"
_CC_AB_ROW = 2  # modules of height, of the rows of CC-A and CC-B
_CC_C_ROW = 3
# CC-C is a PDF417, whose rows all start so; CC-A and CC-B have no run of eight modules.
_PDF417_START = b"\x01" * 8 + b"\x00"
_ELEMENTS = "|, then GS1 element strings in brackets"
# Separators between the two parts, and the rows of the linear one below, in modules (4.5).
_EAN_SEPARATORS = (2, 2, 2)
_SEPARATOR = (1,)
_EAN_ROWS = (69,)
_EAN8_ROWS = (55,)


class _Linear(NamedTuple):
    """The linear part: its data for the engine, as people read it, and as it can be given again."""

    primary: str
    text: str
    data: str
    elements: tuple[gs1.Element, ...]


class _Kind(NamedTuple):
    id: str
    title: str
    kind: zint.Kind
    read: Callable[[str, str], _Linear]
    rows: tuple[int, ...]
    separators: tuple[int, ...]
    zone: QuietZone
    example: str
    lengths: str
    aliases: tuple[str, ...] = ()
    ranges: Mapping[str, range] = {}

    @property
    def versions(self) -> tuple[str, ...]:
        """Return the versions of the 2D component: CC-C goes with GS1-128 only (4.2)."""
        return _VERSIONS if self.kind is zint.Kind.GS1_128_CC else _VERSIONS[:2]

    def doubts(self, data: str) -> tuple[Problem, ...]:
        """Return what else the linear part *data* may mean."""
        if self.read is _elements:
            return gs1.plausible.notices(data)
        return upce.ean8_notices(data) if self.kind is zint.Kind.EANX_CC else ()


def _digits(length: int) -> Callable[[str, str], _Linear]:
    def read(id: str, data: str) -> _Linear:
        validation.require_digits(id, data)
        whole = gs1.plausible.complete_gtin(id, data, length)
        # The engine computes the check digit itself.
        return _Linear(whole[:-1], whole, whole, _gtin_element(whole))

    return read


def _upce(id: str, data: str) -> _Linear:
    whole = upce.complete(id, data)
    upca = zero_suppression.expand(whole[:7]) + whole[7]
    # The elements of a UPC-E are those of the GTIN-12 that it stands for.
    return _Linear(whole[:7], whole, whole, _gtin_element(upca))


def _gtin(id: str, data: str) -> _Linear:
    digits = databar.gtin(id, data)
    return _Linear(digits[:13], f"(01){digits}", digits, _gtin_element(digits))


def _limited(id: str, data: str) -> _Linear:
    digits = databar.limited_gtin(id, data)
    return _Linear(digits[:13], f"(01){digits}", digits, _gtin_element(digits))


def _elements(id: str, data: str) -> _Linear:
    elements = gs1.parse(data)
    text, data = gs1.bracketed(elements), gs1.written(elements)
    return _Linear(gs1.for_zint(elements), text, data, elements)


def _gtin_element(digits: str) -> tuple[gs1.Element, ...]:
    return gs1.parse(f"(01){digits.zfill(14)}")


def _announced(kind: _Kind) -> Callable[[str], tuple[gs1.Element, ...]]:
    """Return what finds the elements of both parts of data as encoded."""

    def elements(data: str) -> tuple[gs1.Element, ...]:
        first, _, second = data.partition("|")
        return (*kind.read(kind.id, first).elements, *gs1.parse(second))

    return elements


def _with_working_suggestions(
    encode: Callable[[str, DrawOptions], Symbol],
) -> Callable[[str, DrawOptions], Symbol]:
    """Return *encode*, whose errors suggest only data that can be drawn.

    Each part makes suggestions of its own, which may contradict the other part: a GTIN in the 2D
    part is no second GTIN beside that of the linear one.
    """

    def works(data: str, options: DrawOptions) -> bool:
        try:
            encode(data, options)
        except (DataError, OptionError):
            return False
        return True

    def encode_or_suggest(data: str, options: DrawOptions) -> Symbol:
        try:
            return encode(data, options)
        except DataError as error:
            # Parts suggest what is right for them; together with the other part it may still not
            # fit.
            given = [one for one in error.problems if one.suggestion and one.field == "data"]
            working = [one for one in given if works(one.suggestion, options)]
            if not given or len(working) == len(error.problems):
                raise
            first = structs.replace(error.problems[0], suggestion="")
            raise DataError.gather(working or [first]) from None

    return encode_or_suggest


def _encode(kind: _Kind) -> Callable[[str, DrawOptions], Symbol]:
    def encode(data: str, options: DrawOptions) -> Symbol:
        # No GS1 value can hold a bar: it is not in character set 82 of the GS1 General
        # Specifications.
        first, bar, second = data.partition("|")
        if not bar or not first or not second:
            raise DataError.of(
                "data",
                f"{kind.id}.one_part",
                "A composite has two parts.",
                f"Put | between the linear data and the elements, as in {kind.example}.",
            )
        with suggesting(after=f"|{second}"):
            linear = kind.read(kind.id, first)
        with suggesting(before=f"{first}|"):
            elements = gs1.parse(second)
        # Both parts are one message (General Specifications 5.9.2).
        whole = (*linear.elements, *elements)
        gs1.require_compatible(whole)
        rows = _rows(kind, gs1.for_zint(elements), linear.primary, options)
        if options.segments and _stacked_rows(rows) == 1:
            raise OptionError.of(
                "segments",
                "option.bad_value",
                f"{options.segments} segments hold all elements in one row.",
                "Give fewer segments, or choose databar_expanded_composite.",
            )
        symbol = _symbol(kind, rows, linear, gs1.written(elements))
        doubts = [*kind.doubts(first), *gs1.plausible.notices(second)]
        return structs.replace(symbol, warnings=gs1.missing(whole), notices=tuple(doubts))

    return encode


def _rows(kind: _Kind, elements: str, primary: str, options: DrawOptions) -> symbol_choice.Rows:
    """Return the rows of both parts, with the requested version of the 2D component."""

    def draw(values: Mapping[str, str]) -> symbol_choice.Rows:
        # zint chooses the smallest of CC-A, CC-B and, for GS1-128 only, CC-C.
        version = values.get(_VERSION)
        return zint.encode(
            kind.id,
            kind.kind,
            elements,
            mode=zint.GS1,
            primary=primary,
            # zint numbers the versions from 1.
            option_1=None if version is None else _VERSIONS.index(version) + 1,
            option_2=databar.pairs(options),
        )

    def draw_exactly(values: Mapping[str, str]) -> symbol_choice.Rows:
        rows = draw(values)
        # For zint it is the smallest version.
        for other in _larger(kind, values[_VERSION])[:1] if values else ():
            if rows == draw({_VERSION: other}):
                raise stacked.too_long(kind.id)
        return rows

    given = options.composite_version
    if given is None:
        return draw({})
    choice = symbol_choice.Choice(_VERSION, given, _larger(kind, given))
    return symbol_choice.draw(kind.id, [choice], draw_exactly)


def _larger(kind: _Kind, version: str) -> tuple[str, ...]:
    return kind.versions[kind.versions.index(version) + 1 :]


def _symbol(kind: _Kind, rows: tuple[bytes, ...], first: _Linear, second: str) -> Symbol:
    heights = _heights(kind, rows)
    return Symbol(
        # zxing-cpp reads the linear part alone: without a reading, a decoder of the project reads
        # both.
        symbology=kind.id,
        shape="stacked",
        rows=tuple(Row(row, height) for row, height in zip(rows, heights, strict=True)),
        quiet_zone=kind.zone,
        data=f"{first.data}|{second}",
        text=first.text,
        print_rule=PrintRule(0.330, 0.264, 0.660),
    )


def _heights(kind: _Kind, rows: tuple[bytes, ...]) -> tuple[int, ...]:
    below = kind.rows
    # The number of rows below the matrix depends on the length of the data: it is counted.
    if kind.kind is zint.Kind.DBAR_EXPSTK_CC:
        below = databar.EXPANDED_STACKED_ROWS * (_stacked_rows(rows) - 1) + below
    tail = len(kind.separators) + len(below)
    # ISO/IEC 24728 requires rows of 2X, ISO/IEC 15438 rows of 3X.
    above = _CC_C_ROW if _PDF417_START in rows[0] else _CC_AB_ROW
    return (*(above,) * (len(rows) - tail), *kind.separators, *below)


def _stacked_rows(rows: tuple[bytes, ...]) -> int:
    """Count the rows of bars of a DataBar Expanded Stacked below its matrix.

    The middle of the three separators between two of them alternates from its first bar to its
    last; no row of bars and no row of the matrix does.
    """
    count = 1
    # From below, a row of bars and three separators alternate: the middle one is the third row, and
    # then every fourth.
    for row in rows[-3::-4]:
        inner = row.strip(b"\x00")
        if inner != (b"\x01\x00" * len(inner))[: len(inner)]:
            break
        count += 1
    return count


_GTIN = "13 digits, or 14 with the check digit"
_EAN = "the digits of the symbol"
_NO_ZONE = QuietZone(1, 1)

_KINDS = (
    _Kind(
        "ean13_composite",
        "EAN-13 Composite",
        zint.Kind.EANX_CC,
        _digits(13),
        _EAN_ROWS,
        _EAN_SEPARATORS,
        QuietZone(11, 7),
        "331234567890",
        _EAN,
    ),
    _Kind(
        "ean8_composite",
        "EAN-8 Composite",
        zint.Kind.EANX_CC,
        _digits(8),
        _EAN8_ROWS,
        _EAN_SEPARATORS,
        QuietZone(7, 7),
        "1234567",
        _EAN,
    ),
    _Kind(
        "upca_composite",
        "UPC-A Composite",
        zint.Kind.UPCA_CC,
        _digits(12),
        _EAN_ROWS,
        _EAN_SEPARATORS,
        QuietZone(9, 9),
        "61414101234",
        _EAN,
    ),
    _Kind(
        "upce_composite",
        "UPC-E Composite",
        zint.Kind.UPCE_CC,
        _upce,
        _EAN_ROWS,
        _EAN_SEPARATORS,
        QuietZone(9, 7),
        "0121230",
        _EAN,
    ),
    _Kind(
        "gs1_128_composite",
        "GS1-128 Composite",
        zint.Kind.GS1_128_CC,
        _elements,
        (40,),
        _SEPARATOR,
        QuietZone(10, 10),
        "(01)03312345678903",
        "up to 48 characters of elements",
    ),
    _Kind(
        "databar_omni_composite",
        "GS1 DataBar Omnidirectional Composite",
        zint.Kind.DBAR_OMN_CC,
        _gtin,
        (33,),
        _SEPARATOR,
        _NO_ZONE,
        "03612345678904",
        _GTIN,
    ),
    _Kind(
        "databar_truncated_composite",
        "GS1 DataBar Truncated Composite",
        zint.Kind.DBAR_OMN_CC,
        _gtin,
        (13,),
        _SEPARATOR,
        _NO_ZONE,
        "03612345678904",
        _GTIN,
    ),
    _Kind(
        "databar_limited_composite",
        "GS1 DataBar Limited Composite",
        zint.Kind.DBAR_LTD_CC,
        _limited,
        (10,),
        _SEPARATOR,
        _NO_ZONE,
        "03612345678904",
        f"{_GTIN}, the first 0 or 1",
    ),
    _Kind(
        "databar_stacked_composite",
        "GS1 DataBar Stacked Composite",
        zint.Kind.DBAR_STK_CC,
        _gtin,
        databar.STACKED_ROWS,
        _SEPARATOR,
        _NO_ZONE,
        "03612345678904",
        _GTIN,
    ),
    _Kind(
        "databar_stacked_omni_composite",
        "GS1 DataBar Stacked Omnidirectional Composite",
        zint.Kind.DBAR_OMNSTK_CC,
        _gtin,
        (*databar.STACKED_OMNI_ROWS, 33),
        _SEPARATOR,
        _NO_ZONE,
        "03612345678904",
        _GTIN,
    ),
    _Kind(
        "databar_expanded_composite",
        "GS1 DataBar Expanded Composite",
        zint.Kind.DBAR_EXP_CC,
        _elements,
        (34,),
        _SEPARATOR,
        _NO_ZONE,
        "(01)98898765432106(3103)001750",
        "up to 74 digits of elements",
    ),
    _Kind(
        "databar_expanded_stacked_composite",
        "GS1 DataBar Expanded Stacked Composite",
        zint.Kind.DBAR_EXPSTK_CC,
        _elements,
        (34,),
        _SEPARATOR,
        _NO_ZONE,
        "(01)98898765432106(3103)001750",
        "up to 74 digits of elements",
        # A row of two symbol characters is narrower than the matrix above it.
        ranges={"segments": range(4, 23, 2)},
    ),
)

SYMBOLOGY = tuple(
    Symbology(
        id=kind.id,
        title=kind.title,
        standard="ISO/IEC 24723:2010; GS1 General Specifications 5.9",
        family="gs1",
        example=f"{kind.example}|{_FOLLOWING}",
        characters=f"what the linear symbol takes, {_ELEMENTS}",
        lengths=f"{kind.lengths}, |, then up to 338 digits of elements",
        max_characters=500,
        check_digit="of both parts: verified if given",
        encode=_with_working_suggestions(_encode(kind)),
        elements=_announced(kind),
        options=(_VERSION, *kind.ranges),
        choices={_VERSION: kind.versions},
        ranges=kind.ranges,
        aliases=kind.aliases,
        note="Most free readers read the linear part only.",
    )
    for kind in _KINDS
)
