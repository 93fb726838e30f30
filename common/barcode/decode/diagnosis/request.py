"""Which pages are diagnosed, and what of them."""

from collections.abc import Sequence
from typing import Literal, get_args

from PIL import Image

from common.barcode.decode.diagnosis import compression, diagnose
from common.barcode.decode.diagnosis.finding import Finding
from common.barcode.decode.diagnosis.symptom import PageCase
from common.barcode.decode.found import Found
from common.barcode.model.errors import OptionError

Mode = Literal["auto", "all", "none"]
_MIN_CHARACTERS = 3
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


def of_page(
    mode: Mode,
    formats: tuple[str, ...],
    content: bytes,
    colours: Image.Image,
    gray: Image.Image,
    found: Sequence[Found],
) -> tuple[Finding, ...]:
    """Return the diagnosis of a page.

    Args:
        mode: ``auto`` looks for what is not read if nothing sure was found, or less than *formats*
            name; ``all`` always does, and adds what other readers may stumble over in what was
            found; ``none`` returns nothing.
        formats: ids of the symbologies that were looked for; () is all.
        content: the file.
        colours: the page in its own mode.
        gray: the same in shades of grey.
        found: what was read on it.
    """
    if mode == "none" or (mode == "auto" and _is_enough(formats, found)):
        return ()
    page = PageCase(colours, gray, compression.quality(content), formats)
    # A guess may be the remains of a symbol that is not read.
    findings = diagnose.of_page(page, [one for one in found if formats or is_sure(one)])
    if mode == "all":
        for one in found:
            findings += diagnose.of_symbol(page, one)
    return findings


def is_sure(found: Found) -> bool:
    """Return True if *found* is hardly a chance reading of a part of something else."""
    # Searches of the project report no identifier; their symbologies have weaker check digits.
    is_short = not found.symbology_identifier and len(found.text) < _MIN_CHARACTERS
    return not found.guess and not is_short


def _is_enough(formats: tuple[str, ...], found: Sequence[Found]) -> bool:
    """Return True if something sure was found of each format that was named."""
    sure = {one.format for one in found if formats or is_sure(one)}
    return bool(sure) and sure.issuperset(formats)
