"""From options to a picture that an independent decoder reads."""

import io

import pytest
import zxingcpp
from PIL import Image

from common.barcode import pipeline
from common.barcode.model.errors import CanvasError, OptionError
from common.barcode.model.options import parse
from common.barcode.model.rendered_image import RenderedImage

EXAMPLE = {"data": "123456789", "format": "code128"}


def draw(**options: object) -> RenderedImage:
    return pipeline.draw(parse({**EXAMPLE, **options}, strings=False))


def read(picture: RenderedImage) -> list[str]:
    image = Image.open(io.BytesIO(picture.body))
    assert (picture.width_px, picture.height_px) == image.size
    return [barcode.text for barcode in zxingcpp.read_barcodes(image)]


def test_documented_example_has_its_size_and_reads_back() -> None:
    """The example of the documentation, decoded by zxing-cpp."""
    picture = draw(width=200, height=100)
    assert read(picture) == ["123456789"]
    assert (picture.width_px, picture.height_px) == (200, 100)
    assert picture.verified == "true"


def test_same_options_give_the_same_bytes() -> None:
    """ETags depend on it."""
    assert draw(width=300).body == draw(width=300).body


def test_an_omitted_width_grows_to_two_pixels_a_module() -> None:
    """101 modules and a quiet zone of 10 on each side (ISO/IEC 15417:2007, 4.4)."""
    picture = draw()
    assert (picture.width_px, picture.height_px, picture.module_px) == (242, 100, 2)


def test_modules_of_one_pixel_give_a_warning_with_a_better_width() -> None:
    """2 × 121 modules are 242 px."""
    (warning,) = draw(width=200).warnings
    assert "width 242" in warning


def test_two_dimensional_symbols_grow_in_height_too() -> None:
    """A QR Code is square; decoded by zxing-cpp."""
    picture = draw(format="qr")
    assert picture.width_px == picture.height_px
    assert read(picture) == ["123456789"]


@pytest.mark.parametrize("width", [1, 57, 120])
def test_narrow_canvas_is_an_error_with_the_smallest_width(width: int) -> None:
    """101 modules and a quiet zone of 10 on each side; decoded by zxing-cpp."""
    with pytest.raises(CanvasError) as raised:
        draw(width=width)
    (problem,) = raised.value.problems
    assert (problem.field, problem.suggestion) == ("width", "121")
    assert read(draw(width=121)) == ["123456789"]


def test_low_canvas_is_an_error_with_the_smallest_height() -> None:
    """The suggested height reads back by zxing-cpp."""
    with pytest.raises(CanvasError) as raised:
        draw(height=5)
    (problem,) = raised.value.problems
    assert problem.field == "height"
    assert read(draw(height=int(problem.suggestion))) == ["123456789"]


def test_hidden_text_leaves_the_whole_height_to_the_bars() -> None:
    """The first and the last row of pixels are equal."""
    image = Image.open(io.BytesIO(draw(show_text=False).body)).convert("1")
    top, bottom = image.crop((0, 0, 242, 1)), image.crop((0, 99, 242, 100))
    assert top.tobytes() == bottom.tobytes()


def test_options_of_another_symbology_are_errors() -> None:
    """Code 128 declares no options."""
    with pytest.raises(OptionError) as raised:
        draw(ecc="H", guardbar=True)
    assert [problem.field for problem in raised.value.problems] == ["guardbar", "ecc"]


@pytest.mark.parametrize(
    ("options", "is_offloaded"),
    [
        ({"format": "qr"}, False),
        ({"format": "qr", "verify": True}, False),
        ({"format": "qr", "width": 1_100, "height": 1_100}, True),
        # The project's own decoders search this picture for up to half a second.
        ({"format": "code_one", "verify": True}, True),
        ({"format": "code_one"}, False),
    ],
)
def test_long_work_is_offloaded(options: dict[str, object], is_offloaded: bool) -> None:
    """REST and MCP over HTTP draw on a thread that serves others."""
    offloaded: list[pipeline.Draw] = []

    def offload(work: pipeline.Draw) -> pipeline.Draw:
        offloaded.append(work)
        return work

    pipeline.draw(parse({"data": "1", **options}, strings=False), offload)
    assert bool(offloaded) == is_offloaded
