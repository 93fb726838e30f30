"""Human-readable text: the pieces that are printed, and their extent at a size.

Lengths are in dots unless a name says units, which are those of the font. It must not know of bars
beyond the modules that a piece of text belongs to.
"""

from math import ceil
from operator import attrgetter

from msgspec import Struct

from common.barcode.layout import font
from common.barcode.model.errors import OptionError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol, TextSpan

MIN_SIZE = 7  # dots an em: smaller digits of the font look alike


class HumanReadableText(Struct, frozen=True):
    """The text of one picture.

    Attributes:
        spans: pieces with their own places; empty for one line.
        line: the one line; empty if there are spans or nothing is printed.
        centred: True if the line is centred below the bars; else it begins at the first bar.
        units: width of the line, including what its first and last glyph reach beyond their
            advances.
        lead_units: length by which the first glyph reaches before the first pen position.
        room_units: units a module of the span with the least room for its text.
        top_units: highest point of all characters.
        bottom_units: lowest point, negative below the baseline.
        slack: dots that hinting may add, above and below; more for accented letters.
    """

    spans: tuple[TextSpan, ...] = ()
    line: str = ""
    centred: bool = True
    units: int = 0
    lead_units: int = 0
    room_units: float = 0
    top_units: int = 0
    bottom_units: int = 0
    slack: tuple[int, int] = (2, 1)

    @property
    def is_printed(self) -> bool:
        """True if there is any text."""
        return bool(self.line or self.spans)

    @property
    def above(self) -> bool:
        """True if any piece is printed above its bars."""
        return bool(self.spans) and any(span.above for span in self.spans)

    def ascent(self, size: int) -> int:
        """Return the dots above the baseline at *size*."""
        # Rounded up and with room for hinting, so that no row of a glyph is cut off.
        return ceil(self.top_units * size / font.units_per_em()) - 1 + self.slack[0]

    def height(self, size: int) -> int:
        """Return the dots from the highest point to the lowest at *size*."""
        descent = ceil(-self.bottom_units * size / font.units_per_em())
        return self.ascent(size) + descent + self.slack[1]

    def width(self, size: int) -> int:
        """Return the width of the line at *size*."""
        return ceil(self.units * size / font.units_per_em()) + 1 if self.line else 0

    def max_size(self, width: int, module: int) -> int:
        """Return the largest size at which the line fits *width* and each span its modules."""
        if self.spans:
            # The span with the least room for its characters limits the size of all.
            return int(font.units_per_em() * module / self.room_units)
        return (width - 1) * font.units_per_em() // self.units


def choose(symbol: Symbol, options: DrawOptions) -> HumanReadableText:
    """Return the text to print.

    Raises:
        OptionError: the font lacks a character of text_content or of the symbol's text.
    """
    if not options.show_text or not (options.text_content or symbol.text):
        return HumanReadableText()
    spans: tuple[TextSpan, ...] = ()
    if options.text_content is not None:
        line = options.text_content
        _require_printable("text_content", line)
    # Digits of EAN and UPC have fixed places (GS1 General Specifications 5.2), unless the caller
    # wants the text to begin at the first bar.
    elif symbol.spans and options.center_text is not False:
        line, spans = "", symbol.spans
    else:
        line = symbol.text if symbol.text.isprintable() else symbol.text.translate(_SPACES)
        _require_printable("show_text", line)
    return _measure(line, spans, options.center_text is not False)


def pens(text: str, size: int) -> list[int]:
    """Return the position of each character of *text* at *size*, in dots, and of the end.

    Each position is rounded on its own, so that errors of a long line do not add up.
    """
    em = font.units_per_em()
    at, positions = 0, [0]
    for character in text:
        # Advances are added up in font units, and only the sum is rounded.
        at += font.glyph(character).advance
        positions.append((at * size + em // 2) // em)
    return positions


_ADVANCE, _TOP, _BOTTOM = attrgetter("advance"), attrgetter("top"), attrgetter("bottom")

# A symbol may carry control characters; its text shows a space for each.
_SPACES = dict.fromkeys((*range(32), *range(127, 160)), " ")


def _measure(line: str, spans: tuple[TextSpan, ...], centred: bool) -> HumanReadableText:
    text = line or "".join([span.text for span in spans])
    glyphs = list(map(font.glyph, text))
    first, last = glyphs[0], glyphs[-1]
    # A glyph such as j may reach beyond its advance, which must not be clipped at the edges.
    lead, trail = max(0, -first.left), max(0, last.right - last.advance)
    return HumanReadableText(
        spans=spans,
        line=line,
        # Spans have their own places, whatever this says.
        centred=centred,
        units=lead + sum(map(_ADVANCE, glyphs)) + trail if line else 0,
        lead_units=lead,
        room_units=max([_units(span.text) / (span.right - span.left) for span in spans])
        if spans
        else 0,
        top_units=max(map(_TOP, glyphs)),
        bottom_units=min(0, *map(_BOTTOM, glyphs)),
        # Measured: hinting moves outlines of ASCII by two pixels up and one down at most.
        slack=(2, 1) if text.isascii() else (4, 2),
    )


def _units(text: str) -> int:
    return sum([font.glyph(character).advance for character in text])


def _require_printable(field: str, text: str) -> None:
    if characters := font.unprintable(text):
        raise OptionError.of(
            field,
            "text.not_printable",
            f"The font can't print {', '.join(f'U+{ord(c):04X}' for c in characters[:5])}.",
            "Set text_content to another text, or show_text to false."
            if field == "show_text"
            else "Leave these characters out, or set show_text to false.",
        )
