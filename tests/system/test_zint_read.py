"""The decoders read pictures of random data that the command zint (Debian) draws."""

import io
import subprocess
from collections.abc import Callable
from random import Random

import pytest
from PIL import Image, ImageOps

from common.barcode.decode import linear_search, picture_search, postal_search

EACH = 5
DIGITS, CAPITALS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Data = Callable[[Random], str]
MARGIN = 30  # pixels around each picture


def of(characters: str, *lengths: int) -> Data:
    return lambda random: "".join(random.choices(characters, k=random.choice(lengths)))


def number(minimum: int, maximum: int) -> Data:
    return lambda random: str(random.randint(minimum, maximum))


def both(*parts: Data) -> Data:
    return lambda random: "".join(part(random) for part in parts)


def usps_check_digit(text: str) -> str:
    return text + str(-sum(map(int, text)) % 10)


def mailmark(chain: int) -> Data:
    postcode = both(of(CAPITALS, 1), of(DIGITS, 2), of("ABDEFGHJLN", 2), of(DIGITS, 1))
    dps = both(of("ABDEFGHJLN", 1), of("  ", 1), of(" ", 1))
    digits = of(DIGITS, chain + 8)
    return both(of("01234", 1), of("1234", 1), of("0123456789ABCDE", 1), digits, postcode, dps)


SOME = tuple(range(4, 15))
POINT = of(DIGITS, 8)
LINEAR: tuple[tuple[str, str, Data], ...] = (
    ("bc412", "BC412", of(DIGITS + CAPITALS.replace("O", ""), *range(7, 19))),
    ("channel_code", "CHANNEL", of("012", 6)),
    ("datalogic2of5", "C25LOGIC", of(DIGITS, *SOME)),
    ("ean2", "EANX", of(DIGITS, 2)),
    ("ean5", "EANX", of(DIGITS, 5)),
    ("fim", "FIM", of("ABCD", 1)),
    ("iata2of5", "C25IATA", of(DIGITS, *SOME)),
    ("industrial2of5", "C25IND", of(DIGITS, *SOME)),
    ("matrix2of5", "C25STANDARD", of(DIGITS, *SOME)),
    ("msi", "MSI_PLESSEY", of(DIGITS, *SOME)),
    ("pharmacode", "PHARMA", number(100, 131_070)),
    ("plessey", "PLESSEY", of(DIGITS + "ABCDEF", *SOME)),
    ("telepen_numeric", "TELEPEN_NUM", of(DIGITS, 4, 8, 14)),
)
POSTAL: tuple[tuple[str, str, Data], ...] = (
    ("auspost", "AUSPOST", POINT),
    ("auspost", "AUSPOST", both(POINT, of(DIGITS + CAPITALS + " #", 5))),
    ("auspost", "AUSPOST", both(POINT, of(DIGITS, 15))),
    ("auspost_redirect", "AUSREDIRECT", POINT),
    ("auspost_reply", "AUSREPLY", POINT),
    ("auspost_routing", "AUSROUTE", POINT),
    ("cepnet", "CEPNET", POINT),
    ("daft", "DAFT", of("DAFT", 20, 40)),
    ("japanpost", "JAPANPOST", both(of(DIGITS, 7), of(DIGITS + CAPITALS + "-", 0, 3, 6))),
    ("kix", "KIX", both(number(1000, 9999), of(CAPITALS, 2), of(DIGITS, 1, 3))),
    ("mailmark", "MAILMARK", mailmark(2)),
    ("mailmark", "MAILMARK", mailmark(6)),
    ("pharmacode2", "PHARMA_TWO", number(1000, 64_570_080)),
    ("planet", "PLANET", of(DIGITS, 11, 13)),
    ("postnet", "POSTNET", of(DIGITS, 5, 9, 11)),
    ("rm4scc", "RM4SCC", of(DIGITS + CAPITALS, 6, 8)),
)


def draw(kind: str, text: str, *options: str) -> Image.Image:
    command = ["zint", "-b", kind, "-d", text, "--direct", "--filetype=PNG", "--scale=2", *options]
    file = subprocess.run(command, check=True, capture_output=True).stdout
    bars = Image.open(io.BytesIO(file)).convert("L")
    page = Image.new("L", (bars.width + 2 * MARGIN, bars.height + 2 * MARGIN), 255)
    page.paste(bars, (MARGIN, MARGIN))
    return page


def samples(kind: str, data: Data) -> list[str]:
    random = Random(kind)
    return [data(random) for _ in range(EACH)]


@pytest.mark.parametrize(("id", "kind", "data"), LINEAR, ids=lambda value: str(value)[:16])
def test_linear_pictures_are_read(id: str, kind: str, data: Data) -> None:
    """The data are the arguments of zint."""
    for text in samples(kind, data):
        found = [one.decoding.text for one in linear_search.find(draw(kind, text), (id,))]

        assert text in found


@pytest.mark.parametrize(("id", "kind", "data"), POSTAL, ids=lambda value: str(value)[:16])
def test_postal_pictures_are_read(id: str, kind: str, data: Data) -> None:
    """The data are the arguments of zint; the decoder returns USPS check digits too."""
    for text in samples(kind, data):
        found = [one.decoding.text for one in postal_search.find(draw(kind, text), (id,))]

        assert (usps_check_digit(text) if id in ("planet", "postnet") else text) in found


def test_code_11_of_zint_is_read_without_its_check_characters() -> None:
    """AIM USD-8: one check character up to ten characters of data, two for more; zint draws two."""
    for text in samples("CODE11", of(DIGITS + "-", 11, 14)):
        (found,) = picture_search.find(draw("CODE11", text), ("code11",))

        assert (found.text, found.guess) == (text, False)


def test_korea_post_of_zint_is_read_in_the_order_of_the_specification() -> None:
    """ETRI (1999): digits from the least significant one, as zint draws them; then the check."""
    for text in samples("KOREAPOST", of(DIGITS, 6)):
        (found,) = picture_search.find(draw("KOREAPOST", text), ("koreapost",))

        assert (found.text, found.guess) == (usps_check_digit(text), False)


MIRRORED = ("auspost", "japanpost", "kix", "mailmark", "rm4scc")


@pytest.mark.parametrize(
    ("kind", "data"), [(kind, data) for id, kind, data in POSTAL if id in MIRRORED]
)
def test_a_postal_code_in_a_mirror_is_no_guess(kind: str, data: Data) -> None:
    """What its bars say is known, and is said by the diagnosis: no name of the bars is needed."""
    for text in samples(kind, data)[:2]:
        assert picture_search.find(ImageOps.mirror(draw(kind, text))) == []


@pytest.mark.parametrize("degrees", [2, 4, 7])
@pytest.mark.parametrize(("kind", "text"), [("CODE11", "123456"), ("MSI_PLESSEY", "1234567")])
def test_bars_of_one_px_that_lean_are_one_symbol(kind: str, text: str, degrees: int) -> None:
    """Rows in the middle are not read, so that the upper and the lower ones were two symbols."""
    page = draw(kind, text, "--scale=0.5", "--notext")
    (found,) = picture_search.find(page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255))
    assert found.text.startswith(text[:-1])


@pytest.mark.parametrize("scale", [1, 1.5, 2, 2.5, 3, 3.5, 4])
def test_round_dots_of_few_px_are_read(scale: float) -> None:
    """From 2.5 on zint draws dots of 5 px and more, whose first and last rows are one px wide."""
    (found,) = picture_search.find(draw("DOTCODE", "Shelf 12, row 7", f"--scale={scale}"))
    assert (found.format, found.text, found.guess) == ("dotcode", "Shelf 12, row 7", False)


@pytest.mark.parametrize("degrees", [5, 8])
def test_a_pharmacode_that_leans_is_not_read_in_parts(degrees: int) -> None:
    """Any few of its bars are another number."""
    page = draw("PHARMA", "117480", "--notext")
    page = page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    assert [one.text for one in picture_search.find(page, ("pharmacode",))] == ["117480"]
