"""The catalogue of decoders, and the decoding of Symbols of our own."""

from collections.abc import Collection
from functools import cache
from itertools import groupby
from typing import Any

from msgspec import structs

from common import discovery
from common.barcode.decode import decoders as package
from common.barcode.decode.decoder import Bar, Decoder, Decoding, Kind
from common.barcode.model.symbol import Shape, Symbol

# Symbols of several rows are given to the decoders of either kind: a composite mixes both. One row
# as a matrix keeps the light modules at its ends, which carry data in Flattermarken.
_KINDS: dict[Shape, tuple[Kind, ...]] = {
    "linear": ("linear", "matrix"),
    "postal": ("postal",),
    "stacked": ("stacked", "matrix"),
    "matrix": ("matrix", "stacked"),
    "hexagonal": ("matrix",),
}
# Their lower half is a track of its own, also if every bar reaches into it.
_TWO_TRACK = frozenset({"pharmacode2"})


@cache
def decoders() -> tuple[Decoder, ...]:
    """Return every decoder, in order of its module's name."""
    return tuple(discovery.collect(package, "DECODER", Decoder))


@cache
def is_decoded(symbology: str) -> bool:
    """Return True if a decoder reads symbols of the *symbology* with this id."""
    return any(symbology in decoder.symbologies for decoder in decoders())


def chosen(
    kinds: Collection[Kind], formats: Collection[str] | None
) -> tuple[tuple[Decoder, ...], tuple[Decoder, ...]]:
    """Return the decoders to run first, and those to run if the first find nothing.

    Args:
        kinds: of the decoders.
        formats: ids of symbologies to look for; None looks for all.
    """
    fitting = [decoder for decoder in decoders() if decoder.kind in kinds]
    # Who names a symbology wants it, ambiguous or not.
    if formats is not None:
        return tuple(d for d in fitting if not set(d.symbologies).isdisjoint(formats)), ()
    return (
        tuple(decoder for decoder in fitting if not decoder.ambiguous),
        tuple(decoder for decoder in fitting if decoder.ambiguous),
    )


def decode_symbol(symbol: Symbol, formats: Collection[str] | None = None) -> tuple[Decoding, ...]:
    """Decode the modules of *symbol*.

    Args:
        symbol: one of our own.
        formats: ids of symbologies to look for; None looks for all.

    Returns:
        The readings of every decoder that fits, limited to *formats*; guesses, in order of the
        decoders' modules, if only ambiguous decoders fit.
    """
    for group in chosen(_KINDS[symbol.shape], formats):
        found = tuple(
            named(decoding, decoder, formats)
            for decoder in group
            for decoding in decoder.decode(pattern(symbol, decoder.kind))
            if formats is None or decoding.symbology in formats
        )
        if found:
            return found
    return ()


def named(decoding: Decoding, decoder: Decoder, formats: Collection[str] | None) -> Decoding:
    """Return *decoding*, as a guess if an ambiguous *decoder* found it and *formats* are open."""
    if decoder.ambiguous and formats is None:
        return structs.replace(decoding, is_guess=True)
    return decoding


def pattern(symbol: Symbol, kind: Kind) -> Any:
    """Return the modules of *symbol* as the input that decoders of *kind* take."""
    if kind == "linear":
        return element_widths(symbol.rows[0].modules)
    if kind == "postal":
        return bars(symbol)
    if kind == "stacked":
        return tuple(element_widths(row.modules) for row in symbol.rows)
    return tuple(row.modules for row in symbol.rows)


def element_widths(modules: bytes) -> tuple[int, ...]:
    """Return the widths of dark and light elements, from the first dark one to the last."""
    return tuple(len(tuple(run)) for _, run in groupby(modules.strip(b"\x00")))


def bars(symbol: Symbol) -> tuple[Bar, ...]:
    """Return the bars of a *symbol* of rows of set heights.

    Three rows are ascender, tracker and descender. Two rows are the upper and the lower half; the
    lower half of a code of tall and short bars (POSTNET) is all dark and counts as tracker.
    """
    columns = [
        column for column in zip(*(row.modules for row in symbol.rows), strict=True) if any(column)
    ]
    # One row: all bars are full height.
    if len(symbol.rows) == 1:
        return tuple(Bar(ascends=True, descends=True) for _ in columns)
    # Height-modulated codes have bars that all stand on one line, so that their feet mean nothing.
    is_two_track = len(symbol.rows) > 2 or symbol.symbology in _TWO_TRACK
    has_feet = is_two_track or not all(column[-1] for column in columns)
    return tuple(
        Bar(ascends=bool(column[0]), descends=has_feet and bool(column[-1])) for column in columns
    )
