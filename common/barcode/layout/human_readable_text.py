"""Human-readable text: the pieces that are printed, and their extent at a size.

Lengths are in dots unless a name says units, which are those of the font. It must not know of bars
beyond the modules that a piece of text belongs to.
"""

from functools import lru_cache
from itertools import accumulate
from math import ceil

from msgspec import Struct, structs

from common.barcode.layout import font
from common.barcode.model.errors import OptionError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol, TextSpan

MIN_SIZE = 7  # dots an em: smaller digits of the font look alike
_MAX_KEPT, _MAX_KEPT_CHARACTERS = 1_024, 64  # lines whose places are kept, and their length


class TextLine(Struct, frozen=True):
    """One line of text.

    Attributes:
        text: its characters.
        units: its width, including what its first and last glyph reach beyond their advances.
        lead_units: length by which the first glyph reaches before the first pen position.
    """

    text: str
    units: int
    lead_units: int


class HumanReadableText(Struct, frozen=True):
    """The text of one picture.

    Attributes:
        spans: pieces with their own places; empty for lines.
        above: lines above the bars.
        below: lines below the bars; empty if there are spans.
        centred: True if lines are centred on the bars; else they begin at the first bar.
        wraps: True if lines that are wider than the symbol are broken at spaces.
        units: width that the lines need: of the widest line, or word if they are to be broken.
        room_units: units a module of the span with the least room for its text.
        top_units: highest point of all characters.
        bottom_units: lowest point, negative below the baseline.
        slack: dots that hinting may add, above and below; more for accented letters.
    """

    spans: tuple[TextSpan, ...] = ()
    above: tuple[TextLine, ...] = ()
    below: tuple[TextLine, ...] = ()
    centred: bool = True
    wraps: bool = False
    units: int = 0
    room_units: float = 0
    top_units: int = 0
    bottom_units: int = 0
    slack: tuple[int, int] = (2, 1)

    @property
    def is_printed(self) -> bool:
        """True if there is any text."""
        return bool(self.above or self.below or self.spans)

    @property
    def is_above_add_on(self) -> bool:
        """True if any piece is printed above the bars of an add-on."""
        return bool(self.spans) and any(span.above for span in self.spans)

    @property
    def more_lines(self) -> int:
        """Return the number of lines beyond the first, places among the bars counted as one."""
        return max(0, len(self.above) + len(self.below) + bool(self.spans) - 1)

    @property
    def extent(self) -> tuple[object, ...]:
        """Return all that the size of a picture depends on, which is not the characters."""
        return (
            len(self.above),
            len(self.below),
            bool(self.spans),
            self.is_above_add_on,
            self.units,
            self.room_units,
            self.top_units,
            self.bottom_units,
            self.slack,
        )

    def ascent(self, size: int) -> int:
        """Return the dots above the baseline at *size*."""
        # Rounded up and with room for hinting, so that no row of a glyph is cut off.
        return ceil(self.top_units * size / font.units_per_em()) - 1 + self.slack[0]

    def height(self, size: int) -> int:
        """Return the dots from the highest point to the lowest of a line at *size*."""
        descent = ceil(-self.bottom_units * size / font.units_per_em())
        return self.ascent(size) + descent + self.slack[1]

    def leading(self, size: int) -> int:
        """Return the dots from one baseline to the next at *size*."""
        return self.height(size) + size // 10

    def block(self, size: int, lines: int) -> int:
        """Return the dots from the highest point of the first of *lines* to the lowest."""
        return self.height(size) + (lines - 1) * self.leading(size) if lines else 0

    def width(self, size: int) -> int:
        """Return the width that the lines need at *size*."""
        return ceil(self.units * size / font.units_per_em()) + 1 if self.units else 0

    def max_size(self, width: int, module: int) -> int:
        """Return the largest size at which the lines fit *width* and each span its modules."""
        of_lines = (width - 1) * font.units_per_em() // self.units if self.units else None
        if not self.spans:
            return of_lines or 0
        of_spans = self.max_span_size(module)
        return of_spans if of_lines is None else min(of_spans, of_lines)

    def max_span_size(self, module: int) -> int:
        """Return the largest size at which each span fits its modules."""
        # The span with the least room for its characters limits the size of all.
        return int(font.units_per_em() * module / self.room_units)

    def broken(self, width: int, size: int) -> "HumanReadableText":
        """Return the text with its lines broken at spaces to fit *width* dots at *size*."""
        if not self.wraps or not size:
            return self
        room = max((width - 1) * font.units_per_em() // size, self.units)
        above, below = (_broken(lines, room) for lines in (self.above, self.below))
        return structs.replace(self, above=above, below=below)


def choose(symbol: Symbol, options: DrawOptions) -> HumanReadableText:
    """Return the text to print.

    Raises:
        OptionError: the font lacks a character of text_content or of the symbol's text.
    """
    if not options.show_text or not (options.text_content or symbol.text):
        return HumanReadableText()
    is_centred, is_above = options.center_text is not False, options.text_position == "above"
    heading: tuple[str, ...] = ()
    if options.text_content is not None:
        lines = _given_lines(options.text_content)
    else:
        heading = (symbol.heading,) if symbol.heading else ()
        # Digits of EAN and UPC have fixed places (GS1 General Specifications 5.2), unless the
        # caller wants the text elsewhere.
        if symbol.spans and is_centred and not is_above:
            return _measure(heading, (), symbol.spans, options)
        line = symbol.text if symbol.text.isprintable() else symbol.text.translate(_SPACES)
        _require_printable("show_text", line)
        lines = (line,)
    return _measure(*((*heading, *lines), ()) if is_above else (heading, lines), (), options)


def _given_lines(text: str) -> tuple[str, ...]:
    """Return the lines of ``text_content``, in any convention of line ends."""
    lines = tuple(text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n"))
    for line in lines:
        _require_printable("text_content", line)
    return lines if any(lines) else (" ",)


def pens(text: str, size: int, start: int = 0) -> tuple[int, ...]:
    """Return the position of each character of *text* at *size*, in dots, and of the end.

    Each position is rounded on its own, so that errors of a long line do not add up. *start* is the
    position of the first character.
    """
    advances = tuple(map(_ADVANCE, text))
    # Digits are equally wide: most texts have the places of an earlier one.
    return (_kept_pens if len(text) <= _MAX_KEPT_CHARACTERS else _pens)(advances, size, start)


def _pens(advances: tuple[int, ...], size: int, start: int) -> tuple[int, ...]:
    em = font.units_per_em()
    # Advances are added up in font units, and only the sum is rounded.
    places = accumulate(advances, initial=0)
    return tuple([start + (at * size + em // 2) // em for at in places])


_kept_pens = lru_cache(maxsize=_MAX_KEPT)(_pens)


def spread(text: str, size: int, start: int, room: int) -> tuple[int, ...]:
    """Return the position of each character of *text*, which get equal shares of *room* dots."""
    return _spread(tuple(map(_ADVANCE, text)), size, start, room)


@lru_cache(maxsize=_MAX_KEPT)
def _spread(advances: tuple[int, ...], size: int, start: int, room: int) -> tuple[int, ...]:
    em, share = font.units_per_em(), room / len(advances)
    return tuple(
        [
            int(start + (at + 0.5) * share - advance * size / em / 2)
            for at, advance in enumerate(advances)
        ]
    )


class _Lengths(dict[str, int]):
    """A length of each character, read from its glyph at the first look-up."""

    def __init__(self, attribute: str) -> None:
        super().__init__()
        self._attribute = attribute

    def __missing__(self, character: str) -> int:
        length: int = getattr(font.glyph(character), self._attribute)
        self[character] = length
        return length


_ADVANCE, _TOP, _BOTTOM = (_Lengths(name).__getitem__ for name in ("advance", "top", "bottom"))

# A symbol may carry control characters; its text shows a space for each.
_SPACES = dict.fromkeys((*range(32), *range(127, 160)), " ")


def _measure(
    above: tuple[str, ...],
    below: tuple[str, ...],
    spans: tuple[TextSpan, ...],
    options: DrawOptions,
) -> HumanReadableText:
    text = "".join((*above, *below, *[span.text for span in spans]))
    lines = tuple(map(_line, (*above, *below)))
    wraps = bool(options.wrap_text)
    words = _words(lines) if wraps else lines
    return HumanReadableText(
        spans=spans,
        above=lines[: len(above)],
        below=lines[len(above) :],
        # Spans have their own places, whatever this says.
        centred=options.center_text is not False,
        wraps=wraps,
        units=max([line.units for line in words], default=0),
        room_units=max([_units(span.text) / (span.right - span.left) for span in spans])
        if spans
        else 0,
        top_units=max(map(_TOP, text)),
        bottom_units=min(0, *map(_BOTTOM, text)),
        # Measured: hinting moves outlines of ASCII by two pixels up and one down at most.
        slack=(2, 1) if text.isascii() else (4, 2),
    )


def _line(text: str) -> TextLine:
    if not text:
        return TextLine("", 0, 0)
    first, last = font.glyph(text[0]), font.glyph(text[-1])
    # A glyph such as j may reach beyond its advance, which must not be clipped at the edges.
    lead, trail = max(0, -first.left), max(0, last.right - last.advance)
    return TextLine(text, lead + sum(map(_ADVANCE, text)) + trail, lead)


def _words(lines: tuple[TextLine, ...]) -> tuple[TextLine, ...]:
    return tuple([_line(word) for line in lines for word in line.text.split(" ")])


def _broken(lines: tuple[TextLine, ...], room: int) -> tuple[TextLine, ...]:
    """Return *lines* with each that is wider than *room* units broken at spaces, if it has any."""
    parts: list[TextLine] = []
    for line in lines:
        if line.units <= room:
            parts.append(line)
            continue
        words = line.text.split()
        part = _line(words[0])
        for word in words[1:]:
            longer = _line(f"{part.text} {word}")
            # A word that is wider than the room stays whole: the smaller type is chosen elsewhere.
            if longer.units > room:
                parts.append(part)
                longer = _line(word)
            part = longer
        parts.append(part)
    return tuple(parts)


def _units(text: str) -> int:
    # Digits are spread by their advances; a sign needs only the room of its ink.
    if not text.isdecimal():
        first, last = font.glyph(text[0]), font.glyph(text[-1])
        beyond = first.left + last.advance - last.right
        return sum(map(_ADVANCE, text)) - beyond
    return sum(map(_ADVANCE, text))


def _require_printable(field: str, text: str) -> None:
    # Nearly every text; the font has all of ASCII.
    if text.isascii() and text.isprintable():
        return
    if characters := font.unprintable(text):
        raise OptionError.of(
            field,
            "text.not_printable",
            f"The font can't print {', '.join(f'U+{ord(c):04X}' for c in characters[:5])}.",
            "Set text_content to another text, or show_text to false."
            if field == "show_text"
            else "Leave these characters out, or set show_text to false.",
        )
