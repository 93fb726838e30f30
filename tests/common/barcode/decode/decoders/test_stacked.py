"""Codablock F, Code 16K, Code 49 and GS1 composites, as bwip-js draws them."""

import random
from collections.abc import Callable

import pytest

from common.barcode.decode.decoder import Decoder
from common.barcode.decode.decoders import codablock_f, code16k, code49, composite
from tests.common.barcode.decode.vectors import Vector, load, name, printed

DECODERS = (codablock_f.DECODER, code16k.DECODER, code49.DECODER, composite.DECODER)
VECTORS = [vector for one in DECODERS for vector in load("bwip_js.tsv", *one.symbologies)]
SINGLE = [vector for vector in VECTORS if not vector.symbology.endswith("composite")]
COMPOSITES = [vector for vector in VECTORS if vector.symbology.endswith("composite")]


def decoder_of(vector: Vector) -> Decoder:
    return next(one for one in DECODERS if vector.symbology in one.symbologies)


def texts(vector: Vector, rows: list[list[float]]) -> list[str]:
    """Return what the decoder reads in *rows* as *vector*'s symbology."""
    found = decoder_of(vector).decode(rows)
    return [decoding.text for decoding in found if decoding.symbology == vector.symbology]


@pytest.mark.parametrize("decoder", DECODERS, ids=lambda decoder: decoder.symbologies[0])
@pytest.mark.parametrize(
    "rows",
    [
        [],
        [[]],
        [[1.0]],
        [[0.0] * 79],
        [[1.0] * 39] * 3,
        [[1.0, 2.0, 3.0] * 17] * 20,
        [[float("inf")] * 35, [1e-300] * 51, [1e300] * 73],
    ],
    ids=["none", "empty", "short", "zero", "even", "wrong", "extreme"],
)
def test_rows_of_nothing_are_not_decoded(decoder: Decoder, rows: list[list[float]]) -> None:
    """None of these is a row of any symbology."""
    assert decoder.decode(rows) == ()


@pytest.mark.parametrize("decoder", DECODERS, ids=lambda decoder: decoder.symbologies[0])
def test_random_rows_are_not_decoded(decoder: Decoder) -> None:
    """Check characters of rows and symbols reject what is drawn by chance."""
    chance = random.Random(1)
    for length in (29, 35, 37, 39, 43, 51, 61, 73, 79, 97):
        rows = [[chance.uniform(1, 6) for _ in range(length)] for _ in range(40)]
        assert decoder.decode(rows) == ()


@pytest.mark.parametrize("vector", VECTORS, ids=name)
def test_what_bwip_js_draws_is_read(vector: Vector) -> None:
    """bwip-js drew the modules from the text; no code is shared with it."""
    assert vector.text in texts(vector, vector.widths)


@pytest.mark.parametrize("growth", [-0.3, 0.3])
@pytest.mark.parametrize("vector", VECTORS, ids=name)
def test_bars_may_be_printed_too_wide_or_narrow(vector: Vector, growth: float) -> None:
    """Distances between similar edges do not change with the width of bars (ISO/IEC 15417, 4.7)."""
    rows = [printed(row, growth) if len(row) > 4 else row for row in vector.widths]
    assert vector.text in texts(vector, rows)


@pytest.mark.parametrize("vector", VECTORS, ids=name)
def test_the_unit_of_widths_does_not_matter(vector: Vector) -> None:
    """Decoders see pixels as well as modules."""
    rows = [[width * 3.7 for width in row] for row in vector.widths]
    assert vector.text in texts(vector, rows)


@pytest.mark.parametrize("vector", SINGLE, ids=name)
def test_rows_may_be_scanned_in_any_order_and_often(vector: Vector) -> None:
    """Every row says which it is: by its indicator, its start and stop, or its parity."""
    rows = vector.widths * 3
    random.Random(2).shuffle(rows)
    assert vector.text in texts(vector, rows)


@pytest.mark.parametrize("change", [lambda rows: rows[:-3], lambda rows: rows[3:]])
@pytest.mark.parametrize("vector", SINGLE, ids=name)
def test_a_symbol_without_a_row_is_not_read(
    vector: Vector, change: Callable[[list[list[float]]], list[list[float]]]
) -> None:
    """Check characters are of the whole, so that half a message is never returned."""
    assert texts(vector, change(vector.widths)) == []


@pytest.mark.parametrize("vector", COMPOSITES, ids=name)
def test_a_composite_without_a_row_of_its_matrix_is_read(vector: Vector) -> None:
    """Erasures may be as many as check codewords; a row of CC-A has at most four of either."""
    rows = vector.widths
    spoiled = [[1.0] * len(rows[0]), *rows[1:]]
    found = decoder_of(vector).decode(spoiled)
    assert [one.text for one in found if one.symbology == vector.symbology] == [vector.text]
    assert found[0].errors_corrected > 0


def test_a_composite_of_more_damage_is_not_read() -> None:
    """Of three rows of four codewords with four checks, no two can be missing."""
    vector = next(one for one in COMPOSITES if one.symbology == "ean13_composite")
    rows = [[1.0] * 51, [1.0] * 51, *vector.widths[2:]]
    assert composite.decode(rows) == ()


def test_a_hibc_label_is_named_before_codablock_f() -> None:
    """+ and a check character of modulo 43 make it HIBC (ANSI/HIBC 2.6, 2.3)."""
    vector = load("bwip_js.tsv", "hibc_codablock_f")[0]
    found = codablock_f.decode(vector.widths)
    assert [one.symbology for one in found] == ["hibc_codablock_f", "codablock_f"]


def test_upc_a_is_also_an_ean_13_that_begins_with_0() -> None:
    """The modules of both are the same (GS1 General Specifications 5.2.2)."""
    vector = load("bwip_js.tsv", "upca_composite")[0]
    found = composite.decode(vector.widths)
    assert [(one.symbology, one.is_guess) for one in found] == [
        ("upca_composite", False),
        ("ean13_composite", True),
    ]


def test_separators_between_components_do_not_matter() -> None:
    """Encoders disagree on that of DataBar Expanded from 232 modules on.

    ISO/IEC 24723:2010, 4.5.3 makes it the complement of the linear symbol, which a reader skips.
    """
    vector = load("bwip_js.tsv", "databar_expanded_composite")[1]
    assert len(vector.rows[0]) > 232
    rows = vector.widths
    assert texts(vector, rows) == texts(vector, [*rows[:-2], [5.0, 5.0, 5.0], rows[-1]])
