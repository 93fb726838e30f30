"""Pictures of barcodes that were spoiled in a known way, so that zxing-cpp does not read them."""

import io
from collections.abc import Callable, Iterator
from math import cos, pi, sin
from random import Random
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from tests.common.barcode.decode.diagnosis import ean, symbols
from tests.common.barcode.decode.diagnosis.symbols import MODULE, Drawn


class Spoiled(NamedTuple):
    """A picture that no reader reads.

    Attributes:
        cause: code of what was done to it.
        symbol: name of the format.
        file: the picture, as PNG or JPEG.
    """

    cause: str
    symbol: str
    file: bytes


def pictures(seed: int, count: int) -> Iterator[Spoiled]:
    """Yield *count* pictures, each cause in turn."""
    rng = Random(seed)
    causes = tuple(SPOILERS)
    for number in range(count):
        yield _unreadable(rng, causes[number % len(causes)])


def unreadable(seed: int, cause: str) -> Spoiled:
    """Return a picture with this cause."""
    return _unreadable(Random(seed), cause)


def in_margin(image: Image.Image, px: int) -> Image.Image:
    """Return *image* with white around it."""
    return ImageOps.expand(image, px, 255)


def _unreadable(rng: Random, cause: str) -> Spoiled:
    while True:
        symbol, image = SPOILERS[cause](rng)
        file = io.BytesIO()
        if cause == "jpeg":
            image.save(file, "JPEG", quality=rng.randint(1, 8))
        else:
            image.save(file, "PNG")
        if not symbols.read(Image.open(file)):
            return Spoiled(cause, symbol, file.getvalue())


def page(
    rng: Random, drawn: Drawn, pixels: float, *, ink: int | None = None, paper: int | None = None
) -> Image.Image:
    """Return *drawn* with its quiet zone on a sheet of paper.

    Args:
        rng: source of what is random.
        drawn: the symbol.
        pixels: of a module.
        ink: its level of grey; random and dark if None.
        paper: likewise, light.
    """
    ink = rng.randint(0, 60) if ink is None else ink
    paper = rng.randint(225, 255) if paper is None else paper
    margin = rng.randint(12, 25) * MODULE
    sheet = ImageOps.expand(drawn.image, margin, 255)
    scale = pixels / MODULE
    size = (max(8, round(sheet.width * scale)), max(8, round(sheet.height * scale)))
    sheet = sheet.resize(size, Image.Resampling.BOX)
    return sheet.point([round(ink + (paper - ink) * level / 255) for level in range(256)])


def _box(sheet: Image.Image) -> tuple[int, int, int, int]:
    """Return the box of what is dark on *sheet*."""
    box = sheet.point([255 * (level < 150) for level in range(256)]).getbbox()
    assert box is not None
    return box


def _small(rng: Random) -> tuple[str, Image.Image]:
    drawn = symbols.any_symbol(rng)
    return drawn.format, page(rng, drawn, rng.uniform(0.55, 1.4))


def _blur(rng: Random) -> tuple[str, Image.Image]:
    drawn = symbols.any_symbol(rng)
    pixels = rng.uniform(2.5, 8)
    sheet = page(rng, drawn, pixels)
    if rng.random() < 0.5:
        radius = rng.uniform(0.5, 1.2) * pixels
        return drawn.format, sheet.filter(ImageFilter.GaussianBlur(radius))
    length = round(rng.uniform(2, 5) * pixels)
    return drawn.format, _moved(sheet, length, rng.choice((0, 0, pi / 6, pi / 2)))


def _moved(image: Image.Image, length: int, angle: float) -> Image.Image:
    """Return *image* as a camera sees it that moves by *length* px during the exposure."""
    total = image
    for step in range(1, length):
        x, y = round(step * cos(angle)), round(step * sin(angle))
        shifted = Image.new("L", image.size, image.getpixel((0, 0)))
        shifted.paste(image, (x, y))
        total = Image.blend(total, shifted, 1 / (step + 1))
    return total


def _low_contrast(rng: Random) -> tuple[str, Image.Image]:
    drawn = symbols.any_symbol(rng)
    paper = rng.randint(60, 255)
    ink = paper - rng.randint(6, 18)
    return drawn.format, page(rng, drawn, rng.uniform(2.5, 6), ink=ink, paper=paper)


def _quiet_zone(rng: Random) -> tuple[str, Image.Image]:
    drawn = symbols.any_symbol(rng)
    pixels = rng.uniform(2.5, 6)
    gap = rng.uniform(0, 1.4) * MODULE
    framed = ImageOps.expand(drawn.image, round(gap), 255)
    framed = ImageOps.expand(framed, round(rng.uniform(1, 12) * MODULE), rng.randint(0, 40))
    if rng.random() < 0.5:
        framed = ImageOps.expand(framed, rng.randint(2, 10) * MODULE, 255)
    size = round(framed.width * pixels / MODULE), round(framed.height * pixels / MODULE)
    return drawn.format, framed.resize(size, Image.Resampling.BOX)


def _mirrored(rng: Random) -> tuple[str, Image.Image]:
    drawn = symbols.matrix(rng, "RMQRCode", "MicroPDF417")
    return drawn.format, ImageOps.mirror(page(rng, drawn, rng.uniform(2.5, 6)))


def _inverted(rng: Random) -> tuple[str, Image.Image]:
    drawn = symbols.matrix(rng, "PDF417", "MicroPDF417")
    return drawn.format, ImageOps.invert(page(rng, drawn, rng.uniform(2.5, 6)))


def _cropped(rng: Random) -> tuple[str, Image.Image]:
    drawn = symbols.any_symbol(rng)
    pixels = rng.uniform(2.5, 6)
    sheet = page(rng, drawn, pixels)
    box = _box(sheet)
    cut = round(rng.uniform(0.15, 0.4) * (box[2] - box[0]))
    sides = [(box[0] + cut, 0, sheet.width, sheet.height), (0, 0, box[2] - cut, sheet.height)]
    if not drawn.is_linear:
        cut = round(rng.uniform(0.15, 0.4) * (box[3] - box[1]))
        sides += [(0, box[1] + cut, sheet.width, sheet.height), (0, 0, sheet.width, box[3] - cut)]
    cropped = sheet.crop(rng.choice(sides))
    # What is read with more paper around it lacks its quiet zone only.
    if symbols.read(in_margin(cropped, 40)):
        return _cropped(rng)
    return drawn.format, cropped


def _finder(rng: Random) -> tuple[str, Image.Image]:
    drawn = symbols.matrix(rng, "QRCode")
    image = drawn.image.copy()
    side = round(rng.uniform(5, 7) * MODULE)
    right, low = image.width - side, image.height - side
    x, y = rng.choice(((0, 0), (right, 0), (0, low)))
    ImageDraw.Draw(image).rectangle((x, y, x + side, y + side), fill=rng.choice((0, 255)))
    return drawn.format, page(rng, drawn._replace(image=image), rng.uniform(3, 7))


def _check_digit(rng: Random) -> tuple[str, Image.Image]:
    digits = ean.wrong(ean.complete(symbols.digits(rng, 12)), rng.randint(1, 9))
    drawn = Drawn("EAN13", ean.draw(digits, MODULE, 50), digits, is_linear=True)
    return drawn.format, page(rng, drawn, rng.uniform(2, 5))


def _glare(rng: Random) -> tuple[str, Image.Image]:
    drawn = symbols.any_symbol(rng)
    # A reflection shows on grey paper, and on white as a hole in the symbol.
    paper = rng.choice((255, rng.randint(190, 235)))
    sheet = page(rng, drawn, rng.uniform(3, 7), paper=paper)
    light = Image.new("L", sheet.size, 0)
    box = _box(sheet)
    width, height = (
        rng.uniform(0.4, 0.8) * (box[2] - box[0]),
        rng.uniform(0.5, 0.8 if paper == 255 else 1.2) * (box[3] - box[1]),
    )
    x, y = rng.uniform(0.35, 0.65) * sheet.width, rng.uniform(0.4, 0.6) * sheet.height
    ellipse = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    ImageDraw.Draw(light).ellipse(ellipse, fill=255)
    light = light.filter(ImageFilter.GaussianBlur(rng.uniform(1, 12)))
    return drawn.format, ImageChops.add(sheet, light)


def _uneven(rng: Random) -> tuple[str, Image.Image]:
    drawn = symbols.any_symbol(rng)
    sheet = page(rng, drawn, MODULE)
    scale = rng.uniform(1.1, 1.75) / MODULE
    size = round(sheet.width * scale), round(sheet.height * scale)
    return drawn.format, sheet.resize(size, Image.Resampling.NEAREST)


def _perspective(rng: Random) -> tuple[str, Image.Image]:
    drawn = symbols.matrix(rng, "QRCode", "DataMatrix", "Aztec", "PDF417")
    sheet = page(rng, drawn, rng.uniform(4, 8))
    far = rng.uniform(0.25, 0.42)
    width, height = sheet.size
    lower = height * rng.uniform(0.5, 0.9)
    corners = ((far * width, 0), ((1 - far) * width, 0), (width, lower), (0, lower))
    return drawn.format, warped(sheet, corners)


def warped(image: Image.Image, corners: tuple[tuple[float, float], ...]) -> Image.Image:
    """Return *image* with its corners moved to *corners*, clockwise from the upper left."""
    width, height = image.size
    whole = ((0, 0), (width, 0), (width, height), (0, height))
    rows = []
    for (x, y), (u, v) in zip(corners, whole, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    fill = image.getpixel((0, 0))
    return image.transform(
        image.size, Image.Transform.PERSPECTIVE, _solved(rows), Image.Resampling.BICUBIC,
        fillcolor=fill,
    )  # fmt: skip


def _solved(rows: list[list[float]]) -> list[float]:
    """Return the solution of linear equations, each with its right side last."""
    count = len(rows)
    for place in range(count):
        pivot = max(range(place, count), key=lambda row: abs(rows[row][place]))
        rows[place], rows[pivot] = rows[pivot], rows[place]
        rows[place] = [value / rows[place][place] for value in rows[place]]
        for row in range(count):
            if row != place:
                factor = rows[row][place]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[place], strict=True)]
    return [row[-1] for row in rows]


def _jpeg(rng: Random) -> tuple[str, Image.Image]:
    drawn = symbols.any_symbol(rng)
    return drawn.format, page(rng, drawn, rng.uniform(1.8, 3.5))


def _unknown(rng: Random) -> tuple[str, Image.Image]:
    if rng.random() < 0.5:
        widths = [rng.choice((1, 2, 3, 4)) for _ in range(rng.randrange(41, 81, 2))]
        row = b"".join(bytes([255 * (place % 2)]) * wide for place, wide in enumerate(widths))
        bars = Image.frombytes("L", (len(row), 1), row)
        image = bars.resize((len(row) * MODULE, 40 * MODULE), Image.Resampling.NEAREST)
        return "bars", page(rng, Drawn("", image, "", is_linear=True), rng.uniform(2.5, 6))
    side = rng.randint(16, 30)
    cells = Image.frombytes("L", (side, side), bytes(rng.choice((0, 255)) for _ in range(side**2)))
    image = cells.resize((side * MODULE, side * MODULE), Image.Resampling.NEAREST)
    return "cells", page(rng, Drawn("", image, "", is_linear=False), rng.uniform(3, 7))


def _none(rng: Random) -> tuple[str, Image.Image]:
    kind = rng.choice(("blank", "text", "noise", "gradient", "form"))
    sheet = Image.new("L", (rng.randint(300, 1200), rng.randint(300, 1200)), rng.randint(230, 255))
    draw = ImageDraw.Draw(sheet)
    if kind == "text":
        for y in range(20, sheet.height - 20, rng.randint(16, 30)):
            words = (symbols.letters(rng, 2, 9).lower() for _ in range(rng.randint(6, 14)))
            draw.text(
                (20, y), " ".join(words), fill=rng.randint(0, 60), font_size=rng.randint(10, 16)
            )
    elif kind == "noise":
        sheet = Image.effect_noise(sheet.size, rng.uniform(10, 60))
    elif kind == "gradient":
        sheet = Image.linear_gradient("L").resize(sheet.size)
    elif kind == "form":
        for y in range(20, sheet.height - 20, rng.randint(40, 90)):
            draw.rectangle((20, y, sheet.width - 20, y + 30), outline=0)
            draw.text((26, y + 6), symbols.letters(rng, 4, 20), fill=0, font_size=14)
    return kind, sheet


def label(seed: int) -> Image.Image:
    """Return a label with words in several sizes and no barcode."""
    rng = Random(seed)
    words = [
        "Article",
        "Price",
        "EUR",
        "9.99",
        "Best",
        "before",
        "12345",
        "SHELF-12",
        "Lot",
        "weight",
        "net",
        "500",
        "g",
        "Made",
        "in",
    ]
    sheet = Image.new("L", (rng.randint(300, 1200), rng.randint(100, 800)), 255)
    draw = ImageDraw.Draw(sheet)
    y = 10
    while y < sheet.height - 100:
        size = rng.choice((10, 14, 18, 24, 36, 60, 100))
        line = " ".join(rng.choice(words) for _ in range(rng.randint(1, 9)))
        draw.text((rng.randint(5, 40), y), line, fill=rng.randint(0, 80), font_size=size)
        y += round(size * rng.uniform(1.1, 2))
    return sheet


SPOILERS: dict[str, Callable[[Random], tuple[str, Image.Image]]] = {
    "small_modules": _small,
    "blur": _blur,
    "low_contrast": _low_contrast,
    "quiet_zone": _quiet_zone,
    "inverted": _inverted,
    "mirrored": _mirrored,
    "cropped": _cropped,
    "finder": _finder,
    "check_digit": _check_digit,
    "glare": _glare,
    "uneven_modules": _uneven,
    "perspective": _perspective,
    "jpeg": _jpeg,
    "unknown_symbology": _unknown,
    "no_barcode": _none,
}
