"""Data objects of EMV merchant-presented QR codes: identifier, length, value.

Shared by the generic type and by the national schemes. Source: EMVCo, QR Code Specification for
Payment Systems, merchant-presented mode, version 1.1, sections 3 and 4.
"""

import re
from collections.abc import Iterable, Mapping

from common.content.checksums import crc16
from common.content.problem_list import ProblemList

Pairs = list[tuple[str, str]]

START = "000201"  # Payload format indicator: version 01.
MAX_LENGTH = 99
# Globally unique identifiers of the schemes that have a type of their own, in lower case.
PIX = "br.gov.bcb.pix"
PROMPTPAY_TRANSFER = "a000000677010111"
PROMPTPAY_BILL = "a000000677010112"
PAYNOW = "sg.paynow"
_SCHEMES = (PIX, PROMPTPAY_TRANSFER, PROMPTPAY_BILL, PAYNOW)

# The account templates with a globally unique identifier (EMVCo, section 4).
_TEMPLATE = re.compile("2[6-9]|[34][0-9]|5[01]")
# Format, method, category, currency and country have a fixed length (EMVCo, section 3).
_PRIMITIVE_LENGTH = {"00": 2, "01": 2, "52": 4, "53": 3, "58": 2}
_REQUIRED = {
    "52": "category",
    "53": "currency",
    "58": "country",
    "59": "name",
    "60": "city",
}


def written(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the data objects of *pairs*, without those that have an empty value."""
    # The length counts characters, not bytes: names may have letters beyond ASCII.
    return "".join(f"{tag}{len(value):02d}{value}" for tag, value in pairs if value)


def signed(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a whole payload: the format indicator, *pairs*, and the CRC over all before it."""
    # The CRC covers its own identifier and length.
    text = f"{START}{written(pairs)}6304"
    return text + crc16(text.encode())


def scheme_of(text: str) -> str:
    """Return the identifier of the national scheme that an EMV payload belongs to, or ``""``."""
    if not text.startswith(START):
        return ""
    # Identifiers are hexadecimal or domain names: case does not distinguish them.
    head = text[:300].casefold()
    return next((one for one in _SCHEMES if f"00{len(one):02d}{one}" in head), "")


def objects(
    text: str, problems: ProblemList, *, where: str = "the payload", field: str = ""
) -> Pairs:
    """Return identifiers and values of *text* in their order; what is no data object is a problem.

    Args:
        text: data objects, one behind the other.
        problems: where problems are added.
        where: what *text* is, for messages.
        field: the field that problems name.
    """
    found: Pairs = []
    place = 0
    while place < len(text):
        head = text[place : place + 4]
        if not re.fullmatch("[0-9]{4}", head):
            problems.add(
                field,
                "bad_structure",
                f"At character {place + 1} of {where} no data object begins.",
                "Give every value its identifier and its length, two digits each.",
            )
            break
        length, skipped = _length(text, place, problems, field)
        value = text[place + skipped : place + skipped + length]
        # A CRC that is too short is a problem of its own.
        if len(value) < length and head != "6304":
            problems.add(
                field,
                "bad_length",
                f"Data object {head[:2]} of {where} has {len(value)} characters; its length is "
                f"given as {length}.",
                "Count the characters of the value.",
            )
        found.append((head[:2], value))
        place += skipped + length
    return found


def _length(text: str, place: int, problems: ProblemList, field: str) -> tuple[int, int]:
    """Return the length of the value at *place*, and the characters in front of the value."""
    if not _length_has_three_digits(text, place):
        return int(text[place + 2 : place + 4]), 4
    length = int(text[place + 2 : place + 5])
    problems.add(
        field,
        "too_long",
        f"Data object {text[place : place + 2]} has {length} characters; {MAX_LENGTH} are allowed.",
        f"Shorten its value by {length - MAX_LENGTH} characters.",
    )
    return length, 5


def _length_has_three_digits(text: str, place: int) -> bool:
    """Return True if a writer overran the length of an account template by a third digit.

    Such a template still begins with its globally unique identifier, data object 00.
    """
    if not _TEMPLATE.match(text, place):
        return False
    return bool(
        re.match("1[0-9]{2}00[0-9]{2}", text[place + 2 : place + 9])
        and not re.match("00[0-9]{2}", text[place + 4 : place + 8])
    )


def by_tag(pairs: Pairs, problems: ProblemList) -> dict[str, str]:
    """Return the values by identifier; an identifier that occurs twice is a problem."""
    found: dict[str, str] = {}
    for tag, value in pairs:
        if tag in found:
            problems.add(
                "",
                "repeated_object",
                f"Data object {tag} occurs more than once.",
                "Keep one of them.",
            )
        # Readers differ in which one counts; the first is kept.
        found.setdefault(tag, value)
    return found


def read(text: str, problems: ProblemList) -> dict[str, str]:
    """Return the values of a whole payload by identifier, after checks that all schemes share."""
    found = by_tag(objects(text, problems), problems)
    _check_crc(text, found, problems)
    # The checks of one scheme follow in its own module.
    for tag, length in _PRIMITIVE_LENGTH.items():
        if tag in found and len(found[tag]) != length:
            problems.add(
                _REQUIRED.get(tag, ""),
                "bad_length",
                f"Data object {tag} has {len(found[tag])} characters; it has {length}.",
                "Write it in full length.",
            )
    return found


def check_required(found: Mapping[str, str], problems: ProblemList) -> None:
    """Check that the data objects that EMVCo requires are there. Source: EMVCo, section 3."""
    for tag, name in _REQUIRED.items():
        if tag not in found:
            problems.add(
                name,
                "missing_object",
                f"Data object {tag} ({name}) is missing.",
                f"Add data object {tag}.",
            )


def _check_crc(text: str, found: Mapping[str, str], problems: ProblemList) -> None:
    # The CRC is the last data object, and covers its own identifier and length.
    match = re.search("6304([0-9A-Fa-f]{0,4})$", text)
    if match is None:
        problems.add(
            "",
            "no_crc",
            "The payload does not end in the CRC, data object 63."
            if "63" in found
            else "The payload has no CRC, data object 63.",
            f"End it with 6304{crc16(f'{text}6304'.encode())}."
            if "63" not in found
            else "Make it the last data object.",
        )
        return
    right = crc16(text[: match.start(1)].encode("utf-8", "replace"))
    given = match[1]
    if len(given) < 4:
        dropped = given.upper() == right.lstrip("0")
        problems.add(
            "",
            "short_crc",
            f"The CRC {given!r} has {len(given)} characters"
            + ("; its leading zero is dropped." if dropped else "."),
            f"Write {right}.",
        )
    elif given.upper() != right:
        problems.add("", "bad_crc", f"The CRC {given} is wrong.", f"It is {right}.")
