"""ISSN: the number of a periodical, as EAN-13. ISO 3297:2020."""

from barcode.ean import EuropeanArticleNumber13
from msgspec import structs

from common.barcode.encode import add_on, check_digits, ean_upc, readings, validation
from common.barcode.encode.engines import python_barcode
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError, Problem
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol

_FIX = "Use digits, with hyphens or spaces between them, and X as the check digit of an ISSN."
_LENGTHS = "7 digits, or 8 characters with the check digit, then optionally 2 digits of variant"


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode an ISSN of 7 or 8 characters, 10 with a variant, or 12 or 13 digits, 977."""
    bare = validation.without_separators("issn", validation.without_name("ISSN", data))
    if len(bare) in (12, 13):
        digits = _ean13(bare)
        return _symbol(digits, digits[3:10] + check_digits.issn(digits[3:10]), options)
    issn, variant = _issn(bare)
    # The EAN-13 has its own check digit in place of that of the ISSN.
    digits = "977" + issn[:7] + variant
    digits += check_digits.gs1(digits)
    symbol = _symbol(digits, issn, options)
    return structs.replace(symbol, notices=_notices(data, variant)) if bare[8:] else symbol


def _notices(data: str, variant: str) -> tuple[Problem, ...]:
    """Return a notice of the add-on that the two digits behind the ISSN may be."""
    add_on = data.strip()[:-2].rstrip(" -") + f"+{variant}"
    message = f"{variant} is drawn as the variant of the ISSN; it may also be an add-on."
    return (readings.notice(message, f"Give {add_on} for an add-on.", add_on),)


def _symbol(digits: str, issn: str, options: DrawOptions) -> Symbol:
    modules = python_barcode.encode(EuropeanArticleNumber13(digits))
    return ean_upc.ean13("issn", modules, digits, options, f"ISSN {issn[:4]}-{issn[4:]}")


def _issn(bare: str) -> tuple[str, str]:
    # 00 is the variant of a normal price.
    issn, variant = bare[:8], bare[8:] or "00"
    validation.require_characters("issn", issn[:7] + variant, validation.DIGITS, _FIX)
    validation.require_characters("issn", issn[7:], validation.DIGITS | {"X"}, _FIX)
    if len(bare) not in (7, 8, 10):
        raise DataError.of(
            "data", "issn.bad_length", f"The data has {len(bare)} characters.", f"Give {_LENGTHS}."
        )
    return validation.complete("issn", issn, 8, check_digits.issn), variant


def _ean13(bare: str) -> str:
    validation.require_characters("issn", bare, validation.DIGITS, _FIX)
    if not bare.startswith("977"):
        raise DataError.of(
            "data",
            "issn.bad_prefix",
            f"No ISSN as EAN-13 begins with {bare[:3]}.",
            "Give the ISSN itself, or 12 or 13 digits that begin with 977.",
        )
    return validation.complete("issn", bare, 13, check_digits.gs1)


SYMBOLOGY = Symbology(
    id="issn",
    title="ISSN",
    standard="ISO 3297:2020",
    family="retail",
    example="0317-8471",
    characters="digits, hyphens and spaces, optionally after ISSN; X as the check digit",
    lengths=f"{_LENGTHS}; or 12 digits that begin with 977, 13 with the check digit",
    max_characters=30,
    check_digit="modulo 11: verified if given, added if missing",
    encode=add_on.with_add_on("issn", encode),
    options=ean_upc.OPTIONS,
    note="Drawn as the EAN-13 that begins with 977.",
)
