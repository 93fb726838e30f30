"""The look of a styled symbol, checked: the input of the styled renderer."""

import base64
import binascii
import re
import zlib
from typing import Literal

from msgspec import Struct

from common.barcode.model.errors import OptionError

MAX_LOGO_SIDE = 256  # px; at a fifth of a printed symbol of 30 mm these are 1,000 dpi
_PIXELS = re.compile(r"pixels:([0-9]{1,3})x([0-9]{1,3}):([A-Za-z0-9+/=]+)")
_CHANNELS = 4


class Logo(Struct, frozen=True):
    """A picture as pixels, which needs no parser of a file format.

    Attributes:
        width: in px.
        height: in px.
        rgba: rows of red, green, blue and alpha, a byte each.
    """

    width: int
    height: int
    rgba: bytes

    def encode(self) -> str:
        """Return the logo as a value of the option ``logo``, which `decode` reads."""
        packed = base64.b64encode(zlib.compress(self.rgba, 9)).decode()
        return f"pixels:{self.width}x{self.height}:{packed}"

    @classmethod
    def decode(cls, text: str) -> "Logo | None":
        """Return the logo that `encode` wrote; None if *text* is something else."""
        match = _PIXELS.fullmatch(text)
        if match is None:
            return None
        width, height = int(match[1]), int(match[2])
        expected = width * height * _CHANNELS
        # Before anything is unpacked.
        if not (0 < width <= MAX_LOGO_SIDE and 0 < height <= MAX_LOGO_SIDE):
            return None
        try:
            packed = base64.b64decode(match[3], validate=True)
            # One byte more than expected is enough to notice other pixels.
            rgba = zlib.decompressobj().decompress(packed, expected + 1)
        except (binascii.Error, zlib.error):
            return None
        return cls(width, height, rgba) if len(rgba) == expected else None


class Style(Struct, frozen=True):
    """The look of a styled symbol.

    Attributes:
        modules: form of the modules.
        finders: form of the finder patterns.
        gradient: second colour, as red, green, blue and alpha; None for one colour.
        direction: of the gradient.
        logo: the picture in the middle, or None.
        logo_percent: longer side of the logo, of the symbol's side.
        frame: text of the frame; empty for none.
    """

    modules: Literal["square", "rounded", "dots"] = "square"
    finders: Literal["square", "rounded", "circle"] = "square"
    gradient: tuple[int, int, int, int] | None = None
    direction: Literal["diagonal", "horizontal", "vertical", "radial"] = "diagonal"
    logo: Logo | None = None
    logo_percent: int = 20
    frame: str = ""


def logo_of(text: str) -> Logo:
    """Return the logo in the option ``logo``.

    Raises:
        OptionError: it is not `Logo.encode`'s text; files are turned into that before.
    """
    logo = Logo.decode(text)
    if logo is None:
        raise OptionError.of(
            "logo",
            "style.logo_unreadable",
            "The logo is broken.",
            "Give a small PNG, JPEG or SVG as base64, or as data: URI.",
        )
    return logo
