"""Hypothesis strategies that draw valid fields of content types from their declaration."""

from collections.abc import Mapping

from hypothesis import strategies as st

from common.content.bank import IBAN_LENGTHS
from common.content.checksums import mod97_check_digits, qr_reference_digit
from common.content.content_type import ContentType, Field

CAPITALS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
# Patterns for one line, for which text is drawn faster than a match.
_LINES = (r"[^\x00-\x1f\x7f]+", r"[^\x00-\x09\x0b-\x1f\x7f]+")


def value_of(field: Field) -> st.SearchStrategy[str]:
    """Draw one value from choices, pattern and length."""
    if field.choices:
        return st.sampled_from(field.choices)
    length = min(field.max_length or 60, 60)
    if not field.pattern:
        return st.text(
            st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=length
        )
    if field.pattern in _LINES:
        one_line = st.characters(codec="utf-8", exclude_categories=["Cc"])
        return st.text(one_line, min_size=1, max_size=min(length, 20))
    return st.from_regex(field.pattern, fullmatch=True).filter(lambda text: len(text) <= length)


@st.composite
def fields_of(
    draw: st.DrawFn,
    kind: ContentType,
    own: Mapping[str, st.SearchStrategy[str]],
    always: frozenset[str],
) -> dict[str, str | list[str]]:
    """Draw the required fields, those in *always*, and some of the others.

    *own* replaces the strategies of fields whose standard has more rules than a pattern.
    """
    drawn: dict[str, str | list[str]] = {}
    for field in kind.fields:
        if not (field.required or field.name in always or draw(st.booleans())):
            continue
        value = own[field.name] if field.name in own else value_of(field)
        if field.repeated:
            drawn[field.name] = draw(st.lists(value, min_size=1, max_size=2))
        else:
            drawn[field.name] = draw(value)
    return drawn


@st.composite
def ibans(draw: st.DrawFn, countries: tuple[str, ...] = tuple(IBAN_LENGTHS)) -> str:
    """Draw an IBAN with right check digits."""
    country = draw(st.sampled_from(countries))
    size = IBAN_LENGTHS[country] - 4
    account = draw(st.text(CAPITALS_AND_DIGITS, min_size=size, max_size=size))
    return country + mod97_check_digits(country, account) + account


@st.composite
def creditor_references(draw: st.DrawFn) -> str:
    """Draw an RF reference with right check digits."""
    reference = draw(st.text(CAPITALS_AND_DIGITS, min_size=1, max_size=21))
    return f"RF{mod97_check_digits('RF', reference)}{reference}"


@st.composite
def qr_references(draw: st.DrawFn) -> str:
    """Draw a Swiss QR reference with its check digit."""
    digits = draw(
        st.text("0123456789", min_size=26, max_size=26).filter(lambda one: one.strip("0"))
    )
    return digits + qr_reference_digit(digits)


def amounts(highest_cents: int = 99999999) -> st.SearchStrategy[str]:
    """Draw an amount with two decimals."""
    cents = st.integers(min_value=1, max_value=highest_cents)
    return cents.map(lambda number: f"{number // 100}.{number % 100:02d}")


def dates() -> st.SearchStrategy[str]:
    """Draw a date of four-digit years."""
    return st.dates().map(lambda day: day.isoformat())
