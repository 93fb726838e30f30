"""Human-readable text: which pieces are printed, how wide they are at a size, where they stand.

Lengths are in dots unless a name says units, which are the face's. It must not know of bars
beyond the modules that a piece of text belongs to.
"""

from math import ceil
from operator import attrgetter

from msgspec import Struct

from common.barcode.layout import font
from common.barcode.model.errors import OptionError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol, TextSpan

LEAST_SIZE = 7  # dots an em: below this the face's digits can't be told apart


class HumanReadableText(Struct, frozen=True):
    """The text of one picture.

    Attributes:
        spans: pieces with places of their own; empty for one line.
        line: the one line; empty where spans stand or nothing is printed.
        centred: the line is centred below the bars, else it begins at the first bar.
        units: width of the line, with what its characters reach beyond their pens.
        lead_units: how far they reach before the first pen.
        room_units: the narrowest span's width over its text's: units for each module of room.
        top_units: highest point of all characters.
        bottom_units: lowest point, negative below the baseline.
        slack: dots that hinting may add, above and below.
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
    def printed(self) -> bool:
        """Tell whether there is any text."""
        return bool(self.line or self.spans)

    @property
    def above(self) -> bool:
        """Tell whether any piece stands above its bars."""
        return bool(self.spans) and any(span.above for span in self.spans)

    def ascent(self, size: int) -> int:
        """Return the dots above the baseline at *size*."""
        return ceil(self.top_units * size / font.units_per_em()) - 1 + self.slack[0]

    def height(self, size: int) -> int:
        """Return the dots from the highest point to the lowest at *size*."""
        descent = ceil(-self.bottom_units * size / font.units_per_em())
        return self.ascent(size) + descent + self.slack[1]

    def width(self, size: int) -> int:
        """Return the dots that the line takes at *size*."""
        return ceil(self.units * size / font.units_per_em()) + 1 if self.line else 0

    def most_size(self, width: int, module: int) -> int:
        """Return the largest size at which the line fits *width* and each span its modules."""
        if self.spans:
            return int(font.units_per_em() * module / self.room_units)
        return (width - 1) * font.units_per_em() // self.units


def choose(symbol: Symbol, options: DrawOptions) -> HumanReadableText:
    """Choose what is printed.

    Raises:
        OptionError: the face lacks a character of text_content.
    """
    if not options.show_text or not (options.text_content or symbol.text):
        return HumanReadableText()
    spans: tuple[TextSpan, ...] = ()
    if options.text_content is not None:
        line = options.text_content
        _require_printable("text_content", line)
    elif symbol.spans and options.center_text is not False:
        line, spans = "", symbol.spans
    else:
        line = symbol.text if symbol.text.isprintable() else symbol.text.translate(_SPACES)
        _require_printable("show_text", line)
    return _measure(line, spans, options.center_text is not False)


def pens(text: str, size: int) -> list[int]:
    """Return where each character of *text* starts at *size*, in dots from the first, and the end.

    Positions are rounded one by one, so that a long line is as long as its outlines.
    """
    em = font.units_per_em()
    at, found = 0, [0]
    for character in text:
        at += font.glyph(character).advance
        found.append((at * size + em // 2) // em)
    return found


_ADVANCE, _TOP, _BOTTOM = attrgetter("advance"), attrgetter("top"), attrgetter("bottom")

# A symbol may carry control characters; its text has a space for each.
_SPACES = dict.fromkeys((*range(32), *range(127, 160)), " ")


def _measure(line: str, spans: tuple[TextSpan, ...], centred: bool) -> HumanReadableText:
    text = line or "".join([span.text for span in spans])
    glyphs = list(map(font.glyph, text))
    first, last = glyphs[0], glyphs[-1]
    lead, trail = max(0, -first.left), max(0, last.right - last.advance)
    return HumanReadableText(
        spans=spans,
        line=line,
        centred=centred,
        units=lead + sum(map(_ADVANCE, glyphs)) + trail if line else 0,
        lead_units=lead,
        room_units=max([_units(span.text) / (span.right - span.left) for span in spans])
        if spans
        else 0,
        top_units=max(map(_TOP, glyphs)),
        bottom_units=min(0, *map(_BOTTOM, glyphs)),
        slack=(2, 1) if text.isascii() else (4, 2),
    )


def _units(text: str) -> int:
    return sum([font.glyph(character).advance for character in text])


def _require_printable(field: str, text: str) -> None:
    if lacking := font.lacking(text):
        raise OptionError.of(
            field,
            "text.not_printable",
            f"The typeface can't print {', '.join(f'U+{ord(c):04X}' for c in lacking[:5])}.",
            "Print another text by text_content, or none by show_text=false."
            if field == "show_text"
            else "Leave these characters out, or print no text by show_text=false.",
        )
