"""Check digits and checksums of payment standards. Knows nothing of fields."""

import string
from binascii import crc_hqx

_LETTER_VALUES = {letter: str(value) for value, letter in enumerate(string.ascii_uppercase, 10)}
_QR_REFERENCE_ROW = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)


def mod97_check_digits(prefix: str, rest: str) -> str:
    """Return the two check digits between *prefix* and *rest*.

    Args:
        prefix: the two letters in front of the check digits: a country, or ``RF``.
        rest: the digits and capital letters behind them.

    Source: ISO 13616-1:2020, annex A; ISO 11649:2009, annex A; both ISO/IEC 7064 MOD 97-10.
    """
    # Country and check digits go to the end, letters count from A = 10, and 00 stands for the
    # digits that are computed.
    digits = "".join(_LETTER_VALUES.get(character, character) for character in rest + prefix)
    return f"{98 - int(digits + '00') % 97:02d}"


def qr_reference_digit(digits: str) -> str:
    """Return the check digit that follows the 26 *digits* of a Swiss QR reference.

    Source: Swiss Implementation Guidelines QR-bill 2.3, annex B (modulo 10, recursive).
    """
    # Each digit moves along the row to the place of the one before: exchanged neighbours change the
    # result.
    carry = 0
    for digit in digits:
        carry = _QR_REFERENCE_ROW[(carry + int(digit)) % 10]
    return str((10 - carry) % 10)


def crc16(content: bytes) -> str:
    """Return the four hexadecimal digits of the CRC of *content*.

    Source: EMVCo merchant-presented mode 1.1, data object 63: ISO/IEC 13239, polynomial 1021,
    initial value FFFF, known as CRC-16/CCITT-FALSE.
    """
    return f"{crc_hqx(content, 0xFFFF):04X}"


def cpf_check_digits(nine: str) -> str:
    """Return the two check digits of the first *nine* digits of a Brazilian CPF.

    Source: Receita Federal do Brasil (modulo 11, weights from 2 at the right).
    """
    first = _brazilian_digit(nine, 11)
    return first + _brazilian_digit(nine + first, 11)


def cnpj_check_digits(twelve: str) -> str:
    """Return the two check digits of the first *twelve* characters of a Brazilian CNPJ.

    Source: Receita Federal do Brasil, Instrução Normativa 2.229/2024: letters count as their
    ASCII code less 48; weights run from 2 to 9 and repeat.
    """
    first = _brazilian_digit(twelve, 9)
    return first + _brazilian_digit(twelve + first, 9)


def _brazilian_digit(characters: str, max_weight: int) -> str:
    weights = len(characters) * list(range(2, max_weight + 1))
    total = sum(
        (ord(character) - 48) * weight
        for character, weight in zip(reversed(characters), weights, strict=False)
    )
    # Remainders 0 and 1 would give the check digits 11 and 10, and become 0.
    rest = total % 11
    return str(0 if rest < 2 else 11 - rest)


def si12_check_digit(digits: str) -> str:
    """Return the check digit that follows *digits* in a Slovenian reference of model 12.

    Source: Združenje bank Slovenije, rules for payment references 1.4 (modulo 11, weights from 2
    at the right; 10 and 11 become 0).
    """
    total = sum(int(digit) * weight for weight, digit in enumerate(reversed(digits), 2))
    return str((11 - total % 11) % 11 % 10)


def thai_id_check_digit(twelve: str) -> str:
    """Return the check digit of the first *twelve* digits of a Thai national or tax number.

    Source: Department of Provincial Administration (modulo 11, weights 13 to 2).
    """
    total = sum(int(digit) * weight for digit, weight in zip(twelve, range(13, 1, -1), strict=True))
    return str((11 - total % 11) % 10)
