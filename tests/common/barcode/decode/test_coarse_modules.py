"""How many times smaller a copy is read follows from the widths that the test draws."""

from random import Random

import pytest
from PIL import Image, ImageDraw, ImageFont

from common.barcode.decode import coarse_modules


def stripes(module: int, *, dark: int = 0, light: int = 255, seed: int = 1) -> Image.Image:
    """Return forty bars and spaces of 1 to 3 modules, as linear symbols have them."""
    random = Random(seed)
    image = Image.new("L", (130 * module, 30 * module), light)
    x = 10 * module
    for place in range(40):
        width = module * random.choice((1, 1, 2, 3))
        if place % 2 == 0:
            box = (x, 5 * module, x + width - 1, 25 * module)
            ImageDraw.Draw(image).rectangle(box, fill=dark)
        x += width
    return image


@pytest.mark.parametrize(("module", "factor"), [(1, 1), (4, 1), (9, 1), (10, 2), (20, 4), (33, 6)])
def test_the_copy_has_modules_of_some_pixels(module: int, factor: int) -> None:
    assert coarse_modules.factor(stripes(module)) == factor


def test_symbols_that_lie_count_as_well() -> None:
    lying = stripes(20).transpose(Image.Transpose.ROTATE_90)
    assert coarse_modules.factor(lying) == 4


def test_soft_and_grey_edges_are_edges() -> None:
    grey = stripes(20, dark=90, light=190).resize((1_300, 300), Image.Resampling.BICUBIC)
    assert coarse_modules.factor(grey) == 2


def test_a_picture_of_few_edges_stays_as_it_is() -> None:
    assert coarse_modules.factor(Image.new("L", (900, 900), 200)) == 1
    assert coarse_modules.factor(Image.linear_gradient("L").resize((900, 900))) == 1


def test_text_of_usual_size_stays_as_it_is() -> None:
    page = Image.new("L", (1_200, 1_600), 255)
    draw = ImageDraw.Draw(page)
    for line in range(40):
        text = "Lorem ipsum dolor sit amet, consectetur adipiscing elit"
        draw.text((40, 40 * line), text, fill=0, font=ImageFont.load_default(28))
    assert coarse_modules.factor(page) == 1


def test_noise_stays_as_it_is() -> None:
    random = Random(2)
    noise = Image.frombytes("L", (400, 400), random.randbytes(160_000))
    assert coarse_modules.factor(noise) == 1
