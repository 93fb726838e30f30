"""Four-state codes of postcodes: RM4SCC of Royal Mail, KIX of PostNL, and DAFT, bars by name.

All three have the same bars; RM4SCC adds start, stop and check characters to those of KIX.
"""

from msgspec import structs

from common.barcode.encode import postal, readings, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import QuietZone, Symbol

_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# 22 bars an inch: bars 0.38 to 0.63 mm wide and 4.22 to 5.84 mm high, trackers 1.02 to 1.52 mm.
_HEIGHTS = (3, 2, 3)
_BAR_MM = 0.577
_ZONE = QuietZone(4, 4, 4, 4)  # 2 mm


def check_character(data: str) -> str:
    """Return the check character of RM4SCC: sums of rows and columns, modulo 6.

    The 36 characters are a table of six rows and six columns, both counted from 1; 0 is the sixth.
    """
    places = [divmod(_CHARACTERS.index(character), 6) for character in data]
    row = sum(place[0] + 1 for place in places) % 6
    column = sum(place[1] + 1 for place in places) % 6
    return _CHARACTERS[(row - 1) % 6 * 6 + (column - 1) % 6]


def encode_rm4scc(data: str, options: DrawOptions) -> Symbol:
    """Encode a postcode and delivery point, with the check character."""
    bare = data.replace(" ", "")
    symbol = _symbol("rm4scc", zint.Kind.RM4SCC, bare, _CHARACTERS)
    # The check character may have been copied from a label; one postcode in 36 only looks like it.
    if len(bare) < 2 or check_character(bare[:-1]) != bare[-1]:
        return symbol
    message = f"{bare[-1]} is the check character of {bare[:-1]}, and another one is added."
    notice = readings.notice(message, f"Give {bare[:-1]} if {bare[-1]} is it.", bare[:-1])
    return structs.replace(symbol, notices=(notice,))


def encode_kix(data: str, options: DrawOptions) -> Symbol:
    """Encode a Dutch postcode and house number."""
    return _symbol("kix", zint.Kind.KIX, data, _CHARACTERS)


def encode_daft(data: str, options: DrawOptions) -> Symbol:
    """Encode bars by their initial: Descender, Ascender, Full, Tracker."""
    return _symbol("daft", zint.Kind.DAFT, data, "DAFT")


def _symbol(id: str, kind: zint.Kind, data: str, characters: str) -> Symbol:
    others = "the bars are D, A, F and T." if id == "daft" else "there are no signs."
    validation.require_capitals(id, data, frozenset(characters), others)
    rows = zint.encode(id, kind, data)
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
        check_digit="by row and column, always added",
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
)
