"""Grades bars by ten scan lines, as ISO/IEC 15416 does."""

from collections.abc import Sequence
from statistics import mean, median
from typing import NamedTuple

import zxingcpp
from PIL import Image, ImageFilter

from common.barcode.decode.diagnosis import bars
from common.barcode.decode.grading import decodability, sampling
from common.barcode.decode.grading.profile import Profile, measure
from common.barcode.decode.grading.quality import Parameter, Quality, at_least, letter

_LINES = 10  # 5.2.6
_BAND = (0.1, 0.9)  # of the height of the bars: the inspection band (5.2.5)
_APERTURE = 0.8  # modules
_MARGIN = 0.4  # of the width, on either side, in which quiet zones are looked for
MAX_QUIET = 12.0  # modules
_TRIED = 3  # times as many lines on stacked symbols
_WHOLE = 0.8  # of the width, that bars on a scan line must cover
_STRAY = 2.0  # modules by which reported corners may be wrong
_MIN_PX = 3  # of a module, from which an aperture is narrower than it
_DRAWN = 6  # px of a module when bars are drawn again
_BARS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.AllLinear])
STANDARD = "ISO/IEC 15416"


class _Scan(NamedTuple):
    """A scan line, and the paper beside its bars in modules."""

    profile: Profile
    module: float
    quiet: tuple[float, float]
    is_decoded: bool
    decodability: float | None


def grade(
    page: Image.Image,
    corners: Sequence[sampling.Point],
    format: str,
    *,
    decodes: bool,
    unused: float | None = None,
) -> Quality | None:
    """Return the quality of bars, or None if they are too small to measure.

    Args:
        page: shades of grey.
        corners: of the symbol: upper left, upper right, lower right, lower left.
        format: id of the symbology.
        decodes: True if zxing-cpp must read each scan line.
        unused: error correction that is left, of a stacked symbol.
    """
    width, height = sampling.size_of(corners)
    if width < 8 or height < 1:
        return None
    across = round(width)
    size = round((1 + 2 * _MARGIN) * across), max(_LINES, round(height))
    image = sampling.upright(page, corners, size, (_MARGIN, 0.0))
    count = _LINES if unused is None else _LINES * _TRIED
    scans = [_scan(line, across, format, decodes=decodes) for line in _lines(image, across, count)]
    seen = [scan for scan in scans if scan is not None]
    if unused is not None:
        # Lines that cross from one row of a stacked symbol to the next show neither.
        seen = sorted(seen, key=_sharpness, reverse=True)[:_LINES]
    if not seen:
        return Quality(0.0, "F", STANDARD, (Parameter("decode", 0.0, 0.0),), 0.0, ())
    parameters = _parameters(seen)
    overall = sum(map(_grade, seen)) / _LINES
    if unused is not None:
        parameter = Parameter(
            "unused_error_correction", unused, at_least(unused, decodability.GRADES)
        )
        parameters.append(parameter)
        overall = min(overall, parameter.grade)
    return Quality(
        grade=round(overall, 1),
        letter=letter(overall),
        standard=STANDARD if unused is None else "ISO/IEC 15415",
        parameters=tuple(parameters),
        module_px=round(median(scan.module for scan in seen) * sampling.squareness(corners), 2),
        quiet_zones=tuple(round(min(scan.quiet[end] for scan in seen), 1) for end in (0, 1)),
    )


def _lines(image: Image.Image, across: int, count: int) -> list[Image.Image]:
    """Return scan lines of *image*, at even distances and each as high as an aperture."""
    first, last = (share * image.height for share in _BAND)
    # The module is not known yet: no symbol of bars has more than one in two px.
    high = max(1, min(round((last - first) / count), round(across / 100)))
    lines = []
    for place in range(count):
        middle = first + (place + 0.5) * (last - first) / count
        top = max(0, min(image.height - high, round(middle - high / 2)))
        band = image.crop((0, top, image.width, top + high))
        lines.append(band.resize((image.width, 1), Image.Resampling.BOX))
    return lines


def _scan(line: Image.Image, across: int, format: str, *, decodes: bool) -> _Scan | None:
    """Return what one scan line shows; None if it crosses no symbol."""
    rough = _trimmed(line, across, across / 100)
    if rough is None:
        return None
    module = _module(rough[0], format)
    # An aperture of a part of a module, as verifiers have; fewer pixels are an aperture already.
    if module >= _MIN_PX:
        line = line.filter(ImageFilter.BoxBlur(((_APERTURE * module - 1) / 2, 0)))
    exact = _trimmed(line, across, module)
    if exact is None:
        return None
    profile, quiet = exact
    width = _module(profile, format)
    return _Scan(
        profile,
        width,
        quiet,
        not decodes or _is_read(profile, width),
        decodability.of(format, profile.widths),
    )


def _trimmed(
    line: Image.Image, across: int, module: float
) -> tuple[Profile, tuple[float, float]] | None:
    """Return the profile of the symbol on *line*, and its quiet zones in modules."""
    levels = line.tobytes()
    start = round(_MARGIN * across)
    inner = levels[start : start + across]
    threshold = (max(inner) + min(inner)) / 2
    stray = max(1, round(_STRAY * module))
    left = _end_of_paper(levels[: start + stray][::-1], stray, threshold)
    right = _end_of_paper(levels[start + across - stray :], stray, threshold)
    if left is None or right is None:
        return None
    quiet = left[1] / module, right[1] / module
    # What is dark behind the paper throws its shadow on it, as wide as an aperture.
    most = round(MAX_QUIET * module)
    beside = [min(most, max(1, paper - round(module))) for _, paper in (left, right)]
    first = max(0, start + stray - left[0] - beside[0])
    last = min(len(levels), start + across - stray + right[0] + beside[1])
    profile = measure([level / 255 for level in levels[first:last]])
    if profile is None or profile.end - profile.start < _WHOLE * across:
        return None
    return profile, (min(MAX_QUIET, quiet[0]), min(MAX_QUIET, quiet[1]))


def _end_of_paper(outwards: bytes, stray: int, threshold: float) -> tuple[int, int] | None:
    """Return where the last bar ends, and how much paper follows, both in samples.

    Args:
        outwards: levels from *stray* samples within the reported end of the symbol, outwards.
        stray: as many samples beyond it may still be bars.
        threshold: between dark and light.
    """
    end = 2 * stray
    while end < len(outwards) and outwards[end] < threshold:
        end += 1  # a bar that is wider than the corners say
    while 0 < end <= len(outwards) and outwards[end - 1] >= threshold:
        end -= 1
    if end == 0:
        return None
    paper = end
    while paper < len(outwards) and outwards[paper] >= threshold:
        paper += 1
    return (end, paper - end) if paper > end else None


def _module(profile: Profile, format: str) -> float:
    """Return the width of a module in samples."""
    modules = decodability.modules(format, profile.widths)
    if modules:
        return (profile.end - profile.start) / modules
    return decodability.narrow(profile.widths)


def _is_read(profile: Profile, module: float) -> bool:
    """Return True if bars as wide as those of *profile* are read (reference decode)."""
    image = bars.draw(profile.widths, module, _DRAWN)
    return bool(zxingcpp.read_barcodes(image, formats=_BARS, try_rotate=False))


def _grade(scan: _Scan) -> int:
    grades = list(scan.profile.grades.values())
    grades.append(4 if scan.is_decoded else 0)
    if scan.decodability is not None:
        grades.append(at_least(scan.decodability, decodability.GRADES))
    return min(grades)


def _sharpness(scan: _Scan) -> tuple[int, float]:
    return _grade(scan), scan.profile.modulation


def _parameters(scans: Sequence[_Scan]) -> list[Parameter]:
    """Return the mean value and grade of each parameter; lines without a profile have grade 0."""
    # Lines that cross no symbol count as not decoded.
    decoded = sum(scan.is_decoded for scan in scans) / _LINES
    found = [Parameter("decode", round(decoded, 3), round(4 * decoded, 1))]
    for name in scans[0].profile.grades:
        grades = [scan.profile.grades[name] for scan in scans]
        values = [scan.profile.values[name] for scan in scans]
        found.append(Parameter(name, round(mean(values), 3), round(sum(grades) / _LINES, 1)))
    known = [scan.decodability for scan in scans if scan.decodability is not None]
    if known:
        grades = [at_least(value, decodability.GRADES) for value in known]
        found.append(
            Parameter("decodability", round(mean(known), 3), round(sum(grades) / _LINES, 1))
        )
    return found
