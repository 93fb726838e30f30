"""Lines in the scripts of the bundled font: what is missing, shaping, order and fallbacks."""

import pytest

from common.barcode.layout import faces, font, typesetting
from common.barcode.layout.faces import Face
from common.barcode.layout.typesetting import Typesetter


@pytest.fixture
def setter() -> Typesetter:
    return Typesetter()


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Screws 4 × 40", ""),
        ("e\u0301te\u0301", ""),
        ("שלום", ""),
        ("مرحبا", ""),
        ("北京 a 北", "北京"),
        ("สวัสดี"[:1], "ส"),
        ("a\u200db\ufe0f", ""),
    ],
)
def test_characters_without_a_glyph_are_missing(
    setter: Typesetter, text: str, missing: str
) -> None:
    """DejaVu Sans has Hebrew and Arabic, and neither Han nor Thai; joiners have no glyph."""
    assert setter.missing(text) == missing


def test_plain_text_is_one_glyph_a_character(setter: Typesetter) -> None:
    """The advances of the font's table hmtx."""
    line = setter.line("Ab 1")
    assert line.glyphs == ()
    units = sum(font.glyph(character).advance for character in "Ab 1")
    assert line.width == pytest.approx(units / 2048)


def test_decomposed_letters_are_composed(setter: Typesetter) -> None:
    """Unicode normalization form C."""
    assert setter.line("e\u0301").text == "é"


def test_a_mark_without_composed_letter_is_placed_on_its_letter(setter: Typesetter) -> None:
    """There is no composed q with an acute; the mark has no width of its own."""
    line = setter.line("q\u0301x")
    assert line.width == pytest.approx(typesetting.plain_width("qx"), abs=0.001)
    assert len(line.glyphs) == 3


def test_hebrew_runs_from_right_to_left(setter: Typesetter) -> None:
    """The first letter is the rightmost."""
    first, second = (setter.line(letter).glyphs[0].number for letter in "אב")
    assert [glyph.number for glyph in setter.line("אב").glyphs] == [second, first]


def test_arabic_letters_are_joined(setter: Typesetter) -> None:
    """A letter between two others has a medial form, another glyph than alone."""
    alone = setter.line("ب").glyphs[0].number
    inside = [glyph.number for glyph in setter.line("ببب").glyphs]
    assert len(inside) == 3
    assert inside[1] != alone


def test_digits_in_hebrew_run_from_left_to_right(setter: Typesetter) -> None:
    """UAX #9, W and I rules."""
    digits = [glyph.number for glyph in setter.line("א 12").glyphs[:2]]
    assert digits == [faces.bundled().shape(one, is_right_to_left=False)[0][0][0] for one in "12"]


def test_a_fallback_sets_what_the_bundled_font_lacks() -> None:
    """The first face that has the characters; the bundled font sets all others."""

    class Fallback(Face):
        def covers(self, character: str) -> bool:
            return character == "北"

    fallback = Fallback("other.ttf", font.data)
    line = Typesetter([fallback]).line("a北")
    assert [glyph.face.name for glyph in line.glyphs] == ["DejaVuSans.ttf", "other.ttf"]


def test_embeddings_and_line_ends_are_not_printed() -> None:
    """UAX #9, X9, and characters that would end a line."""
    assert typesetting.clean("a\u202eb\nc\u0000d") == "ab c d"


def test_clusters_keep_marks_with_their_letter() -> None:
    """UAX #29: a cluster boundary is not before a mark, nor around a joiner."""
    assert list(typesetting.clusters("aq\u0301b\u200dc")) == ["a", "q\u0301", "b\u200dc"]
