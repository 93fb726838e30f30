"""The symbology guide says what the declarations say, and its pictures read back."""

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
    """Return the guide's sections, one a symbology."""
    text = (DOCS / "symbologies.md").read_text(encoding="utf-8")
    return [f"### {part}" for part in re.split(r"^### ", text, flags=re.MULTILINE)[1:]]


def test_what_the_guide_says_is_so() -> None:
    """`make docs` writes it anew; a symbology that is new may stand in it later."""
    for told in chapters():
        id = told.removeprefix("### ").partition(":")[0]
        text = told.partition("\n## ")[0].rstrip()
        assert text == symbology_guide.section(symbology.find(id)).rstrip()


def test_the_guide_has_every_familiar_symbology() -> None:
    """Those of the public API first of all."""
    headed = {told.removeprefix("### ").partition(":")[0] for told in chapters()}
    assert {symbology.find(name).id for name in symbology.PUBLIC_API_FORMATS} <= headed


def test_every_family_has_a_title() -> None:
    """A symbology of a family without a chapter would be left out."""
    families = {kind.family for kind in symbology.catalogue().values()}
    assert families <= symbology_guide.FAMILIES.keys()


@pytest.mark.parametrize("id", sorted(file.stem for file in PICTURES.iterdir()))
def test_every_picture_shows_its_example(id: str) -> None:
    """An independent decoder reads the picture in the guide, where one can."""
    kind = symbology.find(id)
    symbol = kind.make(kind.example, DrawOptions(data=kind.example, format=id))
    picture = (PICTURES / f"{id}.png").read_bytes()
    assert Image.open(io.BytesIO(picture)).format == "PNG"
    verification.check_file(symbol, picture)


def test_a_familiar_picture_is_read_without_our_help() -> None:
    """The same, with nothing of ours between the file and the decoder."""
    (found,) = zxingcpp.read_barcodes(Image.open(PICTURES / "code128.png"))
    assert found.text == symbology.find("code128").example
