"""Causes are named of linear, stacked and postal symbols as people photograph and print them.

zint draws the symbols, and the spoilers are those of this test; each picture is one that nothing
here reads.
"""

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from common.barcode.decode import reader
from common.barcode.decode.reader import Wanted
from tests.common.barcode.decode.diagnosis import labels, pictures

DATA = {
    "CODE128": "SHELF 4711",
    "CODE39": "SHELF4711",
    "CODE93": "SHELF 4711",
    "EANX": "400638133393",
    "UPCE": "0123456",
    "MSI_PLESSEY": "80523117",
    "CODABAR": "A40156391B",
    "TELEPEN": "LIB0042",
    "CODE11": "552-01937",
    "DBAR_OMN": "2401234567890",
    "DBAR_EXPSTK": "[01]09501101530003[10]AB123456",
    "CODE16K": "Blood unit 2281-A-77 pos",
    "KIX": "1231FZ13XHS",
    "RM4SCC": "LE28HS9Z",
    "JAPANPOST": "6540123789-A-K-Z",
    "ONECODE": "01234567094987654321-01234567891",
}


def draw(kind: str, module: int) -> Image.Image:
    return labels.draw(kind, DATA[kind], module)


def named(image: Image.Image) -> list[str]:
    """Return the causes that are named of *image*, in which nothing is read for sure."""
    read = reader.read_file(pictures.png(image), Wanted())
    assert all(one.guess for one in read.barcodes)
    return [one.code for one in read.pages[0].diagnosis]


@pytest.mark.parametrize("kind", ["CODE128", "MSI_PLESSEY", "EANX", "RM4SCC"])
def test_faint_bars_on_a_table(kind: str) -> None:
    """Ten levels of difference, while text and the edges of the label have two hundred."""
    label = labels.printed(draw(kind, 4), 4, 205, 215)
    assert named(labels.on_table(1, label))[0] == "low_contrast"


@pytest.mark.parametrize("kind", ["CODE128", "CODABAR", "EANX"])
def test_blurred_label_on_a_table(kind: str) -> None:
    """Lines of the wood are as strong as the bars."""
    label = labels.on_table(2, labels.printed(draw(kind, 4), 4))
    assert "blur" in named(label.filter(ImageFilter.GaussianBlur(4)))[:2]


@pytest.mark.parametrize("kind", ["CODE128", "DBAR_OMN"])
def test_label_that_moved_across_its_bars(kind: str) -> None:
    """Bars run together to shades of grey, which have no module any more."""
    label = labels.moved(labels.printed(draw(kind, 5), 5), 20)
    assert "blur" in named(labels.grainy(label, 3))[:2]


@pytest.mark.parametrize("kind", ["MSI_PLESSEY", "CODE11", "TELEPEN"])
@pytest.mark.parametrize("degrees", [80, 84])
def test_bars_on_a_bottle(kind: str, degrees: float) -> None:
    """Symbols that zxing-cpp does not read once they are flat again."""
    label = labels.bent(labels.printed(draw(kind, 4), 4), degrees)
    assert "curved" in named(labels.grainy(label, 2))[:2]


@pytest.mark.parametrize("kind", ["CODE39", "TELEPEN"])
def test_reflection_over_the_whole_height_of_bars(kind: str) -> None:
    """A soft stripe of light on white paper."""
    label = labels.printed(draw(kind, 4), 4, paper=250)
    light = Image.new("L", label.size, 0)
    middle, wide = label.width // 2, label.width // 14
    ImageDraw.Draw(light).rectangle((middle - wide, 0, middle + wide, label.height), fill=255)
    light = light.filter(ImageFilter.GaussianBlur(10))
    assert "glare" in named(ImageChops.add(label, light))[:2]


@pytest.mark.parametrize(
    ("kind", "spread"),
    [
        ("CODE128", ImageFilter.MinFilter),
        ("MSI_PLESSEY", ImageFilter.MinFilter),
        ("CODE128", ImageFilter.MaxFilter),
    ],
)
def test_bars_that_grew_until_they_met(
    kind: str, spread: type[ImageFilter.MinFilter | ImageFilter.MaxFilter]
) -> None:
    """By half a module on either side: single spaces, or single bars, are gone."""
    label = labels.printed(draw(kind, 8), 8).filter(spread(9))
    assert "print_growth" in named(label)[:2]


@pytest.mark.parametrize(
    ("kind", "factor"),
    [("UPCE", 1.33), ("DBAR_OMN", 1.33), ("DBAR_OMN", 1.45), ("CODE39", 1.33), ("CODE39", 1.45)],
)
def test_bars_that_were_resized_and_enlarged(kind: str, factor: float) -> None:
    """From one px to a module by leaving out and repeating pixels, then to four px each."""
    symbol = draw(kind, 2)
    small = symbol.resize((symbol.width // 2, 60), Image.Resampling.NEAREST)
    uneven = small.resize((round(small.width * factor), 60), Image.Resampling.NEAREST)
    large = uneven.resize((4 * uneven.width, 240), Image.Resampling.NEAREST)
    assert named(ImageOps.expand(large, 60, 255))[0] == "uneven_modules"


@pytest.mark.parametrize("kind", ["RM4SCC", "JAPANPOST", "ONECODE"])
def test_mirrored_postal_codes(kind: str) -> None:
    """Their bars have upper and lower ends, which stay, and come in the opposite order."""
    mirrored = ImageOps.mirror(labels.printed(draw(kind, 4), 4))
    assert named(mirrored)[0] == "mirrored"


def test_white_bars_of_a_postal_code_on_black() -> None:
    negative = ImageOps.invert(labels.printed(draw("ONECODE", 4), 4))
    assert named(negative)[0] == "inverted"


@pytest.mark.parametrize("kind", ["RM4SCC"])
def test_postal_bars_that_a_print_head_left_out(kind: str) -> None:
    """A white column deletes two bars."""
    symbol = draw(kind, 4)
    canvas = ImageDraw.Draw(symbol)
    canvas.rectangle((symbol.width // 3, 0, symbol.width // 3 + 14, symbol.height), fill=255)
    assert "damaged" in named(labels.printed(symbol, 4))[:2]


def test_grain_of_several_px() -> None:
    """Of film, or of a camera with much gain: the page is full of it."""
    label = labels.on_table(3, labels.printed(draw("CODE128", 3), 3))
    half = labels.noise((label.width // 2, label.height // 2), 150)
    grain = half.resize(label.size, Image.Resampling.BILINEAR)
    assert "noise" in named(ImageChops.add(label, grain, 1, -128))[:2]


def test_stripes_are_no_barcode() -> None:
    """Shutters have parallel edges, too, all at one distance."""
    image = Image.new("L", (700, 500), 215)
    for place in range(0, 700, 24):
        ImageDraw.Draw(image).rectangle((place, 30, place + 9, 470), fill=60)
    assert named(labels.grainy(image, 4)) == ["no_barcode"]
