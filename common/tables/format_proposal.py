"""The symbology of a column of data, proposed by its values and its name."""

import itertools
from collections.abc import Iterable, Mapping
from functools import lru_cache

from msgspec import Struct

from common.barcode.encode import symbology
from common.barcode.model.errors import BarcodeError
from common.barcode.model.options import DrawOptions
from common.tables.header_words import Meaning, meaning_of, words_of
from common.tables.survey import SSCC_LENGTH, WITHOUT_ZEROS, ColumnSurvey

# GS1 General Specifications, 2.1 and 5.1: the symbol of a GTIN follows from its length.
BY_LENGTH: Mapping[int, str] = {
    13: "ean13",
    12: "upca",
    8: "ean8",
    14: "itf14",
    SSCC_LENGTH: "sscc",
}
PZN = "pzn8"
_PZN_DIGITS = 8
# Fewer valid values are chance: a tenth of all numbers have a right check digit.
_MOST = 0.8
# Half of the values are no chance either if there are a few.
_FEW = 3
# Most labels are too narrow for more characters of GS1-128, which may have 48.
_LONGEST_GS1_128 = 30
_HINTS: Mapping[str, str] = {
    "ean13": "ean13",
    "ean8": "ean8",
    "ean": "ean13",
    "gtin": "ean13",
    "jan": "ean13",
    "upc": "upca",
    "upca": "upca",
    "isbn": "isbn",
    "issn": "issn",
    "pzn": PZN,
    "sscc": "sscc",
    "qr": "qr",
    "qrcode": "qr",
    "datamatrix": "datamatrix",
}


class FormatProposal(Struct, frozen=True, omit_defaults=True):
    """The symbology of rows that don't set one.

    Attributes:
        format: id of the symbology.
        reason: why, one sentence.
        by_length: symbologies of values of digits with another length, by the length as text.
        lost_zeros: lengths of numbers that lost zeros at their start, as text, and the length that
            they had.
    """

    format: str
    reason: str
    by_length: dict[str, str] = {}
    lost_zeros: dict[str, int] = {}

    def of(self, data: str) -> str:
        """Return the symbology of *data*."""
        if self.by_length and data.isascii() and data.isdigit():
            return self.by_length.get(str(len(data)), self.format)
        return self.format

    def whole(self, data: str) -> str:
        """Return *data* with the zeros that it lost."""
        if self.lost_zeros and data.isascii() and data.isdigit():
            return data.zfill(self.lost_zeros.get(str(len(data)), 0))
        return data


def propose(name: str, values: ColumnSurvey) -> FormatProposal:
    """Return the symbology of the column *name* with these *values*."""
    found = _of_short_pzns(name, values) or _propose(name, values)
    count, of = sum(values.short.values()), sum(values.lengths[each] for each in WITHOUT_ZEROS)
    is_gtin = found.format in BY_LENGTH.values() or found.by_length
    is_barcode = is_gtin or meaning_of(name) is Meaning.BARCODE
    # A tenth of them is right by chance, if they are article numbers or have no check digit.
    if not is_barcode or count < _FEW or count < _MOST * of:
        return found
    lost = {str(length): WITHOUT_ZEROS[length] for length in values.short if values.short[length]}
    # The others of the column are GTINs too, of any length.
    lengths = (*values.gtins, *lost.values())
    formats = {str(length): BY_LENGTH[length] for length in lengths}
    title = symbology.find(BY_LENGTH[next(iter(lost.values()))]).title
    restored = "are valid {} with the zeros that a spreadsheet drops, and are read so."
    if of >= values.count - values.damaged:
        reason = f"{name}: {count:,} of {of:,} {restored.format(title)}"
        return FormatProposal(BY_LENGTH[next(iter(lost.values()))], reason, formats, lost)
    reason = f"{found.reason} {count:,} of {of:,} shorter numbers {restored.format(title)}"
    return FormatProposal(found.format, reason, {**found.by_length, **formats}, lost)


def _propose(name: str, values: ColumnSurvey) -> FormatProposal:
    good = values.count - values.damaged
    hint = _hint(name)
    # Numbers with check digits are the surest sign, and come before names.
    if gtins := _of_gtins(name, values, good, hint):
        return gtins
    if good and values.isbns >= _MOST * good:
        return FormatProposal("isbn", _counted(name, values.isbns, good, "ISBN"))
    if hint and (not good or standard_numbers(values) or _accepts(hint, values.distinct)):
        title = symbology.find(hint).title
        why = "by its name and its values" if _accepts(hint, values.distinct) else "by its name"
        return FormatProposal(hint, f"{name} is {title}, {why}.")
    # Drawn as anything else, they would scan as numbers that nobody has; refused, they are mended.
    if hint and _have_its_form(hint, values.distinct):
        title = symbology.find(hint).title
        return FormatProposal(
            hint, f"{name} is {title}, by its name; the check digits of its values are wrong."
        )
    if good and values.element_strings >= _MOST * good:
        is_2d = values.longest > _LONGEST_GS1_128 or "udi" in words_of(name).split()
        reason = _counted(name, values.element_strings, good, "GS1 data")
        return FormatProposal("gs1_datamatrix" if is_2d else "gs1_128", reason)
    if good and values.addresses >= _MOST * good:
        return FormatProposal("qr", _counted(name, values.addresses, good, "addresses"))
    if values.code128 >= values.count:
        reason = f"{name} has no standard of its own: Code 128 holds each of its values."
        if hint:
            title = symbology.find(hint).title
            reason = f"No value of {name} is valid {title}: Code 128 holds each of them."
        elif count := standard_numbers(values):
            reason = (
                f"{name} has {count:,} valid GTINs among {good:,} values, too few for a symbology"
                " of their own: Code 128 holds each of its values."
            )
        return FormatProposal("code128", reason)
    # With Code 128, each row that it can't hold would be refused.
    reason = f"{name} has values that Code 128 does not hold, or too long for it: QR Code does."
    return FormatProposal("qr", reason)


def _of_short_pzns(name: str, values: ColumnSurvey) -> FormatProposal | None:
    """Return the symbology of a column of PZNs that lost zeros; None if none did, or by chance.

    A PZN of 7 digits is one of 8 without its zero, too (IFA, PZN-Umstellung 2013).
    """
    if _hint(name) != PZN:
        return None
    numbers = [each for each in values.distinct if each.isascii() and each.isdigit()]
    short = [each for each in numbers if 5 <= len(each) < _PZN_DIGITS]
    # A short number may lack its check digit instead: all of them together decide.
    valid = sum(not _fault(PZN, each.zfill(_PZN_DIGITS)) for each in short)
    if valid < _FEW or valid < _MOST * len(short):
        return None
    reason = (
        f"{name}: {valid:,} of {len(short):,} shorter numbers are valid PZN8 with the zeros that a"
        " spreadsheet drops, and are read so."
    )
    return FormatProposal(PZN, reason, {}, {str(len(each)): _PZN_DIGITS for each in short})


def standard_numbers(values: ColumnSurvey) -> int:
    """Return how many *values* are GTINs, SSCCs or ISBNs with a valid check digit."""
    # An ISBN written in digits only is one of the GTINs already.
    return sum(values.gtins.values()) + max(0, values.isbns - values.gtins[13])


def is_mostly_standard(values: ColumnSurvey) -> bool:
    """Return True if *values* are standard numbers, not by chance."""
    good = values.count - values.damaged
    return bool(good) and _are_most(standard_numbers(values), good)


def _are_most(valid: int, of: int) -> bool:
    return valid >= _MOST * of or (valid >= _FEW and 2 * valid >= of)


def _of_gtins(name: str, values: ColumnSurvey, good: int, hint: str) -> FormatProposal | None:
    """Return the symbologies of a column with GTINs; None if they are chance.

    If there are other values too, such as codes of a shop's own, they have another symbology: that
    of the name, or Code 128.
    """
    valid = sum(values.gtins.values())
    ordered = [length for length, _ in values.gtins.most_common()]
    are_all = bool(valid) and valid >= _MOST * good
    if not are_all:
        # Numbers of each length are looked at by themselves.
        ordered = [
            length
            for length in ordered
            if values.gtins[length] >= _FEW and 2 * values.gtins[length] >= values.lengths[length]
        ]
    if not ordered:
        return None
    if are_all and "isbn" in words_of(name).split() and values.isbns:
        return FormatProposal("isbn", _counted(name, values.isbns, good, "ISBN"))
    formats = {str(length): BY_LENGTH[length] for length in ordered}
    parts = [
        f"{values.gtins[length]:,} of {good:,} are valid {symbology.find(BY_LENGTH[length]).title}"
        for length in ordered
    ]
    reason = f"{name}: {', '.join(parts)}."
    first = BY_LENGTH[ordered[0]]
    if are_all or sum(values.lengths[length] for length in ordered) >= good:
        return FormatProposal(first, reason, formats if len(ordered) > 1 else {})
    rest = hint or ("code128" if values.code128 >= values.count else "qr")
    title = symbology.find(rest).title
    return FormatProposal(rest, f"{reason} Other values become {title}.", formats)


def _counted(name: str, count: int, of: int, what: str) -> str:
    return f"{name}: {count:,} of {of:,} are {what}."


def _hint(name: str) -> str:
    words = words_of(name).split()
    # EAN 13 and Data Matrix are written as two words too.
    joined = ["".join(words), *("".join(pair) for pair in itertools.pairwise(words))]
    return next((_HINTS[word] for word in (*joined, *words) if word in _HINTS), "")


def _accepts(name: str, values: Iterable[str]) -> bool:
    """Return True if the symbology *name* encodes most of *values*."""
    return _share(not _fault(name, value) for value in values) >= _MOST


def _have_its_form(name: str, values: Iterable[str]) -> bool:
    """Return True if nothing but the check digit of most of *values* is wrong for *name*."""
    faults = (_fault(name, value) for value in values)
    return _share(not fault or fault.endswith(".bad_check_digit") for fault in faults) >= _MOST


def _share(results: Iterable[bool]) -> float:
    """Return which part of *results* is True; 1 if there are none."""
    found = list(results)
    return sum(found) / len(found) if found else 1.0


@lru_cache(maxsize=4096)
def _fault(name: str, data: str) -> str:
    """Return the code of the error of *data* in the symbology *name*, empty if it is right."""
    try:
        symbology.find(name).make(data, DrawOptions(data=data, format=name))
    except BarcodeError as error:
        return error.problems[0].code
    return ""
