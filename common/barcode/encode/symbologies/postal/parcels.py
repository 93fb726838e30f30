"""Parcel labels in Code 128, 2 of 5 and bars: UPU S10, DPD, Deutsche Post, CEPNet."""

import re
from collections.abc import Callable
from itertools import pairwise

from common.barcode.encode import linear, postal, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbologies.industrial import code128
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, QuietZone, Reading, Symbol

_S10 = re.compile("([A-Z]{2})([0-9]{8})([0-9]?)([A-Z]{2})")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_DPD = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def s10_check_digit(eight: str) -> str:
    """Return the check digit of the serial number *eight*. Source: UPU S10-12, annex A."""
    total = sum(int(digit) * weight for digit, weight in zip(eight, _S10_WEIGHTS, strict=True))
    rest = 11 - total % 11
    return {10: "0", 11: "5"}.get(rest, str(rest))


def encode_s10(data: str, options: DrawOptions) -> Symbol:
    """Encode service, serial number and country: ``EE876543216CA``."""
    bare = data.replace(" ", "").upper()
    match = _S10.fullmatch(bare)
    if match is None:
        raise DataError.of(
            "data",
            "upu_s10.bad_form",
            "The data is no S10 identifier.",
            "Give two letters, 8 digits (9 with the check digit) and two letters of the country.",
        )
    service, serial, given, country = match.groups()
    right = s10_check_digit(serial)
    whole = f"{service}{serial}{right}{country}"
    if given not in ("", right):
        raise DataError.of(
            "data",
            "upu_s10.bad_check_digit",
            f"The check digit {given} is wrong: {serial} has check digit {right}.",
            f"Give {whole}.",
            whole,
        )
    row = code128.bars("upu_s10", whole)
    text = f"{service} {serial[:3]} {serial[3:6]} {serial[6:]}{right} {country}"
    rule = PrintRule(0.330, 0.330, 0.510, 12.5)
    return linear.symbol("upu_s10", row, whole, Reading(("Code128",), whole), text=text, rule=rule)


def dpd_check_character(data: str) -> str:
    """Return the check character of ISO/IEC 7064 MOD 37,36."""
    rest = 36
    for character in data:
        rest = (rest + _DPD.index(character)) % 36 or 36
        rest = rest * 2 % 37
    return _DPD[(37 - rest) % 36]


def encode_dpd(data: str, options: DrawOptions) -> Symbol:
    """Encode the 27 characters of a DPD label; the identifier of the label's kind may lead."""
    bare = data.replace(" ", "")
    body = bare.removeprefix("%")
    validation.require_capitals("dpd", body, frozenset(_DPD), "there are no others.")
    validation.require_length("dpd", body, 27, 27)
    whole = f"%{body}"
    row = code128.bars("dpd", whole)
    cuts = (0, 4, 7, 11, 15, 19, 21, 24, 27)
    text = " ".join(body[a:b] for a, b in pairwise(cuts))
    text = f"{text} {dpd_check_character(body)}"
    rule = PrintRule(0.375, 0.375, 0.425, 25)
    return linear.symbol("dpd", row, whole, Reading(("Code128",), whole), text=text, rule=rule)


def deutsche_post_check_digit(digits: str) -> str:
    """Return the check digit of a Leitcode or Identcode: weights 4 and 9 from the right."""
    total = 4 * sum(map(int, digits[::-2])) + 9 * sum(map(int, digits[-2::-2]))
    return str(-total % 10)


def _deutsche_post(
    id: str, length: int, text: Callable[[str], str]
) -> Callable[[str, DrawOptions], Symbol]:
    def encode(data: str, options: DrawOptions) -> Symbol:
        bare = data.replace(".", "").replace(" ", "")
        validation.require_digits(id, bare)
        digits = validation.complete(id, bare, length, deutsche_post_check_digit)
        (row,) = zint.encode(id, zint.Kind.C25INTER, digits)
        rule = PrintRule(0.375, height_mm=25)
        reading = Reading(("ITF",), digits)
        return linear.symbol(id, row, digits, reading, text=text(digits), rule=rule)

    return encode


def _leitcode(digits: str) -> str:
    return f"{digits[:5]}.{digits[5:8]}.{digits[8:11]}.{digits[11:13]} {digits[13]}"


def _identcode(digits: str) -> str:
    return f"{digits[:2]}.{digits[2:5]} {digits[5:8]}.{digits[8:11]} {digits[11]}"


def encode_cepnet(data: str, options: DrawOptions) -> Symbol:
    """Encode the 8 digits of a Brazilian postcode (CEP)."""
    bare = data.replace("-", "")
    validation.require_digits("cepnet", bare)
    validation.require_length("cepnet", bare, 8, 8, "digit")
    return postal.symbol(
        "cepnet",
        zint.encode("cepnet", zint.Kind.CEPNET, bare),
        bare,
        heights=(4, 2),
        module_mm=0.508,
        quiet_zone=QuietZone(7, 7, 2, 2),
    )


SYMBOLOGY = (
    Symbology(
        id="upu_s10",
        title="UPU S10",
        standard="UPU S10-12",
        family="postal",
        example="EE876543216CA",
        characters="two letters, digits, two letters",
        lengths="two letters, 8 digits (9 with the check digit) and two letters of the country",
        max_characters=17,
        check_digit="weighted modulo 11: verified if given, added if missing",
        encode=encode_s10,
        aliases=("s10", "upu"),
    ),
    Symbology(
        id="dpd",
        title="DPD parcel label",
        standard="DPD Parcel Label Specification 2.4",
        family="postal",
        example="000393206219912345678101040",
        characters="digits and capitals",
        lengths="27 characters; the % of the label's kind may lead",
        max_characters=36,
        check_digit="ISO/IEC 7064 MOD 37,36: printed, not encoded",
        encode=encode_dpd,
        aliases=("dpdcode",),
    ),
    Symbology(
        id="leitcode",
        title="Deutsche Post Leitcode",
        standard="Deutsche Post, Leitcode",
        family="postal",
        example="2134807501640",
        characters="digits, full stops and spaces between them",
        lengths="13 digits, or 14 with the check digit",
        max_characters=20,
        check_digit="weights 4 and 9, modulo 10: verified if given, added if missing",
        encode=_deutsche_post("leitcode", 14, _leitcode),
        aliases=("deutschepostleitcode", "dpleit"),
    ),
    Symbology(
        id="identcode",
        title="Deutsche Post Identcode",
        standard="Deutsche Post, Identcode",
        family="postal",
        example="56310243031",
        characters="digits, full stops and spaces between them",
        lengths="11 digits, or 12 with the check digit",
        max_characters=20,
        check_digit="weights 4 and 9, modulo 10: verified if given, added if missing",
        encode=_deutsche_post("identcode", 12, _identcode),
        aliases=("deutschepostidentcode", "dpident"),
    ),
    Symbology(
        id="cepnet",
        title="CEPNet",
        standard="Correios do Brasil, CEPNet",
        family="postal",
        example="12345-678",
        characters="digits, a hyphen between them",
        lengths="8 digits",
        max_characters=9,
        check_digit="modulo 10, added always and never printed",
        encode=encode_cepnet,
        aliases=("brazilianpost",),
    ),
)
