"""The bars of Royal Mail and PostNL: RM4SCC, KIX, Mailmark; and DAFT, which draws any of them."""

import re

from common.barcode.encode import postal, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbologies.matrix import datamatrix
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import QuietZone, Symbol

_ALPHANUMERIC = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
# 22 bars an inch: bars 0.38 to 0.63 mm wide, 4.22 to 5.84 high, trackers 1.02 to 1.52.
_HEIGHTS = (3, 2, 3)
_BAR_MM = 0.577
_ZONE = QuietZone(4, 4, 4, 4)  # 2 mm
# Mailmark: bars 4.22 to 5.84 mm high, 22.3 an inch (Royal Mail Mailmark barcode definition 1.9).
_MAILMARK_LENGTHS = {22: "C", 26: "L"}
_TWO_D_LENGTH = 45  # spaces fill up what Royal Mail reads of a two-dimensional Mailmark


def check_character(data: str) -> str:
    """Return RM4SCC's check character: row and column sums modulo 6."""
    order = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    places = [divmod(order.index(character), 6) for character in data]
    row = sum(place[0] + 1 for place in places) % 6
    column = sum(place[1] + 1 for place in places) % 6
    return order[(row - 1) % 6 * 6 + (column - 1) % 6]


def encode_rm4scc(data: str, options: DrawOptions) -> Symbol:
    """Encode a postcode and delivery point, and add the check character."""
    bare = data.replace(" ", "")
    validation.require_capitals("rm4scc", bare, _ALPHANUMERIC, "there are no others.")
    rows = zint.encode("rm4scc", zint.Kind.RM4SCC, bare)
    return _symbol("rm4scc", rows, bare)


def encode_kix(data: str, options: DrawOptions) -> Symbol:
    """Encode a Dutch postcode and house number."""
    validation.require_capitals("kix", data, _ALPHANUMERIC, "there are no others.")
    return _symbol("kix", zint.encode("kix", zint.Kind.KIX, data), data)


def encode_daft(data: str, options: DrawOptions) -> Symbol:
    """Encode bars by name: Descender, Ascender, Full, Tracker."""
    validation.require_capitals("daft", data, frozenset("DAFT"), "these are D, A, F and T.")
    return _symbol("daft", zint.encode("daft", zint.Kind.DAFT, data), data)


def encode_mailmark(data: str, options: DrawOptions) -> Symbol:
    """Encode a Mailmark of 22 (C) or 26 characters (L)."""
    if not re.fullmatch("[0-4][0-9][0-9A-E][0-9]{2,6}[0-9]{8}[A-Z0-9 ]{9}", data):
        raise _not_mailmark("mailmark", "22 characters (barcode C) or 26 (barcode L)")
    if len(data) not in _MAILMARK_LENGTHS:
        raise _not_mailmark("mailmark", "22 characters (barcode C) or 26 (barcode L)")
    rows = _mailmark("mailmark", zint.Kind.MAILMARK_4S, data)
    return postal.symbol(
        "mailmark", rows, data, heights=(4, 2, 4), module_mm=0.508, quiet_zone=_ZONE
    )


def encode_mailmark_2d(data: str, options: DrawOptions) -> Symbol:
    """Encode a two-dimensional Mailmark, a Data Matrix that begins with JGB."""
    if not data.startswith("JGB ") or not data.isascii():
        raise _not_mailmark("mailmark_2d", "28 characters or more that begin with JGB and a space")
    validation.require_capitals(
        "mailmark_2d", data[:_TWO_D_LENGTH], _ALPHANUMERIC | {" "}, "there are no others."
    )
    rows = _mailmark("mailmark_2d", zint.Kind.MAILMARK_2D, data)
    return datamatrix.symbol("mailmark_2d", rows, data.ljust(_TWO_D_LENGTH))


def _mailmark(id: str, kind: zint.Kind, data: str) -> tuple[bytes, ...]:
    # The engine knows the fields: version, class, supply chain, item and the forms of a postcode.
    try:
        return zint.encode(id, kind, data)
    except DataError:
        raise _not_mailmark(id, "its fields, the postcode among them") from None


def _not_mailmark(id: str, want: str) -> DataError:
    return DataError.of(
        "data", f"{id}.bad_form", "The data is no Mailmark.", f"Give {want}, as Royal Mail defines."
    )


def _symbol(id: str, rows: tuple[bytes, ...], data: str) -> Symbol:
    return postal.symbol(id, rows, data, heights=_HEIGHTS, module_mm=_BAR_MM, quiet_zone=_ZONE)


SYMBOLOGY = (
    Symbology(
        id="rm4scc",
        title="Royal Mail 4-State Customer Code",
        standard="Royal Mail, CBC barcode definition",
        family="postal",
        example="LE28HS9Z",
        characters="digits and capitals, spaces between them",
        lengths="1 to 30 characters",
        max_characters=30,
        check_digit="by row and column, added always",
        encode=encode_rm4scc,
        aliases=("royalmail", "cbc", "royalmail4state"),
    ),
    Symbology(
        id="kix",
        title="KIX",
        standard="PostNL, KIX code",
        family="postal",
        example="1231FZ13XHS",
        characters="digits and capitals",
        lengths="1 to 18 characters",
        max_characters=18,
        check_digit="",
        encode=encode_kix,
        aliases=("kixcode", "dutchkix", "tntpost"),
    ),
    Symbology(
        id="daft",
        title="DAFT: four-state bars by name",
        standard="the bars of RM4SCC",
        family="postal",
        example="FATDAFTDAD",
        characters="D, A, F and T: descender, ascender, full and tracker",
        lengths="1 to 100 bars",
        max_characters=100,
        check_digit="",
        encode=encode_daft,
    ),
    Symbology(
        id="mailmark",
        title="Royal Mail Mailmark, four-state",
        standard="Royal Mail Mailmark barcode definition document 1.9",
        family="postal",
        example="1100000000000XY11     ",
        characters="digits, capitals and spaces",
        lengths="22 characters (barcode C) or 26 (barcode L)",
        max_characters=26,
        check_digit="of error correction, added always",
        encode=encode_mailmark,
        aliases=("mailmark4state", "mailmark4s", "mailmarkc", "mailmarkl"),
    ),
    Symbology(
        id="mailmark_2d",
        title="Royal Mail Mailmark, two-dimensional",
        standard="Royal Mail Mailmark barcode definition document 1.9",
        family="postal",
        example="JGB 012100123412345678AB19XY1A 0",
        characters="digits, capitals and spaces; ASCII in the sender's own part",
        lengths="28 to 90 characters that begin with JGB and a space",
        max_characters=90,
        check_digit="of error correction, added always",
        encode=encode_mailmark_2d,
        aliases=("royalmailmailmark2d", "cmdm"),
    ),
)
