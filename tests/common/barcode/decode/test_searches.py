"""The searches in pictures: bad pictures first, then turned and spoiled symbols."""

from collections.abc import Callable
from functools import partial
from random import Random

import pytest
from PIL import Image, ImageFilter

from common.barcode.decode import four_state, linear_search, picture_search, postal_search
from common.barcode.decode.decoder import Located

Find = Callable[..., tuple[Located, ...]]
FINDS: tuple[Find, ...] = (linear_search.find, postal_search.find)
MODULE = 4  # pixels
# Code 11 of 1 with its check character (AIM USD-8), and KIX of PostNL's example 1.
CODE11 = "112211" + "211121" + "211121" + "11221"
KIX = "TDFADDAATTFFTTFFDAFTDAFTDTAFTTFFTDFADDAATTFF"


def linear_picture(widths: str = CODE11) -> Image.Image:
    """Return bars of 80 pixels on a page with room about them."""
    total = sum(map(int, widths)) * MODULE
    page = Image.new("L", (total + 160, 200), 255)
    at = 80
    for place, width in enumerate(map(int, widths)):
        if place % 2 == 0:
            page.paste(0, (at, 60, at + width * MODULE, 140))
        at += width * MODULE
    return page


def postal_picture(letters: str = KIX) -> Image.Image:
    """Return bars of 32 pixels, whose tracker region is 8 high, at a pitch of 8."""
    page = Image.new("L", (8 * len(letters) + 160, 160), 255)
    for place, bar in enumerate(four_state.from_names(letters)):
        top, bottom = (64 if bar.ascends else 76), (96 if bar.descends else 84)
        page.paste(0, (80 + 8 * place, top, 84 + 8 * place, bottom))
    return page


def texts(find: Find, picture: Image.Image, id: str) -> list[str]:
    return [one.decoding.text for one in find(picture, (id,))]


@pytest.mark.parametrize("find", FINDS)
@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (40, 40)])
@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_picture_of_one_level_has_nothing(find: Find, size: tuple[int, int], level: int) -> None:
    """There is no bar without a space."""
    assert find(Image.new("L", size, level)) == ()


@pytest.mark.parametrize(
    "find", [partial(linear_search.find, with_guesses=False), postal_search.find]
)
def test_noise_has_nothing_that_is_sure(find: Find) -> None:
    """Random pixels are of no standard."""
    noise = Image.frombytes("L", (300, 200), Random(1).randbytes(60_000))

    assert find(noise) == ()


@pytest.mark.parametrize("turn", [0, 90, 180, 270, 3, -3, 92, 178])
def test_linear_bars_are_found_however_they_are_turned(turn: int) -> None:
    """Right angles and a few degrees are what scanners and cameras make."""
    picture = linear_picture().rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=255)

    assert texts(linear_search.find, picture, "code11")[0] == "1"


@pytest.mark.parametrize("turn", [0, 90, 180, 270, 4, -4, 87, 182])
def test_postal_bars_are_found_however_they_are_turned(turn: int) -> None:
    """A KIX is a KIX upside down too; that with a Dutch postcode is the likelier one."""
    picture = postal_picture().rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=255)

    assert texts(postal_search.find, picture, "kix") == ["2500GG30250"]


@pytest.mark.parametrize(
    ("find", "picture", "text"),
    [
        (linear_search.find, linear_picture(), "1"),
        (postal_search.find, postal_picture(), "2500GG30250"),
    ],
)
def test_blurred_grey_bars_are_found(find: Find, picture: Image.Image, text: str) -> None:
    """A scan is blurred, its paper grey and its ink not black."""
    grey = picture.filter(ImageFilter.GaussianBlur(1)).point(
        [60 + level // 2 for level in range(256)]
    )

    assert find(grey)[0].decoding.text == text


def test_corners_are_those_of_the_bars() -> None:
    """The picture has bars from 80 to 232 and 60 to 140, read from the left."""
    found, with_check = linear_search.find(linear_picture(), ("code11",))
    right = 80 + sum(map(int, CODE11)) * MODULE

    expected = [(80, 60), (right, 60), (right, 140), (80, 140)]

    # The check digit may be data as well: a second reading of the same bars.
    assert (found.corners, found.decoding.text) == (with_check.corners, "1")
    assert all(
        abs(a - b) <= 2
        for corner, place in zip(found.corners, expected, strict=True)
        for a, b in zip(corner, place, strict=True)
    )


def test_two_equal_symbols_are_two() -> None:
    """Every symbol counts, by its place."""
    one = linear_picture()
    page = Image.new("L", (one.width, 2 * one.height), 255)
    page.paste(one, (0, 0))
    page.paste(one, (0, one.height))

    found = linear_search.find(page, ("code11",))
    assert [one.decoding.text for one in found].count("1") == 2
    assert len({one.corners for one in found}) == 2


def test_ambiguous_symbologies_are_guessed_only_if_asked_for_or_nothing_else_is_there() -> None:
    """Industrial 2 of 5 of 25: start 110, stop 101, 2 is 01001 and 5 is 10100 (AIM USS)."""
    picture = linear_picture("313111" + "1131111131" + "3111311111" + "31113")

    (named,) = linear_search.find(picture, ("industrial2of5",))
    (guess,) = linear_search.find(picture)

    assert (named.decoding.text, named.decoding.is_guess) == ("25", False)
    assert (guess.decoding.text, guess.decoding.is_guess) == ("25", True)
    assert linear_search.find(picture, with_guesses=False) == ()


@pytest.mark.parametrize("digits", ["268", "2683"])
def test_a_part_of_a_row_of_bars_is_no_msi(digits: str) -> None:
    """Any digits may follow each other in MSI, so that a spoiled symbol has shorter ones in it."""
    bits = "".join(f"{int(digit):04b}" for digit in digits)
    symbol = "21" + "".join("21" if bit == "1" else "12" for bit in bits) + "121"
    random = Random(1)
    rest = "".join(random.choice("123") + random.choice("12") for _ in range(60)) + "1"
    assert [one.text for one in picture_search.find(linear_picture(symbol))] == [digits]
    assert picture_search.find(linear_picture(symbol + "3" + rest)) == []


def test_a_short_code_11_is_a_guess() -> None:
    """One of eleven chance characters fits a check character."""
    (short,) = picture_search.find(linear_picture(CODE11))
    assert (short.format, short.text, short.guess) == ("code11", "1", True)


def lone_bars(*heights: tuple[int, int]) -> Image.Image:
    """Return bars of 4 px at a pitch of 8, each from its first row to its last."""
    page = Image.new("L", (8 * len(heights) + 80, 100), 255)
    for place, (top, bottom) in enumerate(heights):
        page.paste(0, (40 + 8 * place, top, 44 + 8 * place, bottom))
    return page


@pytest.mark.parametrize(
    "heights",
    [
        [(30, 60)] * 12,  # stripes
        [(30, 60), (45, 60)] * 6,  # a line with two heights
        [(30 + 7 * place % 23, 60) for place in range(12)],  # a chart
        [(30, 45), (45, 60)],  # two bars
        [(30, 60), (30, 45), (45, 60), (30, 60)],  # strokes of a word
        [(30, 60), (30, 45), (45, 60), (36, 60), (30, 52)] * 3,  # more than two heights
    ],
)
def test_bars_that_are_no_postal_code_are_no_guess(heights: list[tuple[int, int]]) -> None:
    """DAFT names any bars; a symbol has two heights above and two below."""
    assert picture_search.find(lone_bars(*heights)) == []


def test_lone_four_state_bars_are_a_guess_with_both_directions() -> None:
    """The letters are those of the bars: full, ascender, descender and tracker."""
    states = {"F": (30, 60), "A": (30, 50), "D": (40, 60), "T": (40, 50)}
    (found,) = picture_search.find(lone_bars(*(states[one] for one in "FATDDAFTA")))
    other = "".join({"A": "D", "D": "A"}.get(one, one) for one in reversed("FATDDAFTA"))
    assert (found.format, found.text, found.guess) == ("daft", "FATDDAFTA", True)
    assert [(one.format, one.text) for one in found.alternatives] == [("daft", other)]
