"""Codabar: digits and six signs between two of the letters A to D. EN 798:1996."""

from common.barcode.encode import linear, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Reading, Symbol

_INNER = frozenset("0123456789-$:/.+")
_ENDS = frozenset("ABCD")
_MIN_LENGTH = 4  # with both letters; decoders ignore shorter symbols
_FIX = "Use digits and - $ : / . + between a start and a stop letter from A to D."


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data*, which contains the start and stop letters."""
    data = data[:1].upper() + data[1:-1] + data[-1:].upper() if len(data) > 1 else data
    # Start and stop letters are part of the data: applications distinguish symbols by them.
    if len(data) < 3 or data[0] not in _ENDS or data[-1] not in _ENDS:
        raise DataError.of(
            "data",
            "codabar.bad_ends",
            "Codabar begins and ends with a letter from A to D.",
            "Put such a letter at each end.",
            f"A{data}A" if len(data) > 1 and _INNER.issuperset(data) else "",
        )
    validation.require_characters("codabar", data[1:-1], _INNER, _FIX)
    if len(data) < _MIN_LENGTH:
        raise DataError.of(
            "data",
            "codabar.bad_length",
            "Readers ignore a symbol with one character between the letters.",
            "Give at least two characters between the start and the stop letter.",
        )
    return linear.symbol("codabar", _bars(data, options), data, Reading(("Codabar",), data))


def _bars(data: str, options: DrawOptions) -> bytes:
    """Return the bars of *data*.

    Wide elements are three modules, or two if three do not fit ``width``:
    EN 798:1996, 4.4 allows ratios of 2.0 to 3.0.
    """
    (row,) = zint.encode("codabar", zint.Kind.CODABAR, data)
    # zint draws wide elements of two modules. A run of two modules is therefore one wide element.
    narrow = row.rstrip(b"\x00")
    wide = narrow.replace(b"\x01\x01", b"\x01\x01\x01").replace(b"\x00\x00", b"\x00\x00\x00")
    return wide if linear.fits(wide, options) else narrow


SYMBOLOGY = Symbology(
    id="codabar",
    title="Codabar",
    standard="EN 798:1996",
    family="industrial",
    example="A40156B",
    characters="digits and - $ : / . + between a start and a stop letter from A to D",
    lengths="4 to 60 characters with both letters",
    max_characters=60,
    check_digit="",
    encode=encode,
    options=("wide_to_narrow_ratio",),
    aliases=("nw-7", "usd4", "rationalizedCodabar", "monarch", "ames", "2of7"),
)
