"""The bars of the United States Postal Service: Intelligent Mail, POSTNET, PLANET and FIM."""

from collections.abc import Callable

from common.barcode.encode import linear, postal, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, QuietZone, Symbol

_INCH = 25.4
_BAR_MM = 0.508  # 0.02 inch: of Intelligent Mail 0.015 to 0.025, of POSTNET 0.020 ± 0.005
# Ascender, tracker, descender: 4.06 mm in all and 1.02 in the middle (USPS-B-3200, 2.3.1).
_IMB_HEIGHTS = (3, 2, 3)
# The tall bars are 0.125 ± 0.010 inch and the short ones 0.050 ± 0.010 (DMM 708.4.2.5).
_POSTNET_HEIGHTS = (4, 2)
# 0.125 inch at the sides, 0.028 inch above and below (USPS-B-3200, 2.3.2).
_IMB_ZONE = QuietZone(7, 7, 2, 2)
_POSTNET_ZONE = QuietZone(7, 7, 2, 2)


def encode_imb(data: str, options: DrawOptions) -> Symbol:
    """Encode 20 digits of tracking, then none, 5, 9 or 11 of routing."""
    digits = data.replace("-", "").replace(" ", "")
    validation.require_digits("usps_imb", digits)
    if len(digits) not in (20, 25, 29, 31):
        raise DataError.of(
            "data",
            "usps_imb.bad_length",
            f"The data has {len(digits)} digits.",
            "Give 20 digits of tracking, then a ZIP code of 5, 9 or 11 digits or none.",
        )
    # Only the ten values whose second digit is 0 to 4 exist (USPS-B-3200, 2.1.1).
    if digits[1] > "4":
        raise DataError.of(
            "data",
            "usps_imb.bad_identifier",
            f"The second digit of the barcode identifier is {digits[1]}.",
            "It must be 0 to 4.",
        )
    tracking, routing = digits[:20], digits[20:]
    rows = zint.encode("usps_imb", zint.Kind.USPS_IMAIL, f"{tracking}-{routing}".rstrip("-"))
    text = " ".join(filter(None, (*_tracking(tracking), *_routing(routing))))
    return postal.symbol(
        "usps_imb",
        rows,
        digits,
        heights=_IMB_HEIGHTS,
        module_mm=_BAR_MM,
        quiet_zone=_IMB_ZONE,
        text=text,
    )


def _tracking(digits: str) -> tuple[str, ...]:
    # A mailer identifier that begins with 9 has nine digits, any other six.
    end = 14 if digits[5] == "9" else 11
    return digits[:2], digits[2:5], digits[5:end], digits[end:]


def _routing(digits: str) -> tuple[str, ...]:
    return digits[:5], digits[5:9], digits[9:]


def check_digit(digits: str) -> str:
    """Return the digit that makes the sum of all a multiple of ten (DMM 708.4.2.4)."""
    return str(-sum(map(int, digits)) % 10)


def _two_state(
    id: str, kind: zint.Kind, lengths: tuple[int, ...]
) -> Callable[[str, DrawOptions], Symbol]:
    def encode(data: str, options: DrawOptions) -> Symbol:
        bare = data.replace("-", "")
        validation.require_digits(id, bare)
        whole = bare
        if len(bare) - 1 in lengths:
            whole = validation.verified(id, bare, check_digit)[:-1]
        if len(whole) not in lengths:
            want = ", ".join(map(str, lengths))
            raise DataError.of(
                "data",
                f"{id}.bad_length",
                f"The data has {len(bare)} digits.",
                f"Give {want} digits, or one more with the check digit.",
            )
        return postal.symbol(
            id,
            zint.encode(id, kind, whole),
            whole + check_digit(whole),
            heights=_POSTNET_HEIGHTS,
            module_mm=_BAR_MM,
            quiet_zone=_POSTNET_ZONE,
        )

    return encode


def encode_fim(data: str, options: DrawOptions) -> Symbol:
    """Encode one of the facing identification marks A to E."""
    letter = data.upper()
    if letter not in ("A", "B", "C", "D", "E"):
        raise DataError.of("data", "fim.unknown", "There is no such mark.", "Give A, B, C, D or E.")
    (row,) = zint.encode("fim", zint.Kind.FIM, letter)
    # Bars of 0.03125 inch, 0.625 inch high (DMM 708.9.1).
    rule = PrintRule(round(_INCH / 32, 3), height_mm=15.88)
    return linear.symbol("fim", row, letter, None, text="", quiet_zone=4, rule=rule)


SYMBOLOGY = (
    Symbology(
        id="usps_imb",
        title="USPS Intelligent Mail barcode",
        standard="USPS-B-3200",
        family="postal",
        example="01234567094987654321-01234567891",
        characters="digits, hyphens and spaces between them",
        lengths="20 digits, then none, 5, 9 or 11 of the ZIP code",
        max_characters=40,
        check_digit="a cyclic check of 11 bits, added always and never printed",
        encode=encode_imb,
        aliases=(
            "onecode",
            "uspsonecode",
            "intelligentmail",
            "uspsintelligentmail",
            "imb",
            "usps",
            "usps4cb",
            "uspsimail",
        ),
    ),
    Symbology(
        id="postnet",
        title="USPS POSTNET",
        standard="USPS Domestic Mail Manual 708.4",
        family="postal",
        example="12345-6789",
        characters="digits, a hyphen between them",
        lengths="5, 9 or 11 digits, or one more with the check digit",
        max_characters=14,
        check_digit="modulo 10: verified if given, added if missing",
        encode=_two_state("postnet", zint.Kind.POSTNET, (5, 9, 11)),
        note="Withdrawn by the USPS in 2013; usps_imb replaces it.",
    ),
    Symbology(
        id="planet",
        title="USPS PLANET",
        standard="USPS Domestic Mail Manual 708.4",
        family="postal",
        example="01234567890",
        characters="digits",
        lengths="11 or 13 digits, or one more with the check digit",
        max_characters=14,
        check_digit="modulo 10: verified if given, added if missing",
        encode=_two_state("planet", zint.Kind.PLANET, (11, 13)),
        note="Withdrawn by the USPS in 2013; usps_imb replaces it.",
    ),
    Symbology(
        id="fim",
        title="USPS Facing Identification Mark",
        standard="USPS Domestic Mail Manual 708.9",
        family="postal",
        example="C",
        characters="A to E",
        lengths="one letter",
        max_characters=1,
        check_digit="",
        encode=encode_fim,
    ),
)
