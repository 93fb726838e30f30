"""What a decoder declares of itself, and what decoders return.

A decoder sees element widths, bars or modules. It knows nothing of pictures, which the searches
read, nor of the encoders, with which it shares neither code nor tables.
"""

from collections.abc import Callable
from typing import Literal

from msgspec import Struct, structs

from common.barcode.model.symbol import Sequence as Place

Kind = Literal["linear", "postal", "stacked", "matrix"]


class Decoding(Struct, frozen=True):
    """What one symbol says.

    Attributes:
        symbology: the id of the symbology that draws an equal symbol from *text*.
        text: the data, as that symbology takes it.
        content: the bytes that the symbol carries.
        errors_corrected: symbol characters, codewords or bars that error correction changed.
        is_gs1: True if the symbol marks its data as GS1 elements.
        is_guess: True if the pattern would fit another symbology as well.
        note: one sentence on what is uncertain; empty if nothing is.
        sequence: place of the symbol in a message of several; None if it is one of its own.
    """

    symbology: str
    text: str
    content: bytes
    errors_corrected: int = 0
    is_gs1: bool = False
    is_guess: bool = False
    note: str = ""
    sequence: Place | None = None


class WrongCheck(Struct, frozen=True):
    """A pattern that is whole, and whose check character contradicts its data.

    Attributes:
        decoding: what it says, with the check character if the symbology writes it with the data.
        read: the check character that it has.
        required: the one that its data require.
    """

    decoding: Decoding
    read: str
    required: str


class Bar(Struct, frozen=True):
    """One bar of a height-modulated code.

    Attributes:
        ascends: True if the bar reaches above the tracker region.
        descends: True if the bar reaches below the tracker region.
    """

    ascends: bool
    descends: bool


class Decoder(Struct, frozen=True):
    """One decoder, as its file declares it.

    The input of *decode* depends on *kind*:

    - ``linear``: ``decode(widths: Sequence[float])``, the widths of alternating dark and light
      elements of one scan line in any unit; the first and the last are dark, there is no quiet
      zone. Each width may be wrong by about 0.3 modules.
    - ``postal``: ``decode(bars: Sequence[Bar])``, left to right.
    - ``stacked``: ``decode(rows: Sequence[Sequence[float]])``, the element widths of each row from
      top to bottom, dark first.
    - ``matrix``: ``decode(modules: Sequence[bytes])``, rows from top to bottom, a byte a module, 1
      is dark; there is no quiet zone.

    A decoder returns () if the pattern is not of its symbologies. It never raises for bad input,
    and its time is bounded.

    Attributes:
        symbologies: ids of the symbologies that it decodes.
        kind: what it decodes.
        decode: returns every reading of the pattern, the likeliest first.
        ambiguous: True if other patterns fit it often. It then runs only if the caller names one
            of its symbologies or if no other decoder fits.
        wrong_check: takes what *decode* takes, and returns what is wrong in its check character
            alone; None if the decoder can't tell that from damage.
    """

    symbologies: tuple[str, ...]
    kind: Kind
    decode: Callable[..., tuple[Decoding, ...]]
    ambiguous: bool = False
    wrong_check: Callable[..., WrongCheck | None] | None = None


class Located(Struct, frozen=True):
    """A decoding, and where in the picture its symbol lies.

    Attributes:
        decoding: what the symbol says.
        corners: pixel positions (x, y) of the symbol's corners in reading order: top left, top
            right, bottom right, bottom left, as the symbol reads.
    """

    decoding: Decoding
    corners: tuple[tuple[float, float], ...]

    @property
    def as_guess(self) -> "Located":
        """Return this, with a decoding that is not sure."""
        return structs.replace(self, decoding=structs.replace(self.decoding, is_guess=True))
