"""The decoders read what bwip-js draws, as pictures, with random data of each symbology."""

import base64
import io
import json
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from PIL import Image

from common.barcode.decode import linear_search, picture_search, postal_search
from tests.interop.environments import HERE, NODE

SCRIPT = Path(__file__).parent / "clients" / "bwip_pictures.cjs"
EACH = 5
DIGITS, CAPITALS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LETTERS = DIGITS + CAPITALS + CAPITALS.lower() + " #"
MARGIN = 40  # pixels of paper about each picture


class Kind(NamedTuple):
    """A symbology: its id, its name there, how to make data, and what to put before them there."""

    id: str
    name: str
    data: Callable[[Random], str]
    options: dict[str, Any] = {}  # noqa: RUF012 # never changed
    before: str = ""


def of(characters: str, *lengths: int) -> Callable[[Random], str]:
    return lambda random: "".join(random.choices(characters, k=random.choice(lengths)))


def number(least: int, most: int, digits: int = 0) -> Callable[[Random], str]:
    return lambda random: f"{random.randint(least, most):0{digits}}"


def both(*parts: Callable[[Random], str]) -> Callable[[Random], str]:
    return lambda random: "".join(part(random) for part in parts)


SOME = tuple(range(4, 15))
BY_CHARACTERS, BY_DIGITS = {"custinfoenc": "character"}, {"custinfoenc": "numeric"}
POINT = of(DIGITS, 8)
LINEAR = (
    Kind("bc412", "bc412", of(DIGITS + CAPITALS.replace("O", ""), *range(7, 19)), {"semi": True}),
    Kind("channel_code", "channelcode", number(0, 3493, 4)),
    Kind("channel_code", "channelcode", number(0, 7_742_862, 7)),
    Kind("code11", "code11", of(DIGITS + "-", *range(2, 9)), {"includecheck": True}),
    Kind("coop2of5", "coop2of5", of(DIGITS, *SOME)),
    Kind("datalogic2of5", "datalogic2of5", of(DIGITS, *SOME)),
    Kind("ean2", "ean2", of(DIGITS, 2)),
    Kind("ean5", "ean5", of(DIGITS, 5)),
    Kind("iata2of5", "iata2of5", of(DIGITS, *SOME)),
    Kind("industrial2of5", "industrial2of5", of(DIGITS, *SOME)),
    Kind("matrix2of5", "matrix2of5", of(DIGITS, *SOME)),
    Kind("msi", "msi", of(DIGITS, *SOME)),
    Kind("pharmacode", "pharmacode", number(100, 131_070)),
    Kind("plessey", "plessey", of(DIGITS + "ABCDEF", *SOME)),
    Kind("plessey", "plessey", of(DIGITS + "ABCDEF", *SOME), {"unidirectional": True}),
    Kind("telepen_numeric", "telepennumeric", of(DIGITS, 4, 8, 14)),
)
POSTAL = (
    Kind("auspost", "auspost", POINT, before="11"),
    Kind("auspost", "auspost", both(POINT, of(LETTERS, 5)), BY_CHARACTERS, "59"),
    Kind("auspost", "auspost", both(POINT, of(LETTERS, 10)), BY_CHARACTERS, "62"),
    Kind("auspost", "auspost", both(POINT, of(DIGITS, 15)), BY_DIGITS, "62"),
    Kind("auspost_reply", "auspost", POINT, before="45"),
    Kind("auspost_routing", "auspost", POINT, before="87"),
    Kind("auspost_redirect", "auspost", POINT, before="92"),
    Kind("daft", "daft", of("DAFT", 20, 40)),
    Kind("kix", "kix", both(number(1000, 9999), of(CAPITALS, 2), of(DIGITS, 1, 3))),
    Kind("pharmacode2", "pharmacode2", number(1000, 64_570_080)),
    Kind("planet", "planet", of(DIGITS, 11, 13)),
    Kind("postnet", "postnet", of(DIGITS, 5, 9, 11)),
    Kind("rm4scc", "royalmail", of(DIGITS + CAPITALS, 6, 8)),
    Kind("usps_imb", "onecode", both(of(DIGITS, 1), of("01234", 1), of(DIGITS, 18, 23, 29))),
)
# Their check digits are part of what is read.
WITH_CHECK_DIGIT = ("planet", "postnet")


def data(kind: Kind) -> list[str]:
    random = Random(f"{kind.id} {kind.before}{kind.options}")
    return [kind.data(random) for _ in range(EACH)]


@cache
def pictures() -> dict[int, list[Image.Image]]:
    requests = [
        (kind.name, kind.before + text, {"scale": 3, "height": 8, **kind.options})
        for kind in (*LINEAR, *POSTAL)
        for text in data(kind)
    ]
    for _, _, options in requests[EACH * len(LINEAR) :]:
        del options["height"]  # it is the standard's own
    done = subprocess.run(
        [NODE, SCRIPT],
        input=json.dumps(requests),
        capture_output=True,
        text=True,
        check=True,
        cwd=HERE,
    )
    drawn = [picture(file) for file in json.loads(done.stdout)]
    return {
        id(kind): drawn[place * EACH : (place + 1) * EACH]
        for place, kind in enumerate((*LINEAR, *POSTAL))
    }


def picture(file: str) -> Image.Image:
    bars = Image.open(io.BytesIO(base64.b64decode(file))).convert("L")
    page = Image.new("L", (bars.width + 2 * MARGIN, bars.height + 2 * MARGIN), 255)
    page.paste(bars, (MARGIN, MARGIN))
    return page


def name(kind: Kind) -> str:
    return f"{kind.id}-{kind.before}{''.join(kind.options)}"


@pytest.mark.parametrize("kind", LINEAR, ids=name)
def test_linear_pictures_are_read(kind: Kind) -> None:
    """The data are what bwip-js was given."""
    for text, drawn in zip(data(kind), pictures()[id(kind)], strict=True):
        assert text in [one.decoding.text for one in linear_search.find(drawn, (kind.id,))]


@pytest.mark.parametrize("kind", POSTAL, ids=name)
def test_postal_pictures_are_read(kind: Kind) -> None:
    """The data are what bwip-js was given, and the check digits that the USPS defines."""
    for text, drawn in zip(data(kind), pictures()[id(kind)], strict=True):
        found = [one.decoding.text for one in postal_search.find(drawn, (kind.id,))]
        if kind.id in WITH_CHECK_DIGIT:
            text += str(-sum(map(int, text)) % 10)
        assert text in found


WIDE = tuple(
    next(kind for kind in (*LINEAR, *POSTAL) if kind.id == id)
    for id in ("auspost", "code11", "msi", "pharmacode", "rm4scc")
)


@pytest.mark.parametrize("times", [4, 7, 11])
@pytest.mark.parametrize("kind", WIDE, ids=name)
def test_modules_of_many_pixels_are_read(kind: Kind, times: int) -> None:
    """A large drawing says what the small one says: modules of 12, 21 and 33 px."""
    (text, *_), (small, *_) = data(kind), pictures()[id(kind)]
    large = small.resize((times * small.width, times * small.height), Image.Resampling.NEAREST)
    found = picture_search.find(large)
    assert text in [one.text for one in found]
    corners = [corner for one in found for corner in one.corners]
    assert max(corner.x for corner in corners) > large.width / 2
