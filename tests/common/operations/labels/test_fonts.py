"""Fonts that are found: FONT_DIR first, then Noto fonts; a script without a font is named."""

from pathlib import Path

from common.barcode.layout import font
from common.operations.labels import fonts


def test_fonts_of_the_directory_are_used(tmp_path: Path) -> None:
    """A copy of the bundled font under another name has its Georgian letters as well."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "Own.ttf").write_bytes(font.data())
    (tmp_path / "Read.me").write_text("no font")
    setter = fonts.typesetter(tmp_path)
    assert setter.missing("აბგ") == ""
    # A character above the Basic Multilingual Plane, which the table of format 4 lacks.
    (glyph,) = setter.line("\U0001f600").glyphs
    assert glyph.face.name == "DejaVuSans.ttf"


def test_a_file_that_is_no_font_has_no_characters(tmp_path: Path) -> None:
    """Labels are printed all the same."""
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    (tmp_path / "empty.otf").write_bytes(b"")
    setter = fonts.typesetter(tmp_path)
    assert setter.missing("a\U0010ffff") == "\U0010ffff"


def test_directory_of_the_environment() -> None:
    assert fonts.directory({}) is None
    assert fonts.directory({"FONT_DIR": ""}) is None
    assert fonts.directory({"FONT_DIR": "/fonts"}) == Path("/fonts")
