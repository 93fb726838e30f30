"""Mailmark of Royal Mail: four-state bars, or a Data Matrix. Mailmark barcode definition 1.9."""

import re

from common.barcode.encode import postal, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbologies.matrix import datamatrix
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import QuietZone, Symbol

_STANDARD = "Royal Mail Mailmark barcode definition document 1.9"
# Format, version, class, supply chain of 2 or 6 digits, item of 8 digits, postcode of 9 characters.
_FORM = re.compile("[0-4][0-9][0-9A-E](?:[0-9]{2}|[0-9]{6})[0-9]{8}[A-Z0-9 ]{9}")
# Bars are 4.22 to 5.84 mm high, at 22.3 bars an inch, with 2 mm of quiet zone.
_HEIGHTS = (4, 2, 4)
_BAR_MM = 0.508
_ZONE = QuietZone(4, 4, 4, 4)
_CHARACTERS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ ")
_MIN_2D = 45  # characters of the fields of Royal Mail; spaces fill shorter data


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode a four-state Mailmark of 22 (barcode C) or 26 characters (barcode L)."""
    if not _FORM.fullmatch(data):
        raise _not_mailmark("mailmark", "22 characters (barcode C) or 26 (barcode L)")
    rows = _rows("mailmark", zint.Kind.MAILMARK_4S, data)
    return postal.symbol(
        "mailmark", rows, data, heights=_HEIGHTS, module_mm=_BAR_MM, quiet_zone=_ZONE
    )


def encode_2d(data: str, options: DrawOptions) -> Symbol:
    """Encode a two-dimensional Mailmark, a Data Matrix that begins with JGB."""
    if not data.startswith("JGB ") or not data.isascii():
        raise _not_mailmark("mailmark_2d", "28 characters or more that begin with JGB and a space")
    validation.require_capitals("mailmark_2d", data[:_MIN_2D], _CHARACTERS, "the sign is a space.")
    rows = _rows("mailmark_2d", zint.Kind.MAILMARK_2D, data)
    padded = data.ljust(_MIN_2D)
    return datamatrix.symbol("mailmark_2d", rows, padded, padded.encode())


def _rows(id: str, kind: zint.Kind, data: str) -> tuple[bytes, ...]:
    # zint checks the fields: version, class, supply chain, item and the forms of a postcode.
    try:
        return zint.encode(id, kind, data)
    except DataError:
        raise _not_mailmark(id, "valid fields, the postcode included") from None


def _not_mailmark(id: str, expected: str) -> DataError:
    return DataError.of(
        "data",
        f"{id}.bad_form",
        "The data is not a Mailmark.",
        f"Give {expected}, as Royal Mail defines.",
    )


SYMBOLOGY = (
    Symbology(
        id="mailmark",
        title="Royal Mail Mailmark, four-state",
        standard=_STANDARD,
        family="postal",
        example="1100000000000XY11     ",
        characters="digits, capitals and spaces",
        lengths="22 characters (barcode C) or 26 (barcode L)",
        max_characters=26,
        check_digit="of error correction, always added",
        encode=encode,
        aliases=("mailmark4state", "mailmark4s", "mailmarkc", "mailmarkl"),
    ),
    Symbology(
        id="mailmark_2d",
        title="Royal Mail Mailmark, two-dimensional",
        standard=_STANDARD,
        family="postal",
        example="JGB 012100123412345678AB19XY1A 0",
        characters="digits, capitals and spaces; ASCII in the sender's own part",
        lengths="28 to 90 characters that begin with JGB and a space",
        max_characters=90,
        check_digit="of error correction, always added",
        encode=encode_2d,
        aliases=("royalmailmailmark2d", "cmdm"),
    ),
)
