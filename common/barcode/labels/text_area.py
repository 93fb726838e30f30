"""Text in an area of a label: lines, one size for all labels, alignment and rotation."""

from collections.abc import Iterator

from msgspec import Struct, structs

from common.barcode.labels.barcode_area import SHARES, Area, Valign
from common.barcode.labels.label import MM_PER_POINT, Align, Text
from common.barcode.layout import font, typesetting
from common.barcode.layout.typesetting import Line, Typesetter
from common.barcode.model.errors import OptionError

LEADING = 1.25  # ems from a baseline to the next
_ASCENT, _DESCENT = 0.8, 0.2  # ems of the first and last line that count as height
_STEP = 0.95  # of a size to the next smaller one
_ELLIPSIS = "…"
_MAX_CHARACTERS = 1_000
# Scripts without spaces, in which a line may break around any character: kana, Han, full-width
# forms. Not before closing punctuation (UAX #14, class CL).
_IDEOGRAPHIC = ((0x2E80, 0xA4CF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF), (0x20000, 0x3FFFF))
_CLOSING = frozenset("、。，．）」』】〉》！？")


class TextArea(Struct, frozen=True):
    """Where and how a text is set.

    Attributes:
        area: left, top, width and height, in mm.
        sizes: ems in mm, from the preferred one down to the smallest.
        align: of the lines in a wider area.
        valign: of the lines in a higher area.
        wrap: True if a long text becomes several lines.
        rotation: degrees clockwise: 0, 90, 180 or 270; lines run in this direction.
        cuts: True if a text that does not fit at the smallest size ends in an ellipsis; False
            raises.
        field: name of the text in errors.
    """

    area: Area
    sizes: tuple[float, ...]
    align: Align = "left"
    valign: Valign = "top"
    wrap: bool = True
    rotation: int = 0
    cuts: bool = True
    field: str = "text"

    @property
    def room(self) -> tuple[float, float]:
        """Return the length and the height that lines have, before the rotation."""
        _, _, width, height = self.area
        return (height, width) if self.rotation % 180 else (width, height)


def sizes(preferred_points: float, smallest_points: float) -> tuple[float, ...]:
    """Return ems in mm from *preferred_points* down to *smallest_points*."""
    found = [preferred_points]
    while found[-1] * _STEP > smallest_points:
        found.append(found[-1] * _STEP)
    if smallest_points < preferred_points:
        found.append(smallest_points)
    return tuple([points * MM_PER_POINT for points in found])


def require_faces(setter: Typesetter, text: str, field: str) -> None:
    """Raise OptionError if no face has a character of *text*."""
    if characters := setter.missing(text):
        named = ", ".join(f"{one} (U+{ord(one):04X})" for one in characters[:5])
        raise OptionError.of(
            field,
            "labels.no_font",
            f"No font has {named}.",
            "Leave the characters out, or install a font that has them, such as Noto, or put it "
            "into FONT_DIR.",
        )


def level(setter: Typesetter, area: TextArea, text: str, start: int = 0) -> int:
    """Return the first of the sizes of *area* from number *start* on at which *text* fits.

    It is the last one if *text* fits at none.
    """
    text = _bounded(text)
    last = len(area.sizes) - 1
    while start < last and not _fits(setter, area, text, area.sizes[start]):
        start += 1
    return start


def place(setter: Typesetter, area: TextArea, text: str, size: float) -> tuple[Text, ...]:
    """Return the lines of *text* at an em of *size* mm.

    Raises:
        OptionError: no face has a character, or the text does not fit and is not to be cut.
    """
    text = _bounded(text)
    require_faces(setter, text, area.field)
    length, height = area.room
    lines = [setter.line(part) for part in _broken(setter, text, length / size, area.wrap)]
    # The last summand makes up for rounding, so that an area of exactly two lines has two.
    most = max(1, int((height / size - _ASCENT - _DESCENT) / LEADING + 1 + 1e-6))
    if len(lines) > most or any(line.width * size > length + 1e-6 for line in lines):
        if not area.cuts:
            raise _does_not_fit(area.field, text, length, height)
        lines = [_cut(setter, line, length / size) for line in lines]
        if len(lines) > most:
            # The last line that has room ends in an ellipsis, however short it is.
            lines = [*lines[: most - 1], _cut(setter, lines[most - 1], length / size, more=True)]
    return tuple(_aligned(area, lines, size))


def _bounded(text: str) -> str:
    return text if len(text) <= _MAX_CHARACTERS else text[:_MAX_CHARACTERS] + _ELLIPSIS


def _fits(setter: Typesetter, area: TextArea, text: str, size: float) -> bool:
    length, height = area.room
    # Without a missing character: such a text is refused later, whatever its size.
    if setter.missing(text):
        return True
    lines = _broken(setter, text, length / size, area.wrap)
    if any(setter.width(line) * size > length + 1e-6 for line in lines):
        return False
    return _height(len(lines)) * size <= height + 1e-6


def _height(lines: int) -> float:
    return (lines - 1) * LEADING + _ASCENT + _DESCENT


def _broken(setter: Typesetter, text: str, length: float, wrap: bool) -> list[str]:
    """Return the lines of *text*; *length* is in ems."""
    if not wrap:
        return [text]
    lines: list[str] = []
    # A line break of the cell stays, whatever the width.
    for paragraph in text.splitlines() or [""]:
        if setter.width(paragraph) <= length:
            lines.append(paragraph)
        else:
            lines += _wrapped(setter, paragraph, length)
    return lines


def _wrapped(setter: Typesetter, paragraph: str, length: float) -> Iterator[str]:
    line = ""
    for word in _pieces(setter, paragraph, length):
        # A space at the end of a line takes no room.
        if line and setter.width((line + word).rstrip()) > length:
            yield line.rstrip()
            line = ""
        line += word
    yield line.rstrip()


def _pieces(setter: Typesetter, paragraph: str, length: float) -> Iterator[str]:
    for word in _words(paragraph):
        if setter.width(word.rstrip()) <= length:
            yield word
        else:  # longer than a line: it breaks between any two characters
            yield from typesetting.clusters(word)


def _words(paragraph: str) -> Iterator[str]:
    """Yield the parts between which a line may break: after spaces and hyphens, around Han."""
    word = ""
    for character in paragraph:
        last = word[-1:]
        after_space = last in (" ", "-") and character not in (" ", "-")
        around = _is_ideographic(last) or _is_ideographic(character)
        if word and (after_space or around) and character not in _CLOSING:
            yield word
            word = ""
        word += character
    if word:
        yield word


def _is_ideographic(character: str) -> bool:
    code = ord(character) if character else 0
    # Most characters are below the first range.
    return code >= _IDEOGRAPHIC[0][0] and any(low <= code <= high for low, high in _IDEOGRAPHIC)


def _cut(setter: Typesetter, line: Line, length: float, *, more: bool = False) -> Line:
    """Return *line* with an ellipsis if it is too long or if *more* follows."""
    if line.width <= length and not more:
        return line
    parts = list(typesetting.clusters(line.text))
    # Cutting 2 % at a time keeps the time for a line of any length short.
    while parts and setter.width("".join(parts).rstrip() + _ELLIPSIS) > length:
        del parts[-max(1, len(parts) // 50) :]
    return setter.line("".join(parts).rstrip() + _ELLIPSIS)


def _aligned(area: TextArea, lines: list[Line], size: float) -> Iterator[Text]:
    length, height = area.room
    down = (height - _height(len(lines)) * size) * SHARES[area.valign] + _ASCENT * size
    for line in lines:
        width = line.width * size
        if line.text:
            along = (length - width) * SHARES[area.align]
            left, baseline = _turned(area, along, down)
            yield Text(
                line.text, left, baseline, size, width, area.align, line.glyphs, area.rotation
            )
        down += LEADING * size


def _turned(area: TextArea, along: float, down: float) -> tuple[float, float]:
    """Return the place on the label of a point of the unrotated area."""
    left, top, width, height = area.area
    return {
        0: (left + along, top + down),
        90: (left + width - down, top + along),
        180: (left + width - along, top + height - down),
        270: (left + down, top + height - along),
    }[area.rotation]


def _does_not_fit(field: str, text: str, length: float, height: float) -> OptionError:
    return OptionError.of(
        field,
        "labels.text_too_long",
        f"{text[:40]!r} does not fit into {length:.1f} × {height:.1f} mm.",
        "Shorten it, enlarge its area, or allow a smaller min_font_size or overflow: cut.",
    )


def moved(text: Text, right: float, down: float) -> Text:
    """Return *text*, moved by lengths in mm."""
    return structs.replace(text, left=text.left + right, baseline=text.baseline + down)


def plain(text: str, left: float, baseline: float, size: float) -> Text:
    """Return a line in the bundled font, without the characters that it lacks."""
    line = typesetting.clean(text)
    missing = font.unprintable(line)
    shown = line.translate({ord(character): "?" for character in missing})
    return Text(shown, left, baseline, size, typesetting.plain_width(shown) * size)
