"""S10 identifier of postal items, in Code 128. UPU S10-12."""

import re

from common.barcode.encode import check_digits, linear
from common.barcode.encode.symbologies.industrial import code128
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Reading, Symbol

_FORM = re.compile("([A-Z]{2})([0-9]{8})([0-9]?)([A-Z]{2})")


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode service, serial number and country, such as ``EE876543216CA``."""
    whole = _complete(data.replace(" ", "").upper())
    row = code128.bars("upu_s10", whole)
    # Printed in groups: AA 999 999 999 AA.
    text = " ".join((whole[:2], whole[2:5], whole[5:8], whole[8:11], whole[11:]))
    rule = PrintRule(0.330, 0.330, 0.510, 12.5)
    return linear.symbol("upu_s10", row, whole, Reading(("Code128",), whole), text=text, rule=rule)


def _complete(identifier: str) -> str:
    match = _FORM.fullmatch(identifier)
    if match is None:
        raise DataError.of(
            "data",
            "upu_s10.bad_form",
            "The data is not an S10 identifier.",
            "Give two letters, 8 digits (9 with the check digit) and two letters of the country.",
        )
    # The check digit is in the middle: it counts neither the service nor the country.
    service, serial, given, country = match.groups()
    right = check_digits.s10(serial)
    whole = f"{service}{serial}{right}{country}"
    if given not in ("", right):
        raise DataError.of(
            "data",
            "upu_s10.bad_check_digit",
            f"The check digit {given} is wrong: {serial} has check digit {right}.",
            f"Give {whole}.",
            whole,
        )
    return whole


SYMBOLOGY = Symbology(
    id="upu_s10",
    title="UPU S10",
    standard="UPU S10-12",
    family="postal",
    example="EE876543216CA",
    characters="two letters, digits, two letters",
    lengths="two letters, 8 digits (9 with the check digit) and two letters of the country",
    max_characters=17,
    check_digit="weighted modulo 11: verified if given, added if missing",
    encode=encode,
    aliases=("s10", "upu"),
)
