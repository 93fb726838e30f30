"""Text in scripts that the bundled font lacks, with Debian's Noto fonts.

FreeType, by way of Pillow, draws the same characters of the same fonts.
"""

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageFont

from common.barcode.labels import bitmap, label_stock, pdf
from common.barcode.labels.label import Label
from common.barcode.labels.text_area import TextArea, place
from common.barcode.layout.typesetting import Typesetter
from common.operations.labels import fonts

SIZE, DPI, EM = (80.0, 20.0), 600, 8.0
SCRIPTS = {
    "Chinese": "北京市朝阳区",
    "Japanese": "東京都ひらがな",
    "Korean": "서울특별시",
    "Thai": "กรุงเทพมหานคร",
    "Devanagari": "नई दिल्ली",
    "Tamil": "சென்னை",
    "Amharic": "አዲስ አበባ",
    "Khmer": "ភ្នំពេញ",
    "mixed": "Tea 茶 שלום ชา",
}


@pytest.fixture(scope="module")
def setter() -> Typesetter:
    return fonts.typesetter(None)


def label(setter: Typesetter, text: str) -> Label:
    area = TextArea((2, 2, SIZE[0] - 4, SIZE[1] - 4), (EM,))
    return Label(place(setter, area, text, EM))


def ink(image: Image.Image) -> Image.Image:
    box = image.getbbox()
    assert box is not None
    return image.crop(box)


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_character_is_printed(setter: Typesetter, script: str) -> None:
    """No glyph is .notdef, and pypdfium2 shows what the bitmap of label printers has."""
    text = SCRIPTS[script]
    assert setter.missing(text) == ""
    made = label(setter, text)
    assert all(glyph.number for each in made.texts for glyph in each.glyphs)
    dots = bitmap.render(made, SIZE, DPI)
    document = pypdfium2.PdfDocument(b"".join(pdf.write([made], label_stock.roll(*SIZE))))
    shown = document[0].render(scale=DPI / 72).to_pil().convert("L")
    document.close()
    page = shown.point(lambda value: 255 * (value < 128))
    assert dots.getbbox() == pytest.approx(page.getbbox(), abs=3)
    dark = sum(page.histogram()[255:])
    assert dark == pytest.approx(dots.convert("L").histogram()[255], rel=0.05)


@pytest.mark.parametrize(
    ("character", "file"), [("北", "NotoSansCJK-Regular.ttc"), ("ก", "NotoSansThai-Regular.ttf")]
)
def test_glyphs_are_those_of_the_font(setter: Typesetter, character: str, file: str) -> None:
    """FreeType draws the character of the file as wide, as high and as dark."""
    (glyph,) = setter.line(character).glyphs
    assert glyph.face.name == file
    ours = ink(bitmap.render(label(setter, character), SIZE, DPI).convert("L"))
    (path,) = Path("/usr/share/fonts").rglob(file)
    # The first face of the collection has Japanese forms; the last ones Chinese.
    drawn = ImageFont.truetype(str(path), round(EM * DPI / 25.4), index=2 if "CJK" in file else 0)
    mask = drawn.getmask(character, mode="L")
    other = Image.frombytes("L", mask.size, bytes(mask)).point(lambda value: 255 * (value > 127))
    theirs = ink(other)
    assert ours.size == pytest.approx(theirs.size, abs=3)
    assert ours.histogram()[255] == pytest.approx(theirs.histogram()[255], rel=0.05)
