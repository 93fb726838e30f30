"""Bars and photographs of labels, as zint's command line draws them and cameras see them."""

import io
import subprocess
from math import asin, radians, sin
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

INK, PAPER = 30, 235


def draw(kind: str, data: str, module: int) -> Image.Image:
    """Return the symbol as zint draws it, *module* px to a module, without a quiet zone."""
    command = ["zint", "-b", kind, "-d", data, "--direct", "--filetype=PNG", "--notext"]
    command.append(f"--scale={module / 2}")
    file = subprocess.run(command, check=True, capture_output=True).stdout
    image = Image.open(io.BytesIO(file)).convert("L")
    return image.crop(ImageOps.invert(image).getbbox())


def printed(symbol: Image.Image, module: int, ink: int = INK, paper: int = PAPER) -> Image.Image:
    """Return *symbol* with a quiet zone, in these levels of grey."""
    sheet = ImageOps.expand(symbol, 12 * module, 255)
    return sheet.point([ink + level * (paper - ink) // 255 for level in range(256)])


def wood(seed: int, size: tuple[int, int]) -> Image.Image:
    """Return lines of many shades across a picture."""
    random = Random(seed)
    column = Image.new("L", (1, size[1]))
    column.putdata([random.randint(90, 160) for _ in range(size[1])])
    return column.resize(size).filter(ImageFilter.GaussianBlur(1))


def on_table(seed: int, label: Image.Image) -> Image.Image:
    """Return *label*, with a line of text, on a wooden table."""
    lettered = Image.new("L", (label.width, label.height + 40), label.getpixel((0, 0)))
    lettered.paste(label, (0, 40))
    ImageDraw.Draw(lettered).text((14, 12), "Order 2024-11-30", fill=INK, font_size=18)
    table = wood(seed, (lettered.width + 120, lettered.height + 100))
    table.paste(lettered, (60, 50))
    return grainy(table, 3)


def grainy(image: Image.Image, deviation: float) -> Image.Image:
    """Return *image* with normally distributed noise."""
    return ImageChops.add(image, noise(image.size, deviation), 1, -128)


def noise(size: tuple[int, int], deviation: float) -> Image.Image:
    """Return normally distributed levels around 128, the same in each run."""
    levels = Random(1)
    count = size[0] * size[1]
    pixels = bytes(max(0, min(255, round(levels.gauss(128, deviation)))) for _ in range(count))
    return Image.frombytes("L", size, pixels)


def bent(image: Image.Image, degrees: float) -> Image.Image:
    """Return *image* on a cylinder, whose edges are seen at *degrees* from the middle."""
    half, (width, height) = radians(degrees), image.size
    strips = min(200, width)
    mesh = []
    for strip in range(strips):
        first, last = (width * place // strips for place in (strip, strip + 1))
        left, right = (
            width / 2 * (1 + asin((2 * x / width - 1) * sin(half)) / half) for x in (first, last)
        )
        mesh.append(((first, 0, last, height), (left, 0, left, height, right, height, right, 0)))
    return image.transform(image.size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)


def moved(image: Image.Image, px: int) -> Image.Image:
    """Return *image* as a camera sees it that moves along its rows by *px*."""
    total = image
    for step in range(1, px):
        total = Image.blend(total, ImageChops.offset(image, step, 0), 1 / (step + 1))
    return total
