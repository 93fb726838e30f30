"""Random data that zint's command line draws is read by the decoders here.

It draws Grid Matrix, which bwip-js lacks, and Chinese text in the modes of Han Xin. Left out is
what it draws wrongly: up to 2.16.0 Grid Matrix has type code 6 for bytes, which AIMD014 has as 7,
and groups of digits with two signs; Code One ends a run of 24, 36, 48 … digits with half of the
code that ends it.
"""

import random
import shutil
import subprocess
from pathlib import Path

import pytest

from common.barcode.decode.decoder import Decoder
from common.barcode.decode.decoders import code_one, dotcode, grid_matrix, hanxin
from common.barcode.decode.matrices import Modules

_COUNT = 30
_HANZI = "\u6c49\u4fe1\u7801\u4e8c\u7ef4\u6761\u6807\u51c6\u4e2d\u56fd\u7269\u54c1\u7f16"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
KINDS = {
    "GRIDMATRIX": (grid_matrix.DECODER, (_HANZI, "0123456789", _LETTERS, _LETTERS.lower() + " ")),
    "HANXIN": (hanxin.DECODER, (_HANZI, _HANZI + "ABCabc019", "\u4e02\u4e04\u554a\u8038A")),
    "CODEONE": (code_one.DECODER, (_LETTERS, _LETTERS + "0123456789 ", "abc DEF*>\r")),
    "DOTCODE": (dotcode.DECODER, (_LETTERS, "0123456789", "abc DEF 0123456789")),
}


def drawn(name: str, text: str, folder: Path) -> list[str]:
    """Return the rows that zint dumps, as bits with up to seven light modules after the last."""
    file = folder / "text"
    file.write_bytes(text.encode())
    program = shutil.which("zint")
    assert program, "apt-get install zint"
    done = subprocess.run(
        [program, "-b", name, "--dump", "-i", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line.replace(" ", "") for line in done.stdout.split("\n") if line.strip()]
    return [f"{int(line, 16):0{4 * len(line)}b}" for line in lines]


def cut(rows: list[str], width: int) -> Modules:
    return tuple(bytes(map(int, row[:width])) for row in rows)


def read(decoder: Decoder, rows: list[str]) -> list[str]:
    """Return the texts read in *rows* at any width that has no dark module beyond it."""
    least = max(len(row.rstrip("0")) for row in rows)
    widths = range(least, min(least + 8, len(rows[0])) + 1)
    return [one.text for width in widths for one in decoder.decode(cut(rows, width))]


@pytest.mark.parametrize("name", KINDS)
def test_random_data_is_read(name: str, tmp_path: Path) -> None:
    """The program drew the modules from the text."""
    decoder, alphabets = KINDS[name]
    chance = random.Random(name)
    for _ in range(_COUNT):
        text = "".join(chance.choices(chance.choice(alphabets), k=chance.randint(1, 60)))
        assert text in read(decoder, drawn(name, text, tmp_path)), repr(text)
