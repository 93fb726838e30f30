"""Colours: reading them, and refusing pairs that a scanner can't tell apart.

Owns what a colour may look like in a request. It must not know how an image format writes one.
"""

from functools import lru_cache

from msgspec import Struct
from PIL import ImageColor

from common.barcode.model.errors import OptionError
from common.barcode.model.options import DrawOptions

# ISO/IEC 15416:2016, 5.4.3: symbol contrast of grade 2 is at least 40 % of full reflectance.
_LEAST_CONTRAST = 0.40
_TRANSPARENT = (255, 255, 255, 0)  # white to whoever drops the alpha

_HEX_LENGTHS = {3, 6, 8}
_HEX_DIGITS = frozenset("0123456789abcdef")

Colour = tuple[int, int, int, int]  # red, green, blue, alpha; 0 to 255


class Ink(Struct, frozen=True):
    """The two colours of a picture.

    Attributes:
        foreground: of bars and text; solid where the background is.
        background: of everything else.
        asked: the caller named at least one of them.
        inverted: the bars are lighter than what is behind them.
        warnings: what a caller should know of them.
    """

    foreground: Colour = (0, 0, 0, 255)
    background: Colour = (255, 255, 255, 255)
    asked: bool = False
    inverted: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def plain(self) -> bool:
        """Tell whether this is black on white."""
        return self.foreground == (0, 0, 0, 255) and self.background == (255, 255, 255, 255)

    @property
    def grey(self) -> bool:
        """Tell whether neither has a hue."""
        return all(
            red == green == blue for red, green, blue, _ in (self.foreground, self.background)
        )


_PLAIN = Ink()


def choose(options: DrawOptions) -> Ink:
    """Return the colours of *options*.

    Raises:
        OptionError: a colour is malformed; the two are too alike; or the bars are lighter than
            what is behind them and light_on_dark isn't set.
    """
    if options.foreground is None and options.background is None:
        if options.light_on_dark:
            raise OptionError.of(
                "light_on_dark",
                "option.not_applicable",
                "light_on_dark allows light bars, and these are black.",
                "Give foreground and background too, or leave it out.",
            )
        return _PLAIN
    foreground = _read("foreground", options.foreground or "black")
    background = _read("background", options.background or "white")
    _require_contrast(foreground, background, options)
    warnings = tuple(_warnings(foreground, background))
    if background[3] == 255:  # what shines through is known
        red, green, blue = (round(value) for value in _over(foreground, background[:3]))
        foreground = (red, green, blue, 255)
    return Ink(
        foreground, background, asked=True, inverted=bool(options.light_on_dark), warnings=warnings
    )


@lru_cache(maxsize=256)
def _parse(text: str) -> Colour | None:
    name = text.strip().casefold()
    if name == "transparent":
        return _TRANSPARENT
    if not name.startswith("#"):
        if name not in ImageColor.colormap:
            return None
        red, green, blue = ImageColor.getrgb(name)[:3]
        return red, green, blue, 255
    digits = name[1:]
    if len(digits) not in _HEX_LENGTHS or not _HEX_DIGITS.issuperset(digits):
        return None
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue, alpha = bytes.fromhex(digits.ljust(8, "f"))
    return red, green, blue, alpha


def _read(field: str, text: str) -> Colour:
    colour = _parse(text)
    if colour is None:
        raise OptionError.of(
            field,
            "colour.malformed",
            f"{field} {text!r} is no colour.",
            "Give a CSS name such as navy, or #rgb, #rrggbb or #rrggbbaa (# is %23 in a URL).",
        )
    return colour


def _over(colour: Colour, ground: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return *colour* as it looks on *ground*."""
    share = colour[3] / 255
    red, green, blue = (a * share + b * (1 - share) for a, b in zip(colour, ground, strict=False))
    return red, green, blue


def _brightness(colour: tuple[float, float, float]) -> float:
    """Return the luma of ITU-R BT.601, which readers see: 0 is black, 1 is white."""
    red, green, blue = colour
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def _require_contrast(foreground: Colour, background: Colour, options: DrawOptions) -> None:
    ground = _over(background, (255, 255, 255))
    contrast = _brightness(ground) - _brightness(_over(foreground, ground))
    field = "foreground" if options.foreground is not None else "background"
    if abs(contrast) < _LEAST_CONTRAST:
        raise OptionError.of(
            field,
            "colour.low_contrast",
            f"Bars and background differ by {abs(contrast):.0%} in brightness.",
            f"A scanner needs {_LEAST_CONTRAST:.0%}: take a darker foreground or a lighter "
            "background.",
        )
    if contrast < 0 and not options.light_on_dark:
        raise OptionError.of(
            field,
            "colour.light_on_dark",
            "The bars are lighter than the background, which many scanners can't read.",
            "Swap the colours, or set light_on_dark to true.",
        )
    if contrast > 0 and options.light_on_dark:
        raise OptionError.of(
            "light_on_dark",
            "option.not_applicable",
            "light_on_dark allows light bars, and these are the darker ones.",
            "Leave it out.",
        )


def _warnings(foreground: Colour, background: Colour) -> list[str]:
    found = []
    ground = _over(background, (255, 255, 255))
    red = ground[0] - _over(foreground, ground)[0]
    if red < 0:
        found.append("Light bars on a dark background: many scanners can't read them.")
    elif red / 255 < _LEAST_CONTRAST:
        found.append("Laser scanners see by red light, in which these colours are alike.")
    if background[3] < 255:
        found.append("The background is transparent: place the barcode on white.")
    return found
