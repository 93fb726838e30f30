"""The option ``verify``: the finished picture is decoded, not only the modules."""

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


def test_blank_picture_is_an_error_of_the_option() -> None:
    """A renderer that lost its bars would give this picture."""
    kind = symbology.find("code128")
    symbol = kind.make("123", DrawOptions(data="123", format="code128"))
    with pytest.raises(ReadBackError) as raised:
        verification.check_image(symbol, blank())
    assert raised.value.problems[0].field == "verify"


def test_picture_of_other_data_is_an_error() -> None:
    """The decoded data must be the encoded data."""
    kind = symbology.find("code128")
    symbol = kind.make("123", DrawOptions(data="123", format="code128"))
    other = pipeline.draw(options.parse({"data": "124", "format": "code128"}, strings=False))
    with pytest.raises(ReadBackError):
        verification.check_image(symbol, other.body)


@pytest.mark.parametrize("id", [id for id, each in symbology.catalogue().items() if each.verified])
def test_examples_of_all_symbologies_read_back(id: str) -> None:
    """The declared examples, decoded by zxing-cpp."""
    request = {"data": symbology.find(id).example, "format": id, "verify": True, "scale": 4}
    assert pipeline.draw(options.parse(request, strings=False)).verified == "true"


@pytest.mark.parametrize("name", list(image_format.catalogue()))
def test_all_image_formats_are_verified(name: str) -> None:
    """A format without pixels is decoded as a PNG."""
    request = {"data": "590123412345", "format": "ean13", "image_format": name, "verify": True}
    assert pipeline.draw(options.parse(request, strings=False)).verified == "true"


@pytest.mark.parametrize("id", ["maxicode", "dx_film_edge"])
@pytest.mark.parametrize("changes", [{"rotate": 90}, {"text_content": "a b"}])
def test_symbols_read_only_bare_are_otherwise_unsupported(
    id: str, changes: dict[str, object]
) -> None:
    """zxing-cpp reads these only upright, and without text near them."""
    request = {"data": symbology.find(id).example, "format": id}
    bare = pipeline.draw(options.parse({**request, "show_text": False}, strings=False))
    changed = pipeline.draw(options.parse({**request, **changes}, strings=False))
    assert (bare.verified, changed.verified) == ("true", "unsupported")


def test_matrix_that_text_hides_from_the_decoder_is_an_error() -> None:
    """zxing-cpp does not find it at 2 px a module with text below it; at 4 px it does."""
    request = {"data": "RECTAWGLE", "format": "datamatrix_rectangular", "text_content": "Shelf 12"}
    with pytest.raises(ReadBackError) as raised:
        pipeline.draw(options.parse({**request, "width": 100}, strings=False))
    assert raised.value.problems[0].field == "show_text"
    assert pipeline.draw(options.parse({**request, "scale": 4}, strings=False)).verified == "true"
