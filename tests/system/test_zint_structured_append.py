"""Symbols of a message that zint's command line draws are joined."""

import subprocess
from random import Random

import pytest

from common.barcode.decode import joining, reader

DIGITS, CAPITALS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PDF417_ID = "123045678"
# zint's name, options, how many symbols, their id there and here.
CASES = [
    ("QRCODE", "qr", [], 7, "86", "86"),
    ("QRCODE", "qr", ["--vers=9", "--secure=3"], 3, "255", "255"),
    # zint writes the two codewords of the file from one number.
    ("DATAMATRIX", "datamatrix", ["--square"], 16, "001254", "001254"),
    ("DATAMATRIX", "datamatrix", ["--vers=17"], 2, "254001", "254001"),
    ("AZTEC", "aztec", [], 26, "", ""),
    ("AZTEC", "aztec", ["--vers=20"], 5, "LOT", "LOT"),
    ("PDF417", "pdf417", [], 5, PDF417_ID, PDF417_ID),
    ("PDF417", "pdf417", ["--cols=12"], 120, PDF417_ID, PDF417_ID),
    ("PDF417COMP", "pdf417_compact", ["--cols=3"], 3, PDF417_ID, PDF417_ID),
    ("MICROPDF417", "micropdf417", ["--cols=1"], 3, PDF417_ID, PDF417_ID),
    ("MICROPDF417", "micropdf417", ["--cols=4"], 12, PDF417_ID, PDF417_ID),
    ("CODEONE", "code_one", [], 15, "", ""),
    ("CODEONE", "code_one", ["--vers=4"], 128, "", ""),
    ("GRIDMATRIX", "grid_matrix", [], 2, "86", "86"),
    ("GRIDMATRIX", "grid_matrix", ["--secure=5"], 16, "255", "255"),
    ("DOTCODE", "dotcode", ["--scale=5", "--cols=37"], 7, "", ""),
    ("DOTCODE", "dotcode", ["--scale=5", "--cols=41"], 35, "", ""),
]


def draw(kind: str, text: str, *options: str) -> bytes:
    command = ["zint", "-b", kind, "-d", text, "--direct", "--filetype=PNG", "--scale=2"]
    command += ["--whitesp=5", "--vwhitesp=5", *options]
    return subprocess.run(command, check=True, capture_output=True).stdout


@pytest.mark.parametrize(("kind", "format", "options", "count", "given", "id"), CASES)
def test_symbols_of_a_message_are_joined(
    kind: str, format: str, options: list[str], count: int, given: str, id: str
) -> None:
    """The arguments of zint are the indexes, the count, the id and the data."""
    random = Random(kind)
    texts = ["".join(random.choices(DIGITS + CAPITALS, k=random.randint(4, 12))) for _ in range(3)]
    indexes = sorted({1, random.randint(1, count), count})
    found = []
    for index, text in zip(indexes, texts, strict=False):
        place = f"{index},{count},{given}" if given else f"{index},{count}"
        (one,) = reader.read(draw(kind, text, f"--structapp={place}", *options))
        assert (one.format, one.text) == (format, text)
        assert one.structured_append is not None
        assert (one.structured_append.index, one.structured_append.count) == (index, count)
        assert one.structured_append.id == id
        found.append(one)
    if len(indexes) == count:
        (joined,) = joining.join(found[::-1])
        assert joined.text == "".join(texts[:count])


def test_symbols_without_a_place_have_none() -> None:
    """Zint draws no header."""
    kinds = ("QRCODE", "DATAMATRIX", "AZTEC", "PDF417", "PDF417COMP", "MICROPDF417")
    for kind in (*kinds, "CODEONE", "GRIDMATRIX"):
        (one,) = reader.read(draw(kind, "ABC123"))
        assert (one.text, one.structured_append) == ("ABC123", None)
