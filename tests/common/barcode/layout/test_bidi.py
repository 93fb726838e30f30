"""The order of text of two directions: python-bidi, examples of UAX #9, and brackets."""

import pytest
from bidi import get_display
from hypothesis import given
from hypothesis import strategies as st

from common.barcode.layout import bidi

# Latin, Hebrew and Arabic letters, digits of both, marks, separators, signs, neutrals, brackets.
_CHARACTERS = "abאבمس12٣٤,.:-+/$%°()[]!? éֿ\u0651\t"
# python-bidi mirrors brackets in part; their order is compared, not their form.
_ONE_BRACKET = str.maketrans(")[]", "(((")


def shown(text: str) -> str:
    """Return *text* from left to right."""
    parts = []
    for begin, end, level in bidi.runs(text):
        part = text[begin:end]
        parts.append(part[::-1] if level % 2 else part)
    return "".join(parts)


@given(st.text(_CHARACTERS, min_size=1, max_size=20))
def test_order_is_that_of_another_implementation(text: str) -> None:
    """python-bidi wraps the crate unicode-bidi."""
    assert shown(text).translate(_ONE_BRACKET) == get_display(text).translate(_ONE_BRACKET)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("car", "car"),
        ("אבג", "גבא"),
        ("אבג 123", "123 גבא"),
        ("abc אבג", "abc גבא"),
        ("אב (ab) ג", "ג (ab) בא"),
    ],
)
def test_examples(text: str, expected: str) -> None:
    """UAX #9: numbers run from left to right in text from right to left."""
    assert shown(text).translate(_ONE_BRACKET) == expected.translate(_ONE_BRACKET)


def test_empty_text_has_no_runs() -> None:
    assert bidi.runs("") == []
