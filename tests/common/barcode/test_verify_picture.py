"""The option ``verify``: the finished picture is read as a scanner would, beside the modules."""

import io

import pytest
from PIL import Image

from common.barcode import pipeline
from common.barcode.decode import verification
from common.barcode.encode import symbology
from common.barcode.model import options
from common.barcode.model.errors import ReadBackError
from common.barcode.model.options import DrawOptions
from common.barcode.render import image_format


def blank(width: int = 200, height: int = 100) -> bytes:
    file = io.BytesIO()
    Image.new("1", (width, height), 1).save(file, "PNG")
    return file.getvalue()


def test_a_picture_that_says_nothing_is_refused_with_what_would_help() -> None:
    """A renderer that lost its bars would be caught here."""
    kind = symbology.find("code128")
    symbol = kind.make("123", DrawOptions(data="123", format="code128"))
    with pytest.raises(ReadBackError) as caught:
        verification.check_file(symbol, blank())
    assert caught.value.problems[0].field == "verify"


def test_a_picture_that_says_something_else_is_refused() -> None:
    """What is read must be what was asked for."""
    kind = symbology.find("code128")
    symbol = kind.make("123", DrawOptions(data="123", format="code128"))
    other = pipeline.draw(options.parse({"data": "124", "format": "code128"}, strings=False))
    with pytest.raises(ReadBackError):
        verification.check_file(symbol, other.body)


@pytest.mark.parametrize("id", [id for id, each in symbology.catalogue().items() if each.verified])
def test_every_readable_symbology_passes(id: str) -> None:
    """The finished picture of each declared example reads back, whatever the search it needs."""
    asked = {"data": symbology.find(id).example, "format": id, "verify": True, "scale": 4}
    assert pipeline.draw(options.parse(asked, strings=False)).verified == "true"


@pytest.mark.parametrize("name", list(image_format.catalogue()))
def test_every_image_format_passes(name: str) -> None:
    """Where a format has no pixels, the same drawing is read as a PNG."""
    asked = {"data": "590123412345", "format": "ean13", "image_format": name, "verify": True}
    assert pipeline.draw(options.parse(asked, strings=False)).verified == "true"


@pytest.mark.parametrize("id", ["maxicode", "dx_film_edge"])
@pytest.mark.parametrize("dress", [{"rotate": 90}, {"text_content": "a b"}])
def test_what_the_reader_finds_only_bare_is_not_called_read_otherwise(
    id: str, dress: dict[str, object]
) -> None:
    """zxing-cpp reads these upright and alone only, and misreads DX film edge beside text."""
    asked = {"data": symbology.find(id).example, "format": id}
    bare = pipeline.draw(options.parse({**asked, "show_text": False}, strings=False))
    dressed = pipeline.draw(options.parse({**asked, **dress}, strings=False))
    assert (bare.verified, dressed.verified) == ("true", "unsupported")


def test_a_matrix_that_its_text_hides_from_the_reader_is_refused() -> None:
    """zxing-cpp does not find this one at 2 px a module with text below it, at 4 px it does."""
    asked = {"data": "RECTAWGLE", "format": "datamatrix_rectangular", "text_content": "Shelf 12"}
    with pytest.raises(ReadBackError) as caught:
        pipeline.draw(options.parse({**asked, "width": 100}, strings=False))
    assert caught.value.problems[0].field == "show_text"
    assert pipeline.draw(options.parse({**asked, "scale": 4}, strings=False)).verified == "true"
