"""GS1 DataBar: a GTIN, or element strings, in little room. ISO/IEC 24724:2011."""

from collections.abc import Callable
from functools import partial

from common.barcode.encode import gs1, linear, matrix, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Reading, Symbol

_STANDARD = "ISO/IEC 24724:2011; GS1 General Specifications 5.5"
_X = 0.330
OMNI = ("DataBarOmni",)
STACKED = ("DataBarStk", "DataBarStkOmni", "DataBarOmni")
LIMITED = ("DataBarLtd",)
EXPANDED = ("DataBarExp",)
EXPANDED_STACKED = ("DataBarExpStk", "DataBarExp")

# Heights in modules of the rows and of the separators between them (5.5.2.6).
STACKED_ROWS = (5, 1, 7)
STACKED_OMNI_ROWS = (33, 1, 1, 1)
EXPANDED_STACKED_ROWS = (34, 1, 1, 1)
RANGES = {"segments": range(2, 23, 2)}


def rule(height: int) -> PrintRule:
    """Return the printed sizes of a symbol whose bars are *height* modules high."""
    return PrintRule(_X, 0.264, 0.660, round(height * _X, 2))


def gtin(id: str, data: str, first: str = "0123456789") -> str:
    """Return the 14 digits of *data*: 13, or 14 with the check digit; ``(01)`` may lead.

    The raw element string that readers report, ``01`` and 14 digits, is taken too. A refusal
    suggests no GTIN that begins with another digit than *first*.

    Raises:
        DataError: they are no GTIN-14.
    """
    # 16 digits can only be the identifier 01 and a whole GTIN-14.
    bare = data[2:] if len(data) == 16 and data.startswith("01") else data.removeprefix("(01)")
    validation.require_digits(id, bare)
    return gs1.plausible.complete_gtin(id, bare, 14, first)


def limited_gtin(id: str, data: str) -> str:
    """Return the 14 digits of *data*, which DataBar Limited lets begin with 0 or 1 only.

    Raises:
        DataError: they are no GTIN-14, or begin with 2 to 9.
    """
    digits = gtin(id, data, "01")
    # DataBar Limited has no patterns for greater indicators (ISO/IEC 24724).
    if digits[0] > "1":
        raise DataError.of(
            "data",
            f"{id}.bad_indicator",
            f"DataBar Limited carries no GTIN-14 that begins with {digits[0]}.",
            "Begin with 0 or 1, or choose databar_omni.",
        )
    return digits


def _reading(formats: tuple[str, ...], elements: str, raw: str) -> Reading:
    # All of DataBar reports ]e0 and its data with identifiers (ISO/IEC 15424).
    return Reading(formats, elements, raw.encode(), "]e0")


def _one_row(
    id: str, kind: zint.Kind, formats: tuple[str, ...], height: int
) -> Callable[[str, DrawOptions], Symbol]:
    check = limited_gtin if kind is zint.Kind.DBAR_LTD else gtin

    def encode(data: str, options: DrawOptions) -> Symbol:
        digits = check(id, data)
        # The engine computes the check digit itself.
        (row,) = zint.encode(id, kind, digits[:13])
        reading = _reading(formats, f"(01){digits}", f"01{digits}")
        # DataBar needs no quiet zone: its finder patterns are inside the symbol.
        return linear.symbol(id, row, f"(01){digits}", reading, quiet_zone=0, rule=rule(height))

    return encode


def _stacked(
    id: str, kind: zint.Kind, heights: tuple[int, ...]
) -> Callable[[str, DrawOptions], Symbol]:
    def encode(data: str, options: DrawOptions) -> Symbol:
        digits = gtin(id, data)
        # zint adds the check digit by itself.
        rows = zint.encode(id, kind, digits[:13])
        return matrix.symbol(
            id,
            rows,
            f"(01){digits}",
            _reading(STACKED, f"(01){digits}", f"01{digits}"),
            quiet_zone=0,
            shape="stacked",
            heights=heights,
            rule=PrintRule(_X, 0.264, 0.660),
            text=f"(01){digits}",
        )

    return encode


def encode_expanded(data: str, options: DrawOptions) -> Symbol:
    """Encode element strings in one row."""
    elements = gs1.parse(data)
    text = gs1.bracketed(elements)
    (row,) = zint.encode(
        "databar_expanded", zint.Kind.DBAR_EXP, gs1.for_zint(elements), mode=zint.GS1
    )
    reading = _reading(EXPANDED, text, gs1.raw(elements))
    return linear.symbol(
        "databar_expanded",
        row,
        gs1.written(elements),
        reading,
        text=text,
        quiet_zone=0,
        rule=rule(34),
        warnings=gs1.missing(elements),
    )


def encode_expanded_stacked(data: str, options: DrawOptions) -> Symbol:
    """Encode element strings in rows of ``segments`` symbol characters, four by default."""
    return expanded_stacked("databar_expanded_stacked", gs1.parse(data), options)


def expanded_stacked(id: str, elements: tuple[gs1.Element, ...], options: DrawOptions) -> Symbol:
    """Make the Symbol *id* of *elements*."""
    text = gs1.bracketed(elements)
    rows = zint.encode(
        id,
        zint.Kind.DBAR_EXPSTK,
        gs1.for_zint(elements),
        mode=zint.GS1,
        option_2=pairs(options),
    )
    return matrix.symbol(
        id,
        rows,
        gs1.written(elements),
        _reading(EXPANDED_STACKED, text, gs1.raw(elements)),
        quiet_zone=0,
        shape="stacked",
        heights=EXPANDED_STACKED_ROWS,
        rule=PrintRule(_X, 0.264, 0.660),
        text=text,
        warnings=gs1.missing(elements),
    )


def pairs(options: DrawOptions) -> int | None:
    """Return the pairs of symbol characters in a row; None leaves them to the engine."""
    return None if options.segments is None else options.segments // 2


_CHECK = "GS1 modulo 10: verified if given, added if missing"
_GTIN = "13 digits, or 14 with the check digit, optionally after (01)"
_ELEMENTS = "GS1 element strings, in brackets or raw with GS (character 29) as separator"
_EXPANDED_LENGTHS = "up to 74 digits or 41 letters, brackets not counted"

_declare = partial(Symbology, standard=_STANDARD, family="gs1", elements=gs1.parse)
_gtin_only = partial(
    _declare,
    example="(01)09501101530003",
    characters="digits",
    max_characters=18,
    check_digit=_CHECK,
)
_expanded = partial(
    _declare,
    example="(01)98898765432106(3202)012345(15)991231",
    characters=_ELEMENTS,
    lengths=_EXPANDED_LENGTHS,
    max_characters=120,
    check_digit="of each element, verified",
)

SYMBOLOGY = (
    _gtin_only(
        id="databar_omni",
        title="GS1 DataBar Omnidirectional",
        lengths=_GTIN,
        encode=_one_row("databar_omni", zint.Kind.DBAR_OMN, OMNI, 33),
        aliases=("databaromnidirectional", "databar", "rss14", "gs1databar", "dbaromn"),
    ),
    _gtin_only(
        id="databar_truncated",
        title="GS1 DataBar Truncated",
        lengths=_GTIN,
        encode=_one_row("databar_truncated", zint.Kind.DBAR_OMN, OMNI, 13),
        aliases=("rss14truncated",),
        note="DataBar Omnidirectional at 13 modules of height; not for the point of sale.",
    ),
    _gtin_only(
        id="databar_limited",
        title="GS1 DataBar Limited",
        lengths=f"{_GTIN}; the first is 0 or 1",
        encode=_one_row("databar_limited", zint.Kind.DBAR_LTD, LIMITED, 10),
        aliases=("rsslimited", "databarltd", "dbarltd"),
    ),
    _gtin_only(
        id="databar_stacked",
        title="GS1 DataBar Stacked",
        lengths=_GTIN,
        encode=_stacked("databar_stacked", zint.Kind.DBAR_STK, STACKED_ROWS),
        aliases=("rss14stacked", "databarstk", "dbarstk"),
    ),
    _gtin_only(
        id="databar_stacked_omni",
        title="GS1 DataBar Stacked Omnidirectional",
        lengths=_GTIN,
        encode=_stacked("databar_stacked_omni", zint.Kind.DBAR_OMNSTK, STACKED_OMNI_ROWS),
        aliases=("rss14stackedomnidirectional", "databarstackedomnidirectional", "dbaromnstk"),
    ),
    _expanded(
        id="databar_expanded",
        title="GS1 DataBar Expanded",
        encode=gs1.plausible.with_notices(encode_expanded),
        aliases=("rssexpanded", "databarexp", "dbarexp"),
    ),
    _expanded(
        id="databar_expanded_stacked",
        title="GS1 DataBar Expanded Stacked",
        encode=gs1.plausible.with_notices(encode_expanded_stacked),
        options=tuple(RANGES),
        ranges=RANGES,
        aliases=("rssexpandedstacked", "databarexpstk", "dbarexpstk"),
    ),
)
