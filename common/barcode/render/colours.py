"""Colours of a request: their syntax, and the contrast that a scanner needs.

It must not know how an image format writes a colour.
"""

from functools import lru_cache

from msgspec import Struct
from PIL import ImageColor

from common.barcode.model.errors import OptionError
from common.barcode.model.options import DrawOptions

# ISO/IEC 15416:2016, 5.4.3: symbol contrast of grade 2 is at least 40 % of full reflectance.
_MIN_CONTRAST = 0.40
_TRANSPARENT = (255, 255, 255, 0)  # white in software that ignores alpha

_HEX_LENGTHS = {3, 6, 8}
_HEX_DIGITS = frozenset("0123456789abcdef")

Colour = tuple[int, int, int, int]  # red, green, blue, alpha; 0 to 255


class Colours(Struct, frozen=True):
    """The two colours of a picture.

    Attributes:
        foreground: colour of bars and text; opaque if the background is.
        background: colour of everything else.
        is_explicit: True if the caller gave at least one of them.
        inverted: True if the bars are lighter than the background.
        warnings: remarks for the caller, one sentence each.
    """

    foreground: Colour = (0, 0, 0, 255)
    background: Colour = (255, 255, 255, 255)
    is_explicit: bool = False
    inverted: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def is_black_on_white(self) -> bool:
        """True for opaque black on opaque white."""
        return self.foreground == (0, 0, 0, 255) and self.background == (255, 255, 255, 255)

    @property
    def is_grey(self) -> bool:
        """True if neither colour has a hue."""
        return all(
            red == green == blue for red, green, blue, _ in (self.foreground, self.background)
        )


_BLACK_ON_WHITE = Colours()


def choose(options: DrawOptions) -> Colours:
    """Return the colours of *options*.

    Raises:
        OptionError: a colour is malformed; the contrast is too low; or the bars are lighter than
            the background and light_on_dark is not set.
    """
    if options.foreground is None and options.background is None:
        if options.light_on_dark:
            raise OptionError.of(
                "light_on_dark",
                "option.not_applicable",
                "light_on_dark allows light bars, but these bars are black.",
                "Give foreground and background too, or leave it out.",
            )
        return _BLACK_ON_WHITE
    # One colour alone is checked against the default of the other.
    foreground = _read("foreground", options.foreground or "black")
    background = _read("background", options.background or "white")
    _require_contrast(foreground, background, options)
    warnings = tuple(_warnings(foreground, background))
    # On an opaque background the blend is known, so that formats without alpha can show it.
    if background[3] == 255:
        red, green, blue = (round(value) for value in _over(foreground, background[:3]))
        foreground = (red, green, blue, 255)
    return Colours(
        foreground,
        background,
        is_explicit=True,
        inverted=bool(options.light_on_dark),
        warnings=warnings,
    )


@lru_cache(maxsize=256)
def _parse(text: str) -> Colour | None:
    # CSS names and hexadecimal digits are case-insensitive (CSS Color 4).
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
            f"{field} {text!r} is not a colour.",
            "Give a CSS name such as navy, or #rgb, #rrggbb or #rrggbbaa (# is %23 in a URL).",
        )
    return colour


def _over(colour: Colour, ground: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return *colour* blended with *ground* by its alpha."""
    share = colour[3] / 255
    red, green, blue = (a * share + b * (1 - share) for a, b in zip(colour, ground, strict=False))
    return red, green, blue


def _brightness(colour: tuple[float, float, float]) -> float:
    """Return the luma of ITU-R BT.601, to which decoders convert: 0 is black, 1 is white."""
    red, green, blue = colour
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def _require_contrast(foreground: Colour, background: Colour, options: DrawOptions) -> None:
    ground = _over(background, (255, 255, 255))
    # A transparent background is judged on white, the usual page.
    contrast = _brightness(ground) - _brightness(_over(foreground, ground))
    field = "foreground" if options.foreground is not None else "background"
    if abs(contrast) < _MIN_CONTRAST:
        raise OptionError.of(
            field,
            "colour.low_contrast",
            f"Bars and background differ by {abs(contrast):.0%} in brightness.",
            f"A scanner needs {_MIN_CONTRAST:.0%}: use a darker foreground or a lighter "
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
            "light_on_dark allows light bars, but these bars are darker than the background.",
            "Leave it out.",
        )


def _warnings(foreground: Colour, background: Colour) -> list[str]:
    warnings = []
    ground = _over(background, (255, 255, 255))
    # At the wavelength of lasers, about 660 nm, the red component approximates the reflectance.
    red = ground[0] - _over(foreground, ground)[0]
    if red < 0:
        warnings.append("Light bars on a dark background: many scanners can't read them.")
    elif red / 255 < _MIN_CONTRAST:
        warnings.append("Laser scanners use red light, in which these colours have low contrast.")
    if background[3] < 255:
        warnings.append("The background is transparent: place the barcode on white.")
    return warnings
