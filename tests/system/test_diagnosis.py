"""The cause is named of pictures that zint's command line has drawn and that were spoiled here.

They differ from those of the unit tests in the program that draws, in the symbologies and in how
they are spoiled: grain on blur, printing screens, bottles, covers and tears.
"""

from collections.abc import Callable
from random import Random

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from common.barcode.decode import reader
from common.barcode.decode.reader import Wanted
from tests.common.barcode.decode.diagnosis import labels, pictures

CAPITALS, DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
Spoil = Callable[[Random, Image.Image, int], Image.Image]


def text(random: Random, least: int, most: int) -> str:
    return "".join(random.choices(CAPITALS + DIGITS, k=random.randint(least, most)))


def on_paper(image: Image.Image, module: int, quiet: int = 14) -> Image.Image:
    """Return *image* with a quiet zone, as dark and light as prints are."""
    sheet = ImageOps.expand(image, quiet * module, 255)
    return sheet.point([30 + level * 205 // 255 for level in range(256)])


def blurred(random: Random, image: Image.Image, module: int) -> Image.Image:
    radius = random.uniform(0.75, 1.0) * module
    return labels.grainy(on_paper(image, module).filter(ImageFilter.GaussianBlur(radius)), 4)


def moved(random: Random, image: Image.Image, module: int) -> Image.Image:
    total = sheet = on_paper(image, module)
    for step in range(1, round(random.uniform(3, 4) * module)):
        total = Image.blend(total, ImageChops.offset(sheet, step, step // 4), 1 / (step + 1))
    return labels.grainy(total, 4)


def noisy(random: Random, image: Image.Image, module: int) -> Image.Image:
    return labels.grainy(on_paper(image, module), random.uniform(90, 120))


def dithered(_: Random, image: Image.Image, module: int) -> Image.Image:
    sheet = ImageOps.expand(image, 14 * module, 255)
    return sheet.point([110 + level * 120 // 255 for level in range(256)]).convert("1").convert("L")


def bent(random: Random, image: Image.Image, module: int) -> Image.Image:
    """Return *image* on a cylinder, of which the camera sees nearly a half."""
    sheet = on_paper(image, module, 10)
    return labels.bent(sheet, random.uniform(80, 83))


def stretched(random: Random, image: Image.Image, module: int) -> Image.Image:
    sheet = on_paper(image, module)
    factor = random.uniform(2.8, 3.6)
    return sheet.resize((round(sheet.width * factor), sheet.height), Image.Resampling.BILINEAR)


def covered(random: Random, image: Image.Image, module: int) -> Image.Image:
    sheet = on_paper(image, module)
    wide = round(0.35 * image.width)
    left = 14 * module + round(random.uniform(0.25, 0.4) * image.width)
    box = (left, 10 * module, left + wide, sheet.height - 10 * module)
    ImageDraw.Draw(sheet).rectangle(box, fill=random.randint(110, 160))
    return sheet


def torn(random: Random, image: Image.Image, module: int) -> Image.Image:
    sheet = on_paper(image, module)
    left = 14 * module + round(random.uniform(0.3, 0.4) * image.width)
    wide, low = 0.35 * image.width, sheet.height - 12 * module
    corners = [(left, 12 * module), (left + wide, 12 * module), (left + wide - module, low)]
    ImageDraw.Draw(sheet).polygon([*corners, (left + module, low)], fill=235)
    return sheet


def negative(_: Random, image: Image.Image, module: int) -> Image.Image:
    return ImageOps.invert(on_paper(image, module))


def mirrored(_: Random, image: Image.Image, module: int) -> Image.Image:
    return ImageOps.mirror(on_paper(image, module))


def against_a_block(random: Random, image: Image.Image, module: int) -> Image.Image:
    wide = random.randint(6, 10) * module
    beside = Image.new("L", (image.width + wide, image.height), 0)
    beside.paste(image, (wide, 0))
    return on_paper(beside, module)


def flush(_: Random, image: Image.Image, module: int) -> Image.Image:
    sheet = Image.new("L", (image.width + 50 * module, image.height + 40 * module), 40)
    sheet.paste(on_paper(image, module, 0), (25 * module, 20 * module))
    return sheet


def cut(random: Random, image: Image.Image, module: int) -> Image.Image:
    sheet = on_paper(image, module)
    left = 14 * module + round(random.uniform(0.2, 0.35) * image.width)
    return sheet.crop((left, 0, sheet.width, sheet.height))


def faint(random: Random, image: Image.Image, module: int) -> Image.Image:
    paper = random.randint(120, 240)
    sheet = ImageOps.expand(image, 14 * module, 255)
    return sheet.point([paper - 12 + level * 12 // 255 for level in range(256)])


def lit(_: Random, image: Image.Image, module: int) -> Image.Image:
    """Return *image* on grey paper with a reflection whose light fades out."""
    sheet = on_paper(image, module).point([level * 210 // 255 for level in range(256)])
    light = Image.radial_gradient("L").point([max(0, 255 - 3 * level // 2) for level in range(256)])
    side = max(image.width, image.height) * 3 // 5
    spot = Image.new("L", sheet.size, 0)
    place = (sheet.width - side) // 2, (sheet.height - side) // 2
    spot.paste(light.resize((side, side)).point([min(255, 2 * v) for v in range(256)]), place)
    return ImageChops.add(sheet, spot)


def resized(random: Random, image: Image.Image, module: int) -> Image.Image:
    sheet = on_paper(image, module)
    scale = random.uniform(1.2, 1.7) / module
    size = round(sheet.width * scale), round(sheet.height * scale)
    return sheet.resize(size, Image.Resampling.NEAREST)


def shrunk(random: Random, image: Image.Image, module: int) -> Image.Image:
    sheet = on_paper(image, module)
    scale = random.uniform(0.7, 1.2) / module
    size = round(sheet.width * scale), round(sheet.height * scale)
    return labels.grainy(sheet.resize(size, Image.Resampling.BOX), 2)


LINEAR = ("CODE128", "CODE39", "CODE93", "TELEPEN", "LOGMARS")
MATRIX = ("QRCODE", "DATAMATRIX", "AZTEC", "HANXIN", "GRIDMATRIX", "CODEONE")
OWN = ("HANXIN", "GRIDMATRIX", "CODEONE")
ANY = (*LINEAR, *MATRIX, "PDF417", "CODE16K")
CAUSES: tuple[tuple[str, Spoil, tuple[str, ...]], ...] = (
    ("blur", blurred, ANY),
    ("blur", moved, ANY),
    ("noise", noisy, ("CODE128", "DATAMATRIX", "CODE16K", "AZTEC")),
    ("noise", dithered, ("CODE128", "DATAMATRIX", "PDF417")),
    ("curved", bent, ("CODE128", "PDF417")),
    ("stretched", stretched, ("AZTEC", "DATAMATRIX", "HANXIN")),
    ("damaged", covered, ("CODE128", "CODE39", "DATAMATRIX", "QRCODE")),
    ("damaged", torn, ("CODE128", "CODE93")),
    ("inverted", negative, ("CODE16K", "CODE49")),
    ("mirrored", mirrored, (*OWN, "MAXICODE", "RMQR", "MICROPDF417")),
    ("quiet_zone", against_a_block, ("CODE128", "CODE93", "CODE39", "GRIDMATRIX")),
    ("quiet_zone", flush, ("CODE128", "CODE93", "CODE39")),
    ("cropped", cut, ANY),
    ("low_contrast", faint, ANY),
    ("glare", lit, LINEAR),
    ("uneven_modules", resized, ("CODE128", "CODE93", "DATAMATRIX", "PDF417", "QRCODE")),
    ("small_modules", shrunk, ANY),
)
EACH = 2


@pytest.mark.parametrize(
    ("cause", "spoil", "kinds"),
    CAUSES,
    ids=lambda value: getattr(value, "__name__", str(value))[:24],
)
def test_cause_is_named(cause: str, spoil: Spoil, kinds: tuple[str, ...]) -> None:
    """Of the first pictures that are not read; a reader may read some all the same."""
    random = Random(f"{cause} {len(kinds)}")
    seen: list[tuple[str, list[str]]] = []
    for _ in range(5 * EACH):
        kind = random.choice(kinds)
        module = 2 * random.randint(2, 3)
        drawn = labels.draw(kind, text(random, 6, 10), module)
        found = named(spoil(random, drawn, module))
        seen += [(kind, found)] if found else []
        if len(seen) == EACH:
            break
    assert len(seen) == EACH
    assert [kind for kind, found in seen if cause not in found] == [], seen


def named(image: Image.Image) -> list[str]:
    """Return the causes that are named; [] if the symbol is read."""
    read = reader.read_file(pictures.png(image), Wanted())
    return [] if read.barcodes else [one.code for one in read.pages[0].diagnosis]
