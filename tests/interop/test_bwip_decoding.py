"""Random data that bwip-js draws is read by the decoders here.

`make interop` installs bwip-js and runs this. Left out is what bwip-js 4.11.4 draws wrongly: Code
49 with a run of 6, 11, 16 … digits after another character, whose last digit it does not encode.
"""

import json
import random
import re
import subprocess
from collections.abc import Callable
from itertools import groupby
from typing import Any, NamedTuple

import pytest

from common.barcode.decode.decoder import Decoder
from common.barcode.decode.decoders import (
    codablock_f,
    code16k,
    code49,
    code_one,
    composite,
    dotcode,
    hanxin,
)
from common.barcode.model.symbol import Sequence
from tests.interop.environments import HERE, NODE
from tests.interop.test_bwip import SCRIPT

_COUNT = 40  # symbols of each kind
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "0123456789"
_ASCII = "".join(map(chr, range(128)))
_LATIN = "".join(map(chr, range(256)))
_ALPHABETS = (_DIGITS, _LETTERS + _DIGITS, _ASCII[32:127], _ASCII)
_LAST_DIGIT_LOST = re.compile(r"(?<=\D)(?<!\d)(?:\d{5})*\d(?!\d)(?<=\d{6})")


class Kind(NamedTuple):
    """One symbology: its name there, its decoder, and what of *alphabets* it takes at most."""

    name: str
    decoder: Decoder
    most: int
    alphabets: tuple[str, ...] = (*_ALPHABETS, _LATIN)


KINDS = (
    Kind("codablockf", codablock_f.DECODER, 120),
    Kind("code16k", code16k.DECODER, 35),
    Kind("code49", code49.DECODER, 22, _ALPHABETS),
    Kind("codeone", code_one.DECODER, 150),
    Kind("dotcode", dotcode.DECODER, 100),
    Kind("hanxin", hanxin.DECODER, 200),
)


def drawn(requests: list[tuple[str, str, dict[str, Any]]]) -> list[list[bytes]]:
    """Return the rows of modules that bwip-js draws of each of *requests*."""
    done = subprocess.run(
        [NODE, SCRIPT],
        input=json.dumps(requests),
        capture_output=True,
        text=True,
        check=True,
        cwd=HERE,
    )
    return [
        [
            bytes(one["modules"][at : at + one["width"]])
            for at in range(0, len(one["modules"]), one["width"])
        ]
        for one in json.loads(done.stdout)
    ]


def as_input(decoder: Decoder, rows: list[bytes]) -> Any:
    if decoder.kind == "matrix":
        return rows
    return [[len(list(run)) for _, run in groupby(row.strip(b"\x00"))] for row in rows]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_random_data_is_read(kind: Kind) -> None:
    """bwip-js drew the symbols; it shares no code with the decoders."""
    chance = random.Random(kind.name)
    texts = []
    while len(texts) < _COUNT:
        size = chance.randint(1, kind.most)
        text = "".join(chance.choices(chance.choice(kind.alphabets), k=size))
        if kind.name != "code49" or not _LAST_DIGIT_LOST.search(text):
            texts.append(text)
    requests = [(kind.name, text, {"binarytext": True}) for text in texts]
    for text, rows in zip(texts, drawn(requests), strict=True):
        found = kind.decoder.decode(as_input(kind.decoder, rows))
        assert text.encode("latin-1") in [one.content for one in found], repr(text)


@pytest.mark.parametrize("kind", [code16k.DECODER, code49.DECODER], ids=["code16k", "code49"])
def test_place_in_a_message_is_read(kind: Decoder) -> None:
    """bwip-js draws the place as two digits, index and count."""
    (name,) = kind.symbologies
    places = [(1, 2), (2, 2), (3, 7), (4, 7), (9, 9)]
    requests = [(name, "PART 12", {"sam": 10 * index + count}) for index, count in places]
    for (index, count), rows in zip(places, drawn(requests), strict=True):
        (found,) = kind.decode(as_input(kind, rows))
        assert (found.text, found.sequence) == ("PART 12", Sequence(index, count, ""))


def digits(count: int) -> Callable[[random.Random], str]:
    return lambda chance: "".join(chance.choices(_DIGITS, k=count))


def gtin(first: str = "") -> Callable[[random.Random], str]:
    def draw(chance: random.Random) -> str:
        body = first + "".join(chance.choices(_DIGITS, k=13 - len(first)))
        total = sum(int(one) * (3, 1)[place % 2] for place, one in enumerate(body))
        return f"(01){body}{-total % 10}"

    return draw


COMPOSITES = {
    "ean13composite": ("ean13_composite", digits(12)),
    "ean8composite": ("ean8_composite", digits(7)),
    "upcacomposite": ("upca_composite", digits(11)),
    "gs1-128composite": ("gs1_128_composite", gtin()),
    "databaromnicomposite": ("databar_omni_composite", gtin()),
    "databartruncatedcomposite": ("databar_truncated_composite", gtin()),
    "databarstackedcomposite": ("databar_stacked_composite", gtin()),
    "databarstackedomnicomposite": ("databar_stacked_omni_composite", gtin()),
    "databarlimitedcomposite": ("databar_limited_composite", gtin("0")),
    "databarexpandedcomposite": ("databar_expanded_composite", gtin()),
    "databarexpandedstackedcomposite": ("databar_expanded_stacked_composite", gtin()),
}


def elements(chance: random.Random) -> str:
    """Return elements that take each of the encodation methods of ISO/IEC 24723, 5.2."""
    date = f"{chance.randint(0, 99):02}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    word = "".join(chance.choices(_LETTERS + _DIGITS + "-/abc", k=chance.randint(1, 18)))
    return chance.choice(
        (
            f"(11){date}",
            f"(17){date}(10){word}",
            f"(10){word}(21){word[:5]}",
            f"(90){chance.choice(('', '7', '42', '123'))}{chance.choice('ABDHXZ')}{word}",
            f"(90)B{word.upper()}(21)7",
            f"(99){word}(240)x",
        )
    )


@pytest.mark.parametrize("name", COMPOSITES)
@pytest.mark.parametrize("version", ["a", "b"])
def test_random_composites_are_read(name: str, version: str) -> None:
    """bwip-js drew both components and the separator between them."""
    symbology, linear = COMPOSITES[name]
    chance = random.Random(name)
    pairs = [(linear(chance), elements(chance)) for _ in range(_COUNT // 2)]
    requests = [(name, f"{first}|{second}", {"ccversion": version}) for first, second in pairs]
    for (first, second), rows in zip(pairs, drawn(requests), strict=True):
        found = composite.decode(as_input(composite.DECODER, rows))
        texts = [one.text for one in found if one.symbology == symbology]
        assert [text.partition("|")[2] for text in texts] == [second]
        assert texts[0].startswith(first) or first.endswith(texts[0].partition("|")[0])
