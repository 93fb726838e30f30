"""Text with placeholders in braces: columns, counters and dates.

``{name}`` is a column, ``{n:0000}`` a counter, ``{today:DD.MM.YYYY}`` or ``{today+30:DD.MM.YYYY}``
a date; ``{{`` and ``}}`` are braces. The clock is an argument.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from common.barcode.model.errors import OptionError

TODAY = "today"
# What every label has, if its table has no column of the same name.
OWN = ("row", "label", "copy")
_PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_DATE = re.compile(r"today(?:([+-][0-9]{1,5})([dwmy]?))?")
_TOKENS = re.compile("YYYY|YY|MM|DD|hh|mm|ss")
_DEFAULT_DATE = "YYYY-MM-DD"
_MAX_DIGITS = 20


class Values(Struct, frozen=True):
    """What placeholders stand for on one label.

    Attributes:
        columns: texts by the folded name of their column.
        counters: number of each counter.
        moment: the date and time of printing.
    """

    columns: Mapping[str, str]
    counters: Mapping[str, int]
    moment: datetime


class Counter(Struct, frozen=True):
    """A counter of a template.

    Attributes:
        start: the first number.
        step: from one number to the next.
        per: ``label`` counts rows, so that copies have one number; ``copy`` counts every label.
    """

    start: int = 1
    step: int = 1
    per: str = "label"


class _Column(Struct, frozen=True):
    name: str


class _Count(Struct, frozen=True):
    name: str
    digits: int


class _Date(Struct, frozen=True):
    number: int
    unit: str
    pattern: str


class Pattern(Struct, frozen=True):
    """A text with placeholders.

    Attributes:
        parts: literal texts and placeholders, in order.
    """

    parts: tuple[str | _Column | _Count | _Date, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the folded names of the columns."""
        return tuple([part.name for part in self.parts if isinstance(part, _Column)])

    def fill(self, values: Values) -> str:
        """Return the text on a label; a column without a value is empty."""
        texts = [part if isinstance(part, str) else _text(part, values) for part in self.parts]
        return texts[0] if len(texts) == 1 else "".join(texts)


def fold(name: str) -> str:
    """Return *name* without case and without the difference of spaces, hyphens and underscores."""
    return re.sub(r"[\s_-]+", "_", name.strip().casefold())


def compile_pattern(text: str, counters: Mapping[str, Counter], field: str) -> Pattern:
    """Return the pattern of *text*.

    Args:
        text: the text of a template.
        counters: the counters of the template.
        field: name of the text in errors.

    Raises:
        OptionError: braces do not match, or a placeholder is malformed.
    """
    parts: list[str | _Column | _Count | _Date] = []
    literal = ""
    at = 0
    for match in _PART.finditer(text):
        literal += text[at : match.start()]
        at = match.end()
        # A brace in the text is written twice, as in Python's own formats.
        if match[0] in ("{{", "}}"):
            literal += match[0][0]
        elif match[1] is None or not match[1].strip():
            raise _malformed(field, match[0])
        else:
            if literal:
                parts.append(literal)
                literal = ""
            parts.append(_placeholder(match[1], counters, field))
    literal += text[at:]
    if literal or not parts:
        parts.append(literal)
    return Pattern(tuple(parts))


def _placeholder(
    inner: str, counters: Mapping[str, Counter], field: str
) -> _Column | _Count | _Date:
    name, colon, pattern = (part.strip() for part in inner.partition(":"))
    # Dates and counters first: a column of the same name would have no pattern.
    if date := _DATE.fullmatch(name):
        if colon and not _TOKENS.search(pattern):
            raise OptionError.of(
                field,
                "template.bad_placeholder",
                f"{pattern[:40]!r} is no pattern of a date.",
                "Write it with YYYY, YY, MM, DD, hh, mm and ss, such as {today:DD.MM.YYYY}.",
            )
        return _Date(int(date[1] or 0), date[2] or "d", pattern or _DEFAULT_DATE)
    if name in counters:
        if set(pattern) - {"0"} or len(pattern) > _MAX_DIGITS:
            raise OptionError.of(
                field,
                "template.bad_placeholder",
                f"{pattern[:40]!r} is no pattern of the counter {name}.",
                f"Give a zero for each digit, at most {_MAX_DIGITS}: {{{name}:00000}}.",
            )
        return _Count(name, len(pattern))
    if colon:
        known = ", ".join([*counters, TODAY])
        raise OptionError.of(
            field,
            "template.bad_placeholder",
            f"{name[:40]!r} is no counter and no date, which have a pattern.",
            f"There are {known}. Leave the pattern out for a column.",
        )
    return _Column(fold(name))


def _text(part: _Column | _Count | _Date, values: Values) -> str:
    if isinstance(part, _Column):
        return values.columns.get(part.name, "")
    if isinstance(part, _Count):
        return str(values.counters[part.name]).zfill(part.digits)
    moment = _shifted(values.moment, part.number, part.unit)
    return _TOKENS.sub(lambda token: _component(token[0], moment), part.pattern)


def _shifted(moment: datetime, number: int, unit: str) -> datetime:
    """Return *moment*, moved by days, weeks, months or years; a short month ends early."""
    try:
        if unit in ("d", "w"):
            return moment + timedelta(days=number * (7 if unit == "w" else 1))
        # Counted from year 0, so that divmod() carries months over to years.
        months = moment.year * 12 + moment.month - 1 + number * (12 if unit == "y" else 1)
        year, month = divmod(months, 12)
        # A month has at most three days less than another one.
        for day in range(moment.day, moment.day - 4, -1):
            try:
                return moment.replace(year=year, month=month + 1, day=day)
            except ValueError:
                if not 1 <= year <= 9999:
                    raise
    except (ValueError, OverflowError):
        pass
    raise OptionError.of(
        "template",
        "template.bad_placeholder",
        "A date is outside the years 1 to 9999.",
        "Give fewer days, weeks, months or years after today.",
    )


def _component(token: str, moment: datetime) -> str:
    return {
        "YYYY": f"{moment.year:04d}",
        "YY": f"{moment.year % 100:02d}",
        "MM": f"{moment.month:02d}",
        "DD": f"{moment.day:02d}",
        "hh": f"{moment.hour:02d}",
        "mm": f"{moment.minute:02d}",
        "ss": f"{moment.second:02d}",
    }[token]


def _malformed(field: str, found: str) -> OptionError:
    return OptionError.of(
        field,
        "template.bad_placeholder",
        f"{found[:40]!r} is no placeholder.",
        "Put the name of a column in braces, such as {name}; write {{ and }} for braces.",
    )
