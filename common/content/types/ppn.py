"""PPN: a German medicine pack by securPharm. IFA coding system, PPN specification 2.

An ISO/IEC 15434 message of format 06: 9N the Pharmacy Product Number, 1T the batch, D the expiry
date (YYMMDD; day 00 is the last of the month), S the serial number.
"""

import re

from common.barcode.encode import check_digits
from common.barcode.model.errors import Problem
from common.content import calendar_dates, check_characters, iso15434
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.explanation import checked, malformed, refused
from common.content.iso15434 import Format
from common.content.problem_list import decoded

ID = "ppn"
_IFA = "11"  # The product registration agency code of the German PZN.
_NAMES = {
    "9N": "ppn",
    "1T": "batch",
    "D": "expiry",
    "S": "serial",
    "16D": "manufactured",
    "8P": "gtin",
}
_PIECE = re.compile("(9N|1T|D|S|16D|8P)(.*)", re.DOTALL)
_DATE = r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?"
_BATCH = r"[0-9A-Za-z_\-]{1,20}"


def pieces(values: Values) -> tuple[str, ...]:
    """Return the pieces of format 06 in the order of the specification, each checked.

    Raises:
        DataError: ``content.ppn.…`` at the field that is wrong.
    """
    written = {
        "9N": number(str(values["ppn"])),
        "8P": _gtin(str(values.get("gtin", ""))),
        "1T": str(values.get("batch", "")),
        # D has two digits of the year, 16D all four.
        "D": _date("expiry", str(values.get("expiry", "")))[2:],
        "S": str(values.get("serial", "")),
        "16D": _date("manufactured", str(values.get("manufactured", ""))),
    }
    return tuple(identifier + value for identifier, value in written.items() if value)


def number(given: str) -> str:
    """Return the whole PPN of a PZN of 8 digits, or of a PPN of 12 characters.

    Raises:
        DataError: a check digit is wrong; the right one is the suggestion.
    """
    # Behind the prefix of another agency there is no PZN: only the check digits of the PPN count.
    pzn = given if len(given) == 8 else given[2:10] if given.startswith(_IFA) else ""
    if pzn and not re.fullmatch("[0-9]{8}", pzn):
        raise refused(
            ID,
            "ppn",
            "bad_pzn",
            f"The PZN {pzn} is not eight digits.",
            "Give the digits of the PZN.",
        )
    right = _whole(pzn) if pzn else given[:-2] + check_characters.ppn(given[:-2])
    if pzn and pzn[-1] != check_digits.pzn(pzn[:-1]):
        # Empty if the remainder is 10: no PZN begins with these digits.
        check = check_digits.pzn(pzn[:-1])
        raise refused(
            ID,
            "ppn",
            "bad_pzn",
            f"The PZN {pzn} has a wrong check digit{f': it must be {check}' if check else ''}.",
            "Correct the PZN.",
        )
    if given not in (pzn, right):
        raise refused(
            ID,
            "ppn",
            "bad_check_digits",
            f"The check digits {given[-2:]} are wrong: they must be {right[-2:]}.",
            f"Give {right}.",
            right,
        )
    return right


def _whole(pzn: str) -> str:
    """Return the PPN of a PZN."""
    return _IFA + pzn + check_characters.ppn(_IFA + pzn)


def _gtin(given: str) -> str:
    if given and check_characters.gs1(given[:-1]) != given[-1]:
        right = given[:-1] + check_characters.gs1(given[:-1])
        raise refused(
            ID,
            "gtin",
            "bad_check_digit",
            f"The check digit {given[-1]} is wrong.",
            f"Give {right}.",
            right,
        )
    return given.zfill(14) if given else ""


def _date(field: str, given: str) -> str:
    """Return the eight digits of a date; a month has day 00."""
    if not given:
        return ""
    known = calendar_dates.is_day(given) or calendar_dates.is_month(given)
    if not known or not calendar_dates.is_short_year(int(given[:4])):
        raise refused(
            ID,
            field,
            "bad_date",
            f"{given} is not a day of 1977 to 2076.",
            "Give YYYY-MM-DD or YYYY-MM.",
        )
    return given.replace("-", "").ljust(8, "0")


def _build(values: Values) -> Payload:
    text = iso15434.wrapped((Format("06", pieces(values)),))
    return Payload(text, symbology="datamatrix")


def _recognise(text: str) -> bool:
    if not iso15434.is_envelope(text):
        return False
    formats = iso15434.unwrapped(text).formats
    return any(piece.startswith("9N") for one in formats for piece in one.pieces)


def _explain(payload: bytes | str) -> Explanation:
    envelope = iso15434.unwrapped(decoded(payload))
    problems = [
        malformed(ID, "", fault, "Write [)>, RS, 06, the data, RS and EOT.", "bad_envelope")
        for fault in envelope.faults
    ]
    found, wrong = read([piece for one in envelope.formats for piece in one.pieces])
    return checked(ID, found, problems + wrong)


def read(found: list[str]) -> tuple[dict[str, str], list[Problem]]:
    """Return the fields of the pieces of format 06, and what is wrong with the pieces."""
    fields: dict[str, str] = {}
    problems: list[Problem] = []
    for piece in found:
        match = _PIECE.fullmatch(piece)
        if match is None:
            message = f"{piece[:40]!r} has no data identifier of a PPN code."
            problems.append(
                malformed(ID, "", message, "Use 9N, 1T, D, S, 16D and 8P.", "bad_identifier")
            )
        else:
            fields[_NAMES[match[1]]] = _read_value(match[1], match[2])
        # Eight digits behind 9N are a PZN without agency code and check digits.
        if piece.startswith("9N") and len(piece) == 10:
            message = f"{piece} is a PZN and not a PPN."
            problems.append(
                malformed(ID, "ppn", message, f"Write 9N{_whole(piece[2:])}.", "bad_ppn")
            )
    return fields, problems


def _read_value(identifier: str, value: str) -> str:
    if identifier == "D" and re.fullmatch("[0-9]{6}", value):
        return calendar_dates.from_yymmdd(value) or value
    if identifier == "16D" and re.fullmatch("[0-9]{8}", value):
        return calendar_dates.from_yyyymmdd(value) or value
    return value


CONTENT_TYPE = ContentType(
    id=ID,
    title="PPN (securPharm)",
    standard="IFA coding system, PPN specification 2; ISO/IEC 15434:2019, format 06",
    family="health",
    description="Identifies a German medicine pack with batch, expiry date and serial number.",
    fields=(
        Field(
            "ppn",
            "PPN",
            "A PZN of 8 digits, or the whole Pharmacy Product Number of 12 characters.",
            "110375286414",
            required=True,
            pattern="[0-9]{8}|[0-9A-Z]{5,22}",
        ),
        Field("batch", "Batch", "Up to 20 letters, digits, - or _.", "1234AB", pattern=_BATCH),
        Field(
            "expiry",
            "Expiry date",
            "YYYY-MM-DD, or YYYY-MM for the month's last day.",
            "2027-12-31",
            pattern=_DATE,
        ),
        Field(
            "serial",
            "Serial number",
            "Up to 20 letters or digits.",
            "12345ABCDEF98765",
            pattern=_BATCH,
        ),
        Field(
            "manufactured",
            "Production date",
            "YYYY-MM-DD, or YYYY-MM.",
            "2026-05-01",
            pattern=_DATE,
        ),
        Field("gtin", "GTIN or NTIN", "14 digits.", "04150037528643", pattern="[0-9]{14}"),
    ),
    symbologies=("datamatrix", "datamatrix_rectangular", "dmre"),
    build=_build,
    recognise=_recognise,
    explain=_explain,
    synonyms=("securPharm", "PZN", "IFA", "medicine", "falsified medicines directive", "FMD"),
)
