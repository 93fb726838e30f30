"""Code 39 Extended: all of ASCII by pairs of Code 39 characters. ISO/IEC 16388:2007, annex A."""

from string import ascii_uppercase

from common.barcode.encode import check_digits, linear, validation
from common.barcode.encode.symbologies.industrial import code39
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Reading, Symbol

# The Code 39 characters of each ASCII character (table A.1): $, %, / and + shift the next letter.
_PAIRS = (
    "%U",
    *(f"${letter}" for letter in ascii_uppercase),
    *(f"%{letter}" for letter in "ABCDE"),
    " ",
    *(f"/{letter}" for letter in "ABCDEFGHIJKL"),
    "-",
    ".",
    "/O",
    *"0123456789",
    "/Z",
    *(f"%{letter}" for letter in "FGHIJ"),
    "%V",
    *ascii_uppercase,
    *(f"%{letter}" for letter in "KLMNO"),
    "%W",
    *(f"+{letter}" for letter in ascii_uppercase),
    *(f"%{letter}" for letter in "PQRST"),
)


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode ASCII *data*; small letters and most signs take two symbol characters."""
    validation.require_characters(
        "code39ext",
        data,
        validation.ASCII,
        "Use ASCII characters; qr and datamatrix carry any others.",
    )
    pairs = "".join(_PAIRS[ord(character)] for character in data)
    if len(_PAIRS[ord(data[-1])]) == 2 and check_digits.code39(pairs[:-1]) == pairs[-1]:
        raise DataError.of(
            "data",
            "code39ext.ambiguous",
            "The last symbol character equals the check character of the others, so readers"
            " remove it as a check character.",
            "Add a space after the data, or choose code128.",
            data + " " if len(data) < 40 else "",
        )
    row = code39.bars("code39ext", pairs, options)
    # zxing-cpp reports data without pairs as plain Code 39.
    formats = ("Code39Std", "Code39") if pairs == data else ("Code39Ext", "Code39")
    reading = Reading(formats, content=data.encode())
    return linear.symbol("code39ext", row, data, reading)


SYMBOLOGY = Symbology(
    id="code39ext",
    title="Code 39 Extended",
    standard="ISO/IEC 16388:2007, annex A",
    family="industrial",
    example="Code 39 a!",
    characters="ASCII, control characters included",
    lengths="1 to 40 characters",
    max_characters=40,
    check_digit="",
    encode=encode,
    options=("wide_to_narrow_ratio",),
    aliases=("code39extended", "excode39", "code39fullascii", "code39full"),
    note="Readers must be in full ASCII mode; code128 needs no setting.",
)
