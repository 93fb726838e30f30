"""Which pages are diagnosed, and what of them."""

from collections.abc import Callable, Sequence
from typing import Literal, get_args

from PIL import Image

from common.barcode.decode.diagnosis import compression, diagnose
from common.barcode.decode.diagnosis.finding import Finding
from common.barcode.decode.diagnosis.symptom import PageCase, always
from common.barcode.decode.found import Found
from common.barcode.model.errors import OptionError

Mode = Literal["auto", "all", "none"]
_MIN_CHARACTERS = 3
_SEVERAL = 2
MAX_EXPECTED = 100  # as many barcodes of a page are returned
MODES: tuple[Mode, ...] = get_args(Mode)


def parse(mode: str) -> Mode:
    """Return *mode* as the option ``diagnose`` takes it.

    Raises:
        OptionError: there is no such mode.
    """
    for one in MODES:
        if mode.strip().lower() == one:
            return one
    raise OptionError.of(
        "diagnose",
        "option.bad_value",
        f"diagnose is {mode[:40]!r}.",
        "Use auto, all or none.",
        "auto",
    )


def parse_expected(count: str | int) -> int:
    """Return how many barcodes a page should show; 0, if *count* is empty or 0, says nothing.

    Raises:
        OptionError: *count* is no whole number, or more than are returned of a page.
    """
    text = str(count).strip()
    if text in ("", "0"):
        return 0
    # Long numbers are out of range, and slow to convert.
    if text.isascii() and text.isdecimal() and len(text) <= len(str(MAX_EXPECTED)):
        number = int(text)
        if 1 <= number <= MAX_EXPECTED:
            return number
    raise OptionError.of(
        "expected",
        "option.bad_value",
        f"expected is {text[:40]!r}.",
        f"Give the number of barcodes on each page, from 1 to {MAX_EXPECTED}, or leave it out.",
    )


def of_page(
    mode: Mode,
    formats: tuple[str, ...],
    expected: int,
    content: bytes,
    colours: Image.Image,
    gray: Image.Image,
    found: Sequence[Found],
    has_time: Callable[[], bool] = always,
) -> tuple[Finding, ...]:
    """Return the diagnosis of a page.

    Args:
        mode: ``auto`` looks for what is not read if nothing sure was found, or less than *formats*
            name or *expected* says, and for others as large if several were found; ``all`` always
            does, and adds what other readers may stumble over in what was found, of which
            ``auto`` names only bars that scanners with red light can't see; ``none`` returns
            nothing.
        formats: ids of the symbologies that were looked for; () is all.
        expected: how many barcodes the page should show; 0 if nobody knows.
        content: the file.
        colours: the page in its own mode.
        gray: the same in shades of grey.
        found: what was read on it.
        has_time: returns False once no other cause may be looked for.
    """
    missing = missing_of(expected, found)
    # A guess may be the remains of a symbol that is not read.
    sure = [one for one in found if _is_sure(one, formats)]
    is_enough = mode == "auto" and not missing and _is_enough(formats, found)
    # One label of several may be spoiled; a label with one barcode has text and logos as well.
    is_one_of_several = not formats and not expected and len(sure) >= _SEVERAL
    if mode == "none":
        return ()
    unseen = diagnose.of_colours(PageCase(colours, gray), sure) if mode == "auto" else ()
    if is_enough and not is_one_of_several:
        return unseen
    page = PageCase(colours, gray, compression.quality(content), formats, has_time)
    if is_enough:
        return diagnose.of_others(page, sure) + unseen
    findings = diagnose.of_page(page, sure, missing)
    # How many other areas look like barcodes is not known if there was no time to look.
    if missing and diagnose.UNEXAMINED_PAGE not in findings:
        findings += (_too_few(expected, missing, findings),)
    if mode == "all":
        for one in found:
            findings += diagnose.of_symbol(page, one)
    return findings + unseen


def missing_of(expected: int, found: Sequence[Found]) -> int:
    """Return how many barcodes fewer than *expected* were found; 0 if there are enough."""
    return max(0, expected - len(found))


def _too_few(expected: int, missing: int, findings: Sequence[Finding]) -> Finding:
    """Return what is said of a page with *findings* of areas that were not read."""
    seen = len({one.corners for one in findings if one.corners})
    areas = {
        0: "Nothing else in the picture looks like a barcode.",
        1: "Another area looks like a barcode and was not read.",
    }.get(seen, f"{seen} other areas look like barcodes and were not read.")
    return Finding(
        "too_few",
        f"{expected - missing} of the {expected} barcodes that are expected were read: {missing} "
        f"{'is' if missing == 1 else 'are'} missing. {areas}",
        "Mend what is said of these areas."
        if seen
        else "Check that all of them are in the picture, large and sharp, and the number expected.",
    )


def is_sure(found: Found) -> bool:
    """Return True if *found* is hardly a chance reading of a part of something else."""
    # Searches of the project report no identifier; their symbologies have weaker check digits.
    is_short = not found.symbology_identifier and len(found.text) < _MIN_CHARACTERS
    return not found.guess and not is_short


def _is_sure(found: Found, formats: tuple[str, ...]) -> bool:
    # Who names a symbology expects it, however short its text.
    return is_sure(found) or (bool(formats) and not found.guess)


def _is_enough(formats: tuple[str, ...], found: Sequence[Found]) -> bool:
    """Return True if something sure was found of each format that was named."""
    sure = {one.format for one in found if _is_sure(one, formats)}
    return bool(sure) and sure.issuperset(formats)
