"""The symbology guide agrees with the declarations, and its pictures decode."""

import io
import re
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from common.barcode.decode import verification
from common.barcode.encode import symbology
from common.barcode.model.options import DrawOptions
from tools import symbology_guide

DOCS = Path(__file__).parent.parent / "docs"
PICTURES = DOCS / symbology_guide.PICTURES


def chapters() -> list[str]:
    """Return the sections of the guide, one for each symbology."""
    text = (DOCS / "symbologies.md").read_text(encoding="utf-8")
    return [f"### {part}" for part in re.split(r"^### ", text, flags=re.MULTILINE)[1:]]


def test_sections_agree_with_the_declarations() -> None:
    """`make docs` generates the guide from the declarations."""
    for chapter in chapters():
        id = chapter.removeprefix("### ").partition(":")[0]
        text = chapter.partition("\n## ")[0].rstrip()
        assert text == symbology_guide.section(symbology.find(id)).rstrip()


def test_guide_has_every_symbology_of_the_public_api() -> None:
    """A new symbology may be added to the guide later."""
    ids = {chapter.removeprefix("### ").partition(":")[0] for chapter in chapters()}
    assert {symbology.find(name).id for name in symbology.PUBLIC_API_FORMATS} <= ids


def test_every_family_has_a_title() -> None:
    """The guide omits symbologies of a family without a title."""
    families = {kind.family for kind in symbology.catalogue().values()}
    assert families <= symbology_guide.FAMILIES.keys()


@pytest.mark.parametrize("id", sorted(file.stem for file in PICTURES.iterdir()))
def test_every_picture_shows_its_example(id: str) -> None:
    """An independent decoder reads the picture, if one exists for the symbology."""
    kind = symbology.find(id)
    symbol = kind.make(kind.example, DrawOptions(data=kind.example, format=id))
    picture = (PICTURES / f"{id}.png").read_bytes()
    assert Image.open(io.BytesIO(picture)).format == "PNG"
    verification.check_image(symbol, picture)


def test_picture_decodes_without_our_verification() -> None:
    """zxing-cpp reads the file directly."""
    (barcode,) = zxingcpp.read_barcodes(Image.open(PICTURES / "code128.png"))
    assert barcode.text == symbology.find("code128").example
