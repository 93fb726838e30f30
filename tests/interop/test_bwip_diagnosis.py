"""The diagnosis names causes in symbols that bwip-js draws and that are spoiled here."""

import json
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from tests.common.barcode.decode.diagnosis import pictures
from tests.interop.environments import HERE, NODE
from tests.interop.test_bwip_read import SCRIPT, picture


@cache
def drawn(name: str, text: str) -> Image.Image:
    """Return the symbol *name* of *text* in a margin."""
    done = subprocess.run(
        [NODE, SCRIPT],
        input=json.dumps([(name, text, {"scale": 3})]),
        capture_output=True,
        text=True,
        check=True,
        cwd=HERE,
    )
    (file,) = json.loads(done.stdout)
    return picture(file)


class Postal(NamedTuple):
    """Two texts of one length, and how many bars the check character and the stop have."""

    name: str
    text: str
    other: str
    last: int


def spliced(case: Postal) -> Image.Image:
    """Return the bars of the text with the check character of the other one."""
    image, other = drawn(case.name, case.text), drawn(case.name, case.other)
    assert image.size == other.size
    line = image.point([0] * 128 + [255] * 128).resize((image.width, 1), Image.Resampling.BOX)
    # Columns that are all light are paper; the others are bars.
    columns = line.tobytes()
    starts = [x for x in range(1, image.width) if columns[x] < 255 == columns[x - 1]]
    first = starts[-case.last] - 1
    both = image.copy()
    both.paste(other.crop((first, 0, *image.size)), (first, 0))
    return both


POSTAL = (
    # The check digits by the rule of the USPS: the sum of all digits is a multiple of 10.
    (Postal("postnet", "90210", "90213", 6), "902105", "8", "postnet"),
    (Postal("postnet", "902104433", "902104437", 6), "9021044330", "4", "postnet"),
    (Postal("postnet", "55555123799", "55555123794", 6), "555551237999", "4", "postnet"),
    (Postal("planet", "01234567890", "01234567893", 6), "012345678902", "5", "planet"),
    # No digits: the manuals number these characters otherwise.
    (Postal("royalmail", "LE28HS9Z", "LE28HS9Y", 5), "LE28HS9Z", "", "rm4scc"),
    (Postal("japanpost", "6540123789-A-K-Z", "6540123789-A-K-Y", 5), "6540123789-A-K-Z", "",
     "japanpost"),
)  # fmt: skip


@pytest.mark.parametrize(("case", "text", "required", "id"), POSTAL)
def test_postal_check_character_that_contradicts_the_data_is_told(
    case: Postal, text: str, required: str, id: str
) -> None:
    """All bars are whole, and the last character is that of another address."""
    finding = pictures.findings(pictures.png(spliced(case)))[0]
    assert (finding.code, finding.text, finding.format) == ("check_digit", text, id)
    assert f"require {required}" in finding.message


MIRRORED = (
    ("royalmail", "LE28HS9Z", "LE28HS9Z", "rm4scc"),
    ("onecode", "0123456709498765432101234567891", "0123456709498765432101234567891", "usps_imb"),
    ("japanpost", "6540123789-A-K-Z", "6540123789-A-K-Z", "japanpost"),
    ("auspost", "5956439111ABA 9", "56439111ABA 9", "auspost"),
)


@pytest.mark.parametrize("address", [False, True])
@pytest.mark.parametrize(("name", "text", "read", "id"), MIRRORED)
def test_postal_code_in_a_mirror_is_told(
    name: str, text: str, read: str, id: str, *, address: bool
) -> None:
    """With lines of an address above it, and alone."""
    symbol = drawn(name, text)
    page = Image.new("L", (symbol.width, symbol.height + 120 * address), 250)
    page.paste(symbol, (0, 120 * address))
    if address:
        draw = ImageDraw.Draw(page)
        draw.multiline_text((60, 20), "Mr D Whitlock\n3 Harbour Lane\nPoole", fill=0, font_size=26)
    finding = pictures.findings(pictures.png(ImageOps.mirror(page)))[0]
    assert (finding.code, finding.text.strip(), finding.format) == ("mirrored", read, id)


def by_zint(name: str, text: str) -> Image.Image:
    """Return the symbol *name* of *text* in a margin."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "symbol.png")
        command = ("zint", "-b", name, "-d", text, "--scale", "4", "-o", file)
        subprocess.run(command, check=True)
        return ImageOps.expand(Image.open(file).convert("L"), 40, 255)


@pytest.mark.parametrize("blur", [0.0, 1.2])
@pytest.mark.parametrize(
    ("name", "text", "id"),
    [
        ("GRIDMATRIX", "GRID-77120-AC", "grid_matrix"),
        ("MAILMARK", "41038422416563762EF61AH8T", "mailmark"),
    ],
)
def test_what_zint_draws_is_told_in_a_mirror(name: str, text: str, id: str, blur: float) -> None:
    """A photo of large modules has edges of 3 px."""
    photo = ImageOps.mirror(by_zint(name, text)).filter(ImageFilter.GaussianBlur(blur))
    finding = pictures.findings(pictures.png(photo))[0]
    assert (finding.code, finding.text.strip(), finding.format) == ("mirrored", text, id)


def _bars(image: Image.Image) -> tuple[int, int, int, int]:
    """Return the box of what is dark in *image*."""
    box = ImageOps.invert(image).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize("part", [0.15, 0.25, 0.4])
@pytest.mark.parametrize("text", ["15400141288763", "04012345678901"])
def test_itf_14_that_the_picture_cuts_is_told_though_it_has_a_frame(text: str, part: float) -> None:
    """bwip-js draws the bearer bars as a frame, of which the right side is left."""
    image = drawn("itf14", text)
    left, top, right, bottom = _bars(image)
    cut = image.crop((left + round(part * (right - left)), top, right + 10, bottom + 10))
    assert zxingcpp.read_barcodes(cut) == []
    # The white quiet zone in the frame may be taken for a reflection.
    assert "cropped" in [one.code for one in pictures.findings(pictures.png(cut))]


@pytest.mark.parametrize("rules", [3, 4])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rationalizedCodabar", "A40156B"), ("code39", "SHELF7"),
        ("code128", "BAG-20417"),
    ],
)  # fmt: skip
def test_rules_of_a_form_in_the_quiet_zone_are_told(name: str, text: str, rules: int) -> None:
    """Lines of a pixel more than a module, a module away from the first and the last bar."""
    image = drawn(name, text)
    left, top, right, bottom = _bars(image)
    ruled = Image.new("L", (image.width + 200, image.height + 20), 255)
    ruled.paste(image, (100, 10))
    draw = ImageDraw.Draw(ruled)
    for rule in range(rules):
        away = 3 + 8 * rule
        draw.rectangle((100 + left - away - 4, top, 100 + left - away - 1, bottom + 20), fill=0)
        draw.rectangle((100 + right + away, top, 100 + right + away + 3, bottom + 20), fill=0)
    assert zxingcpp.read_barcodes(ruled) == []
    finding = pictures.findings(pictures.png(ruled))[0]
    assert (finding.code, finding.text) == ("quiet_zone", text)
