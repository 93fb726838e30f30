"""How the number format of a spreadsheet shows a number: as digits, a price, a date or a code.

Source: ECMA-376-1, 18.8.30 (numFmts) and 18.8.31. Separators are the point and the comma, since a
file does not have those of the computer that showed it.
"""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

from common.tables import date_formats

# Ids of built-in formats that show dates or times (18.8.30).
_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
# Built-in formats other than General (18.8.30). Those of currencies (5 to 8, 42, 44) have the sign
# of the computer's region, which the file does not name: the sign is left out.
_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: "#,##0;-#,##0",
    6: "#,##0;-#,##0",
    7: "#,##0.00;-#,##0.00",
    8: "#,##0.00;-#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    37: "#,##0 ;(#,##0)",
    38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;[Red](#,##0.00)",
    41: "#,##0",
    42: "#,##0",
    43: "#,##0.00",
    44: "#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    # Dates, without those of the computer's region (14 and 22).
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
}
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<exponent>E[+-])|(?P<general>General)|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)"
    r"|(?P<percent>%)|(?P<slash>/)|(?P<at>@)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9.]+)")
_CURRENCY = re.compile(r"\$([^-\]]*)(?:-[0-9A-F]*)?", re.IGNORECASE)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
# Longer ones show nothing that a person can read.
_MAX_CODE_CHARACTERS = 255
_MAX_DECIMALS = 12
# Excel keeps 15 digits of a number.
_MAX_SHOWN = 10**15

Token = tuple[str, str]


class Section(Struct, frozen=True):
    """One section of a format: what it shows, and of which numbers.

    Attributes:
        tokens: kind and text of each part.
        condition: an operator and a number; empty if the place of the section decides.
    """

    tokens: tuple[Token, ...]
    condition: tuple[str, float] | None = None


class NumberFormat:
    """A number format, ready to show numbers.

    Args:
        number: its id, which names a built-in format.
        code: its code; empty for a built-in one.

    Attributes:
        is_date: True if it shows a date or a time.
        zeros: the digits that a whole number has at least; 0 if the format sets none.
    """

    def __init__(self, number: int, code: str) -> None:
        text = (code or _BUILT_IN.get(number, ""))[:_MAX_CODE_CHARACTERS]
        self._sections = [_section(part) for part in _split(text)]
        self._is_general = text.casefold() in ("", "general", "@")
        self._date_code = text.partition(";")[0] if code or number in _BUILT_IN else ""
        first = self._sections[0].tokens if self._sections else ()
        self.is_date = (not code and number in _DATES) or _shows_date(first)
        # A format with anything but digits, such as a point, does not pad a code.
        digits = "".join(text if kind == "digit" else kind for kind, text in first)
        self.zeros = digits.count("0") if set(digits) <= {"0", "#"} else 0

    def show(self, value: float, *, since_1904: bool = False) -> str:
        """Return *value* as a cell with this format shows it; empty if it shows all digits."""
        if self.is_date:
            code = "" if self._is_general else self._date_code
            return date_formats.show(value, code, since_1904=since_1904)
        if self._is_general or not self._sections or abs(value) >= _MAX_SHOWN:
            return ""
        # By repr(): Decimal(0.1) would have the digits of the binary fraction.
        section, shown = self._choose(Decimal(repr(value)))
        return _show(section.tokens, shown).strip()

    def _choose(self, value: Decimal) -> tuple[Section, Decimal]:
        """Return the section for *value*, and the number that it shows."""
        sections = self._sections[:3]
        if any(section.condition for section in sections):
            for section in sections:
                if section.condition is None or _meets(value, section.condition):
                    return section, value
            return sections[-1], value
        if len(sections) > 1 and value < 0:
            # The second section has its own minus sign or brackets.
            return sections[1], -value
        if len(sections) > 2 and not value:
            return sections[2], value
        return sections[0], value


@lru_cache(maxsize=1024)
def find(number: int, code: str) -> NumberFormat:
    """Return the format with this id and code."""
    return NumberFormat(number, code)


def _split(code: str) -> list[str]:
    """Return the sections of *code*, which semicolons outside of literals separate."""
    parts, start = [], 0
    for match in _TOKEN.finditer(code):
        if match["other"] == ";":
            parts.append(code[start : match.start()])
            start = match.end()
    return [*parts, code[start:]] if code else []


def _section(code: str) -> Section:
    tokens: list[Token] = []
    condition = None
    for match in _TOKEN.finditer(code):
        kind = str(match.lastgroup)
        text = match[kind]
        if kind == "bracket":
            if found := _CONDITION.fullmatch(text):
                condition = (found[1], float(found[2]))
            elif currency := _CURRENCY.fullmatch(text):
                tokens.append(("text", currency[1]))
            elif _ELAPSED.fullmatch(text):
                tokens.append(("date", text))
            # Anything else is a colour.
        elif kind in ("quoted", "escaped"):
            tokens.append(("text", text))
        elif kind == "space":
            tokens.append(("text", " "))
        elif kind == "other":
            tokens.append(("date" if text.casefold() in "ymdhs" else "text", text))
        elif kind != "fill":
            tokens.append((kind, text))
    return Section(tuple(tokens), condition)


def _shows_date(tokens: Sequence[Token]) -> bool:
    return any(kind == "date" for kind, _ in tokens)


def _meets(value: Decimal, condition: tuple[str, float]) -> bool:
    operator, bound = condition[0], Decimal(repr(condition[1]))
    return {
        "<": value < bound,
        "<=": value <= bound,
        ">": value > bound,
        ">=": value >= bound,
        "=": value == bound,
        "<>": value != bound,
    }[operator]


def _show(tokens: Sequence[Token], value: Decimal) -> str:
    kinds = [kind for kind, _ in tokens]
    if "digit" not in kinds:
        number = _plain(value) if "general" in kinds or "at" in kinds else ""
        literals = "".join(text for kind, text in tokens if kind in ("text", "percent"))
        return f"{literals}{number}" if kinds[:1] != ["general"] else f"{number}{literals}"
    if "exponent" in kinds:
        return _show_exponent(tokens, value)
    if "slash" in kinds:
        return _show_fraction(tokens, value)
    last = len(kinds) - 1 - kinds[::-1].index("digit")
    point = kinds.index("point") if "point" in kinds else len(kinds)
    # Each comma after the last digit, or after that of the whole part, divides by a thousand.
    end = max((at for at in range(min(last + 1, point)) if kinds[at] == "digit"), default=-1)
    scale = _commas_at(kinds, last + 1) + (_commas_at(kinds, end + 1) if end != last else 0)
    # A percent sign shows hundredths, a comma at the end thousands.
    value = value.scaleb(2 * kinds.count("percent") - 3 * scale)
    decimals = [text for kind, text in tokens[point:] if kind == "digit"]
    rounded = _round(abs(value), len(decimals))
    whole, _, fraction = f"{rounded:f}".partition(".")
    sign = "-" if value < 0 and rounded else ""
    grouped = "comma" in kinds[kinds.index("digit") : end + 1]
    has_whole = "digit" in kinds[:point]
    head = _show_whole(tokens[:point], whole, grouped=grouped) if has_whole else ""
    return sign + head + _show_decimals(tokens[point:], fraction)


def _commas_at(kinds: Sequence[str], start: int) -> int:
    count = 0
    while start + count < len(kinds) and kinds[start + count] == "comma":
        count += 1
    return count


def _show_whole(tokens: Sequence[Token], whole: str, *, grouped: bool) -> str:
    """Return the digits *whole* in the places of *tokens*, from right to left."""
    digits = list(whole.lstrip("0"))
    first = [kind for kind, _ in tokens].index("digit")
    out: list[str] = []
    count = 0
    for at in range(len(tokens) - 1, -1, -1):
        kind, text = tokens[at]
        if kind in ("text", "percent"):
            # The places are filled from right to left, and reversed at the end.
            out.append(text[::-1])
        if kind != "digit":
            continue
        # The first place has all digits that are left.
        while True:
            digit = digits.pop() if digits else {"0": "0", "?": " "}.get(text, "")
            if grouped and count and count % 3 == 0 and digit.strip():
                out.append(",")
            out.append(digit)
            count += 1
            if at != first or not digits:
                break
    return "".join(out)[::-1]


def _show_decimals(tokens: Sequence[Token], fraction: str) -> str:
    places = [text for kind, text in tokens if kind == "digit"]
    # Zeros at the end are shown in the places of 0 only.
    shown = list(fraction.ljust(len(places), "0"))
    while shown and shown[-1] == "0" and places[len(shown) - 1] != "0":
        shown.pop()
    out, at = [], 0
    for kind, text in tokens:
        if kind == "point":
            out.append(text)
        elif kind == "digit":
            if at < len(shown):
                out.append(shown[at])
            at += 1
        elif kind in ("text", "percent"):
            out.append(text)
    return "".join(out)


def _show_exponent(tokens: Sequence[Token], value: Decimal) -> str:
    at = [kind for kind, _ in tokens].index("exponent")
    exponent = value.adjusted() if value else 0
    decimals = 0
    if ("point", ".") in tokens[:at]:
        point = tokens.index(("point", "."))
        decimals = sum(kind == "digit" for kind, _ in tokens[point:at])
    mantissa = _round(value.scaleb(-exponent), decimals)
    width = sum(kind == "digit" for kind, _ in tokens[at:])
    sign = "-" if exponent < 0 else "+" if tokens[at][1].endswith("+") else ""
    return f"{mantissa:f}E{sign}{abs(exponent):0{max(width, 1)}d}"


def _show_fraction(tokens: Sequence[Token], value: Decimal) -> str:
    at = [kind for kind, _ in tokens].index("slash")
    fixed = "".join(text for kind, text in tokens[at + 1 :] if kind == "text" and text.isdigit())
    places = sum(kind == "digit" for kind, _ in tokens[at + 1 :])
    size = Fraction(abs(value))
    if fixed:
        part = Fraction(round(size * int(fixed)), int(fixed))
    else:
        # A place of the denominator is one digit.
        part = size.limit_denominator(10 ** max(1, min(places, 4)) - 1)
    has_whole = sum(kind == "digit" for kind, _ in tokens[:at]) > 1
    whole, rest = divmod(part.numerator, part.denominator) if has_whole else (0, part.numerator)
    sign = "-" if value < 0 else ""
    if not rest:
        return f"{sign}{whole}"
    fraction = f"{rest}/{part.denominator}"
    return sign + (f"{whole} {fraction}" if whole else fraction)


def _round(value: Decimal, decimals: int) -> Decimal:
    # Excel rounds half away from zero, and shows 15 digits.
    return value.quantize(Decimal(1).scaleb(-min(decimals, _MAX_DECIMALS)), ROUND_HALF_UP)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
