"""From options to a picture that an independent reader reads."""

import io

import pytest
import zxingcpp
from PIL import Image

from common.barcode import pipeline
from common.barcode.model.errors import CanvasError, OptionError
from common.barcode.model.options import parse
from common.barcode.model.rendered_image import Picture

EXAMPLE = {"data": "123456789", "format": "code128"}


def draw(**options: object) -> Picture:
    return pipeline.draw(parse({**EXAMPLE, **options}, strings=False))


def read(picture: Picture) -> list[str]:
    image = Image.open(io.BytesIO(picture.body))
    assert (picture.width_px, picture.height_px) == image.size
    return [barcode.text for barcode in zxingcpp.read_barcodes(image)]


def test_the_documented_example_is_as_large_as_asked_and_reads_back() -> None:
    picture = draw(width=200, height=100)
    assert read(picture) == ["123456789"]
    assert (picture.width_px, picture.height_px) == (200, 100)
    assert picture.verified == "true"


def test_the_same_options_draw_the_same_bytes() -> None:
    assert draw(width=300).body == draw(width=300).body


def test_an_omitted_width_grows_to_two_pixels_a_module() -> None:
    # 101 modules and a quiet zone of 10 on each side (ISO/IEC 15417:2007, 4.4).
    picture = draw()
    assert (picture.width_px, picture.height_px, picture.module_px) == (242, 100, 2)


def test_modules_of_one_pixel_are_told_with_the_width_that_makes_them_two() -> None:
    (warning,) = draw(width=200).warnings
    assert "width 242" in warning


def test_two_dimensional_symbols_grow_in_height_too() -> None:
    picture = draw(format="qr")
    assert picture.width_px == picture.height_px
    assert read(picture) == ["123456789"]


@pytest.mark.parametrize("width", [1, 57, 120])
def test_a_canvas_too_narrow_is_refused_naming_the_smallest_that_works(width: int) -> None:
    with pytest.raises(CanvasError) as refused:
        draw(width=width)
    (problem,) = refused.value.problems
    assert (problem.field, problem.suggestion) == ("width", "121")
    assert read(draw(width=121)) == ["123456789"]


def test_a_canvas_too_low_is_refused_naming_the_smallest_that_works() -> None:
    with pytest.raises(CanvasError) as refused:
        draw(height=5)
    (problem,) = refused.value.problems
    assert problem.field == "height"
    assert read(draw(height=int(problem.suggestion))) == ["123456789"]


def test_hidden_text_leaves_the_whole_height_to_the_bars() -> None:
    image = Image.open(io.BytesIO(draw(show_text=False).body)).convert("1")
    top, bottom = image.crop((0, 0, 242, 1)), image.crop((0, 99, 242, 100))
    assert top.tobytes() == bottom.tobytes()


def test_an_option_of_another_symbology_is_refused_by_name() -> None:
    with pytest.raises(OptionError) as refused:
        draw(ecc="H", guardbar=True)
    assert [problem.field for problem in refused.value.problems] == ["guardbar", "ecc"]
