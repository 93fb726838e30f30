"""A part of a symbol without a check digit, drawn by zint (Debian), is no sure reading."""

import io
from collections.abc import Callable
from math import exp
from random import Random

import pytest
from PIL import Image, ImageDraw, ImageOps

from common.barcode.decode import reader
from tests.system.test_zint_read import DIGITS, MARGIN, Data, draw, of

EACH = 2
ENOUGH = (8, 10, 12)
UNCHECKED: tuple[tuple[str, str, Data], ...] = (
    ("code11", "CODE11", of(DIGITS + "-", *ENOUGH)),
    ("itf", "C25INTER", of(DIGITS, *ENOUGH)),
    ("msi", "MSI_PLESSEY", of(DIGITS, *ENOUGH)),
)


def bars_of(page: Image.Image) -> tuple[int, int, int, int]:
    """Return the box about the bars, without the text below them."""
    right = page.width - MARGIN
    middle = page.height // 3
    column = [level < 128 for level in page.crop((MARGIN, 0, MARGIN + 1, page.height)).tobytes()]
    bottom = next(y for y in range(middle, page.height) if not column[y])
    return MARGIN, MARGIN, right, bottom


def somewhere(page: Image.Image, random: Random) -> tuple[float, float]:
    """Return the middle of a part of the bars, and its width."""
    left, _, right, _ = bars_of(page)
    length = right - left
    return left + random.uniform(0.25, 0.75) * length, random.uniform(0.05, 0.3) * length


def behind_a_reflection(page: Image.Image, random: Random) -> Image.Image:
    middle, width = somewhere(page, random)
    light = [round(255 * exp(-2 * ((x - middle) / width) ** 2)) for x in range(page.width)]
    mask = Image.frombytes("L", (page.width, 1), bytes(light)).resize(page.size)
    return Image.composite(Image.new("L", page.size, 255), page, mask)


def under_a_slip(page: Image.Image, random: Random, level: int = 255) -> Image.Image:
    middle, width = somewhere(page, random)
    _, top, _, bottom = bars_of(page)
    page = page.copy()
    box = (middle - width / 2, top - 4, middle + width / 2, bottom + 4)
    ImageDraw.Draw(page).rectangle(box, fill=level)
    return page


def under_tape(page: Image.Image, random: Random) -> Image.Image:
    return under_a_slip(page, random, 0)


def under_a_round_label(page: Image.Image, random: Random) -> Image.Image:
    middle, width = somewhere(page, random)
    _, top, _, bottom = bars_of(page)
    page = page.copy()
    box = (middle - width / 2, top - 4, middle + width / 2, bottom + 4)
    ImageDraw.Draw(page).ellipse(box, fill=random.choice((0, 255)))
    return page


def cut_off(page: Image.Image, random: Random) -> Image.Image:
    middle, _ = somewhere(page, random)
    left, right = random.choice(((0, round(middle)), (round(middle), page.width)))
    return page.crop((left, 0, right, page.height))


def said(page: Image.Image) -> set[tuple[str, str]]:
    file = io.BytesIO()
    page.save(file, "PNG")
    return {(one.format, one.text) for one in reader.read(file.getvalue()) if not one.guess}


@pytest.mark.parametrize(
    "hide",
    [behind_a_reflection, under_a_slip, under_tape, under_a_round_label, cut_off],
    ids=lambda hide: str(hide.__name__),
)
@pytest.mark.parametrize(("id", "kind", "data"), UNCHECKED, ids=lambda value: str(value)[:16])
def test_what_is_left_of_a_symbol_is_no_sure_reading(
    id: str, kind: str, data: Data, hide: Callable[[Image.Image, Random], Image.Image]
) -> None:
    """The whole symbol is read for sure, and what is left of it as the whole one or as a guess."""
    random = Random(f"{kind} {hide.__name__} parts")
    for _ in range(EACH):
        page = draw(kind, data(random))
        whole = said(page)
        assert {format for format, _ in whole} == {id}
        for _ in range(3):
            assert said(hide(page, random)) <= whole


def in_a_frame(page: Image.Image) -> Image.Image:
    framed = ImageOps.expand(page, 20, 255)
    ImageDraw.Draw(framed).rectangle((10, 10, framed.width - 11, framed.height - 11), outline=0)
    return framed


def turned(page: Image.Image) -> Image.Image:
    return ImageOps.expand(page, 40, 255).rotate(4, Image.Resampling.BICUBIC, fillcolor=255)


def without_margin(page: Image.Image) -> Image.Image:
    return page.crop(bars_of(page))


def twice(page: Image.Image) -> Image.Image:
    both = Image.new("L", (2 * page.width, page.height), 255)
    both.paste(page, (0, 0))
    both.paste(page, (page.width, 0))
    return both


@pytest.mark.parametrize(
    "show", [in_a_frame, turned, without_margin, twice], ids=lambda show: str(show.__name__)
)
@pytest.mark.parametrize(("id", "kind", "data"), UNCHECKED, ids=lambda value: str(value)[:16])
def test_a_whole_symbol_is_sure(
    id: str, kind: str, data: Data, show: Callable[[Image.Image], Image.Image]
) -> None:
    """What stands next to it is no part of it. The reading is that of zint's drawing alone."""
    page = draw(kind, data(Random(f"{kind} {show.__name__}")))
    assert said(show(page)) == said(page) != set()
