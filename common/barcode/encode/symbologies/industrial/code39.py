"""Code 39: digits, capitals and seven signs. ISO/IEC 16388:2007."""

import re

from barcode.codex import Code39

from common.barcode.encode import check_digits, linear, validation
from common.barcode.encode.engines import python_barcode, zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Reading, Symbol

_PAIR = re.compile("[$%/+][A-Z]")
_CHARACTERS = frozenset(check_digits.CODE39)


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data*, with its modulo 43 check character if ``add_checksum`` is set."""
    validation.require_capitals(
        "code39", data, _CHARACTERS, "code39ext and code128 carry all of ASCII."
    )
    if validation.requests_check_digit(options):
        data += check_digits.code39(data)
    row = bars("code39", data, options)
    # zxing-cpp reports data of a hyphen and eight digits with a right check digit as a PZN.
    reading = Reading(("Code39Std", "Code39", "PZN"), data)
    return linear.symbol("code39", row, data, reading, text=f"*{data}*", warnings=warnings(data))


def bars(id: str, data: str, options: DrawOptions) -> bytes:
    """Return the modules of *data* in Code 39.

    Wide elements are three modules, or two if three do not fit ``width``. ISO/IEC 16388:2007, 4.4.2
    allows 2.0 to 3.0, and readers read wider elements better.
    """
    # python-barcode draws wide elements of three modules, zint of two.
    row = python_barcode.encode(Code39(data, add_checksum=False))
    if not linear.fits(row, options):
        (row,) = zint.encode(id, zint.Kind.CODE39, data)
    return row


def warnings(data: str) -> tuple[str, ...]:
    """Return warnings if readers in other modes would read other data."""
    warnings = []
    pair = _PAIR.search(data)
    if pair:
        warnings.append(
            f"Readers in full ASCII mode read {pair[0]} as one other character: set them to plain "
            "Code 39, or use code128."
        )
    if _is_code32(data):
        warnings.append(
            "Readers that support Code 32 read this as the number of a medicine; use code128."
        )
    return tuple(warnings)


def _is_code32(data: str) -> bool:
    # Code 32 is six characters of base 32 with a right check digit, in Code 39.
    if len(data) != 6 or not set(check_digits.CODE32).issuperset(data):
        return False
    number = 0
    for character in data:
        number = 32 * number + check_digits.CODE32.index(character)
    digits = f"{number:09}"
    # Six characters of base 32 can also write ten digits, which is no number of a medicine.
    return len(digits) == 9 and check_digits.code32(digits[:8]) == digits[8]


SYMBOLOGY = Symbology(
    id="code39",
    title="Code 39",
    standard="ISO/IEC 16388:2007",
    family="industrial",
    example="CODE-39",
    characters="digits, capitals, space and - . $ / + %",
    lengths="1 to 60 characters",
    max_characters=60,
    check_digit="none, or modulo 43 with add_checksum",
    encode=encode,
    options=("add_checksum", "no_checksum", "wide_to_narrow_ratio"),
    aliases=("39", "code3of9", "usd3"),
)
