"""Han Xin, Grid Matrix, Code One and DotCode, as bwip-js and zint draw them."""

import random
from collections.abc import Callable

import pytest

from common.barcode.decode.decoder import Decoder
from common.barcode.decode.decoders import code_one, dotcode, grid_matrix, hanxin
from common.barcode.decode.matrices import rotations
from tests.common.barcode.decode.vectors import Vector, load, name

DECODERS = (hanxin.DECODER, grid_matrix.DECODER, code_one.DECODER, dotcode.DECODER)
VECTORS = [
    vector
    for file in ("bwip_js.tsv", "zint.tsv")
    for one in DECODERS
    for vector in load(file, *one.symbologies)
]


def decoder_of(vector: Vector) -> Decoder:
    return next(one for one in DECODERS if vector.symbology in one.symbologies)


@pytest.mark.parametrize("decoder", DECODERS, ids=lambda decoder: decoder.symbologies[0])
@pytest.mark.parametrize(
    "modules",
    [
        (),
        (b"",),
        (b"\x01",),
        (b"\x01" * 23,) * 22 + (b"\x01",),
        (b"\x02" * 23,) * 23,
        (b"\x01" * 23,) * 23,
        (bytes(18),) * 16,
        (bytes(23),) * 14,
        (b"\x01\x00" * 9,) * 18,
        (b"\x01" * 300,) * 300,
    ],
    ids=["none", "empty", "one", "ragged", "grey", "dark", "light", "odd", "striped", "huge"],
)
def test_modules_of_nothing_are_not_decoded(decoder: Decoder, modules: tuple[bytes, ...]) -> None:
    """None of these is a symbol."""
    assert decoder.decode(modules) == ()


@pytest.mark.parametrize("decoder", DECODERS, ids=lambda decoder: decoder.symbologies[0])
def test_random_modules_are_not_decoded(decoder: Decoder) -> None:
    """Patterns and error correction reject what is drawn by chance."""
    chance = random.Random(1)
    for columns, rows in ((23, 23), (18, 18), (18, 16), (22, 22), (29, 20), (11, 8), (49, 16)):
        for _ in range(20):
            modules = tuple(bytes(chance.choices((0, 1), k=columns)) for _ in range(rows))
            assert decoder.decode(modules) == ()


@pytest.mark.parametrize("vector", VECTORS, ids=name)
def test_what_others_draw_is_read(vector: Vector) -> None:
    """The program that the file names drew the modules from the text."""
    (decoding,) = decoder_of(vector).decode(vector.rows)
    assert (decoding.symbology, decoding.text) == (vector.symbology, vector.text)
    assert decoding.errors_corrected == 0


@pytest.mark.parametrize("quarters", [1, 2, 3])
@pytest.mark.parametrize("vector", VECTORS, ids=name)
def test_symbols_may_be_turned(vector: Vector, quarters: int) -> None:
    """Finder patterns and parities say which side is up."""
    (decoding,) = decoder_of(vector).decode(rotations(vector.rows)[quarters])
    assert decoding.text == vector.text


def flipped(vector: Vector, places: list[tuple[int, int]]) -> tuple[bytes, ...]:
    rows = [bytearray(row) for row in vector.rows]
    for x, y in places:
        rows[y][x] ^= 1
    return tuple(map(bytes, rows))


def _first(symbology: str, text: str) -> Vector:
    return next(vector for vector in VECTORS if vector[:2] == (symbology, text))


# Modules that flip so many codewords; check codewords of each symbol, from the standards' tables.
HAN_XIN = _first("hanxin", "0123456789012345")  # version 2, level 4: 22 check codewords
GRID_MATRIX = _first("grid_matrix", "1234567890")  # version 1, level 5: 9 of 18
CODE_ONE = _first("code_one", "Code One A")  # 10 of 20
DOTCODE = _first("dotcode", "This is DotCode")


def han_xin_places(count: int) -> list[tuple[int, int]]:
    """Return a module of each of *count* codewords, which fill the rows without interleaving."""
    places = hanxin.data_places(2)
    return [places[8 * number] for number in range(count)]


def grid_matrix_places(count: int) -> list[tuple[int, int]]:
    """Return a module of each of *count* codewords: two in each macromodule of six modules."""
    return [(6 * (n // 2 % 3) + 4, 6 * (n // 6) + (2 if n % 2 else 4)) for n in range(count)]


def code_one_places(count: int) -> list[tuple[int, int]]:
    """Return a module of each of *count* codewords: four columns of two rows, under the riser."""
    return [(6 + 4 * (n % 3), 2 * (n // 3)) for n in range(count)]


@pytest.mark.parametrize(
    ("vector", "places", "capacity"),
    [
        (HAN_XIN, han_xin_places, 11),
        (GRID_MATRIX, grid_matrix_places, 4),
        (CODE_ONE, code_one_places, 5),
    ],
    ids=["hanxin", "grid_matrix", "code_one"],
)
def test_as_many_codewords_as_the_checks_allow_are_mended(
    vector: Vector, places: Callable[[int], list[tuple[int, int]]], capacity: int
) -> None:
    """Half as many wrong codewords as there are check codewords are mended, one more is not."""
    (decoding,) = decoder_of(vector).decode(flipped(vector, places(capacity)))
    assert (decoding.text, decoding.errors_corrected) == (vector.text, capacity)
    spoiled = flipped(vector, places(capacity + 1))
    assert all(one.text != vector.text for one in decoder_of(vector).decode(spoiled))


def test_missing_dots_of_dotcode_are_mended() -> None:
    """A codeword of other than five dots counts as an erasure, which takes one check codeword."""
    width = len(DOTCODE.rows[0])
    dots = [(x, y) for y, row in enumerate(DOTCODE.rows) for x in range(width) if row[x]]
    spoiled = flipped(DOTCODE, dots[30:36])
    (decoding,) = dotcode.decode(spoiled)
    assert decoding.text == DOTCODE.text
    assert decoding.errors_corrected > 0


def test_either_copy_of_han_xin_s_information_suffices() -> None:
    """Level and mask are drawn twice, at opposite corners (ISO/IEC 20830, 5.7)."""
    last = len(HAN_XIN.rows) - 1
    for is_lower in (False, True):
        places = [(abs(last * is_lower - 8), abs(last * is_lower - y)) for y in range(9)]
        (decoding,) = hanxin.decode(flipped(HAN_XIN, places))
        assert decoding.text == HAN_XIN.text


def test_gs1_elements_are_told_from_other_dotcode() -> None:
    """A message that starts with two digits holds GS1 elements, unless FNC1 is before them."""
    gs1 = load("bwip_js.tsv", "gs1_dotcode")[0]
    plain = _first("dotcode", "1234567890")
    assert [one.is_gs1 for one in dotcode.decode(gs1.rows)] == [True]
    assert [one.is_gs1 for one in dotcode.decode(plain.rows)] == [False]


def test_content_is_the_bytes_and_text_what_they_mean() -> None:
    """Grid Matrix without an announcement is GB 2312 (AIMD014, 6.3)."""
    vector = _first("grid_matrix", "\u6c49\u4fe1\u7801\u4e8c\u7ef4\u6761\u7801")
    (decoding,) = grid_matrix.decode(vector.rows)
    assert decoding.content == vector.text.encode("gb2312")


def test_bars_with_a_round_hole_are_no_empty_code_one() -> None:
    """What is left of bars, lying, looks like version T-32, and is corrected to padding."""
    lying = {2: 3, 4: 6, 11: 17, 13: 17, 15: 17}  # row, and modules of it at either end
    rows = [
        bytes(x < lying.get(y, 0) or x > 32 - lying.get(y, 0) for x in range(33)) for y in range(16)
    ]
    assert code_one.DECODER.decode(rows) == ()
