"""Codewords by chance, which error correction would let pass, never raise."""

import random
from collections.abc import Callable, Sequence

import pytest

from common.barcode.decode import gs1_compaction
from common.barcode.decode.decoders import (
    codablock_f,
    code16k,
    code49,
    code_one,
    dotcode,
    grid_matrix,
    hanxin,
)

# What reads the message of each symbology, and how many values its codewords have.
MESSAGES: dict[str, tuple[Callable[[Sequence[int]], object], int]] = {
    "code_one": (lambda words: code_one.read_message(words, 0), 256),
    "dotcode": (lambda words: dotcode.read_message(words, 0), 113),
    "hanxin": (lambda words: hanxin.read_message(words, 0), 256),
    "grid_matrix": (lambda words: grid_matrix.read_message(words, 0), 128),
    "code16k": (lambda words: code16k.read_message(words[0] % 7, words[1:]), 107),
    "code49": (lambda words: code49.read_message(words[0] % 7, words), 49),
    "codablock_f": (
        lambda words: codablock_f.read_message(
            [codablock_f.CodablockRow("B", 0, tuple(words))] * 2
        ),
        103,
    ),
    "composite": (
        lambda words: gs1_compaction.elements_of([word & 1 for word in words]),
        2,
    ),
    "composite_a": (lambda words: gs1_compaction.bits_of_cc_a(words), 929),
    "composite_b": (lambda words: gs1_compaction.bits_of_bytes([920, 901, *words]), 929),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_messages_by_chance_do_not_raise(name: str) -> None:
    """A decoder never raises, whatever a symbol holds."""
    read, values = MESSAGES[name]
    chance = random.Random(name)
    for _ in range(1500):
        size = chance.choice((2, 3, 4, 6, 10, 30, 100))
        read(chance.choices(range(values), k=size))


@pytest.mark.parametrize("word", range(103, 113))
def test_a_long_run_of_one_codeword_does_not_raise(word: int) -> None:
    """Codewords that change the mode do so without end at most once for each codeword."""
    dotcode.read_message([112, *[word] * 1500], 0)
