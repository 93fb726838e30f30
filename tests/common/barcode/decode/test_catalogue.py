"""The decoders read what the product draws, and nothing else."""

from random import Random

import pytest

from common.barcode.decode.catalogue import decode_symbol, decoders
from common.barcode.decode.decoder import Bar
from common.barcode.encode.symbology import find
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol

IDS = sorted(
    {
        id
        for decoder in decoders()
        if decoder.kind in ("linear", "postal")
        for id in decoder.symbologies
    }
)


def draw(id: str, data: str) -> Symbol:
    return find(id).make(data, DrawOptions(data=data, format=id))


@pytest.mark.parametrize("id", IDS)
def test_the_text_of_a_decoding_draws_an_equal_symbol(id: str) -> None:
    """Decoders promise text that `generate` takes; the example is the symbology's own."""
    symbol = draw(id, find(id).example)

    found = [one for one in decode_symbol(symbol, (id,)) if one.text == symbol.data]

    assert found
    assert draw(id, found[0].text).rows == symbol.rows


@pytest.mark.parametrize("id", ["pharmacode", "industrial2of5", "ean2", "daft", "flattermarken"])
def test_ambiguous_symbologies_are_guesses_unless_named(id: str) -> None:
    """Other patterns fit these often, so that only the caller knows."""
    symbol = draw(id, find(id).example)

    assert all(one.is_guess for one in decode_symbol(symbol))
    assert not decode_symbol(symbol, (id,))[0].is_guess


def test_ambiguous_decoders_do_not_run_if_another_fits() -> None:
    """Four-state bars are DAFT too, which says less."""
    symbol = draw("rm4scc", "LE28HS9Z")

    assert [one.symbology for one in decode_symbol(symbol)] == ["rm4scc"]


@pytest.mark.parametrize("size", [0, 1, 2, 3, 5, 13, 31, 65, 66, 67, 78, 200])
def test_garbage_raises_nothing(size: int) -> None:
    """A decoder returns () for bad input; widths of zero come from bad edges."""
    random = Random(size)
    widths = [random.choice((0, 1, 1, 2, 3, 0.5, 7)) for _ in range(size)]
    bars = [Bar(random.random() < 0.5, random.random() < 0.5) for _ in range(size)]
    patterns = {"linear": widths, "postal": bars}
    for decoder in decoders():
        if decoder.kind in patterns:
            assert isinstance(decoder.decode(patterns[decoder.kind]), tuple)
