"""Composes labels: a template, filled with the values of rows.

The caller turns the arguments of a barcode into options, because content types are not known here,
and opens pictures. It must not know of tables, files or the clock.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec import Struct, structs

from common.barcode import styling
from common.barcode.labels import barcode_area, placeholders, text_area
from common.barcode.labels.barcode_area import SHARES, Area
from common.barcode.labels.copies import MAX_LABELS, too_many_labels
from common.barcode.labels.label import (
    MM_PER_POINT,
    Barcode,
    Box,
    Image,
    Label,
    Picture,
    Text,
)
from common.barcode.labels.placeholders import Counter, Pattern, Values
from common.barcode.labels.template import (
    MAX_COPIES,
    BarcodeElement,
    BoxElement,
    Element,
    LineElement,
    PictureElement,
    Template,
    TextElement,
)
from common.barcode.labels.text_area import TextArea
from common.barcode.layout import typesetting
from common.barcode.layout.typesetting import Typesetter
from common.barcode.model.errors import BarcodeError, OptionError, Problem
from common.barcode.model.options import DrawOptions

# Returns the options of a barcode of which the template gives some arguments.
Resolve = Callable[[Mapping[str, str]], DrawOptions]

_SMALLEST_SHARE, _SMALLEST_POINTS = 0.6, 4.0  # of font_size, if min_font_size is 0


class Row(Struct, frozen=True):
    """What one row gives to its labels.

    Attributes:
        name: name of the row; printed if its label can't be composed.
        columns: texts by the folded name of their column.
        options: the barcode of the row, for elements without data of their own.
        copies: how many labels to print, for a template that does not say.
        data: what barcodes say, by the same names; None if it is what labels print.
    """

    name: str
    columns: Mapping[str, str]
    options: DrawOptions | None = None
    copies: int = 1
    data: Mapping[str, str] | None = None


class _Barcode(Struct, frozen=True):
    element: BarcodeElement
    area: Area
    patterns: Mapping[str, Pattern]
    field: str


class _Text(Struct, frozen=True):
    area: TextArea
    pattern: Pattern
    is_uniform: bool


class Composer:
    """Composes the labels of one template on one stock.

    Sizes of texts that are the same on all labels are known after `measure` has seen every row.

    Args:
        template: the template.
        size: width and height of the label in mm, which the template must fit.
        setter: sets lines.
        resolve: returns the options of a barcode from its arguments; the errors that it raises
            become errors of the row.
        moment: date and time for placeholders.
        images: the pictures of the template, by the index of their element.

    Raises:
        OptionError: a placeholder of the template is malformed, or the label is too small for it.
    """

    def __init__(
        self,
        template: Template,
        size: tuple[float, float],
        setter: Typesetter,
        resolve: Resolve,
        moment: datetime,
        images: Mapping[int, Image],
    ) -> None:
        self.template = template
        self._size = size
        self._setter = setter
        self._resolve = resolve
        self._moment = moment
        self._counters = {
            name: Counter(each.start, each.step, each.per)
            for name, each in template.counters.items()
        }
        self._copies = placeholders.compile_pattern(template.copies, {}, "copies")
        self._barcodes: list[_Barcode] = []
        self._texts: list[_Text] = []
        # A template that is smaller than the label is printed in its middle.
        wanted = template.size
        self._right = max(0.0, (size[0] - wanted.width) / 2) if wanted else 0.0
        self._down = max(0.0, (size[1] - wanted.height) / 2) if wanted else 0.0
        self._boxes: list[Box] = []
        self._pictures: list[Picture] = []
        problems: list[Problem] = []
        for index, element in enumerate(template.elements):
            try:
                self._add(element, f"elements[{index}]", images.get(index))
            except OptionError as error:
                problems += error.problems
        if problems:
            raise OptionError(*problems)
        # Copies differ only by what counts them.
        self._counts_copies = "copy" in self.columns or any(
            counter.per == "copy" for counter in self._counters.values()
        )
        # For each text, the number of the size at which it fits on all labels that were measured.
        self._levels = [0] * len(self._texts)
        self._labels = self._printed = self._styled = 0

    @property
    def columns(self) -> dict[str, str]:
        """Return the folded names of the columns, each with the path of the first use."""
        found: dict[str, str] = {}
        for column in self._copies.columns:
            # The first use of a column is the one that an error names.
            found.setdefault(column, "copies")
        for barcode in self._barcodes:
            for name, pattern in barcode.patterns.items():
                for column in pattern.columns:
                    found.setdefault(column, f"{barcode.field}.{name}")
        for text in self._texts:
            for column in text.pattern.columns:
                found.setdefault(column, text.area.field)
        return found

    @property
    def needs_row_barcode(self) -> bool:
        """Return True if a barcode element has no data of its own."""
        return any(_is_of_row(barcode.element) for barcode in self._barcodes)

    @property
    def measures(self) -> bool:
        """Return True if a text has one size on all labels."""
        return any(text.is_uniform for text in self._texts)

    def measure(self, row: Row) -> None:
        """Take the texts of *row* into account for the sizes that all labels share."""
        values = self._values(row, 0)
        for at, text in enumerate(self._texts):
            # Other texts find their size label by label.
            if text.is_uniform:
                filled = text.pattern.fill(values)
                self._levels[at] = text_area.level(
                    self._setter, text.area, filled, self._levels[at]
                )
        self._labels += 1

    def restart(self) -> None:
        """Count from the first label again."""
        self._labels = self._printed = self._styled = 0

    @property
    def may_draw_more(self) -> bool:
        """Return True if a row may have more than one barcode that is drawn by itself."""
        return self._counts_copies or len(self._barcodes) > 1

    def barcodes(self, row: Row) -> int:
        """Return how many barcodes `compose` draws for *row*; equal copies are drawn once.

        Nothing is drawn, so that a row may turn out to have fewer: one that can't be printed.
        """
        try:
            copies = self._number_of_copies(row)
        except OptionError:
            copies = 0
        values = self._values(row, 0)
        self._printed += copies
        self._labels += 1
        different = copies if self._counts_copies else min(copies, 1)
        return different * sum(
            _is_of_row(each.element) or _arguments(each, row, values) is not None
            for each in self._barcodes
        )

    def compose(
        self, row: Row, dpi: int, pause: Callable[[], None] = lambda: None
    ) -> tuple[list[Label], BarcodeError | None]:
        """Return the labels of *row*, one a copy, and the error if it can't be composed.

        With an error, the only label is a text with the reason.

        Args:
            row: the row.
            dpi: resolution of the printer in dots per inch.
            pause: called before each copy that is drawn, and after each of its barcodes.
        """
        labels: list[Label] = []
        error: BarcodeError | None = None
        try:
            for copy in range(self._number_of_copies(row)):
                if copy and not self._counts_copies:
                    labels.append(labels[0])
                else:
                    labels.append(self._label(row, copy, dpi, pause))
                self._printed += 1
        except BarcodeError as found:
            error = found
            # A label all the same, so that those after it keep their places on the sheet.
            labels = [_reason(row.name, found, self._size)]
        self._labels += 1
        return labels, error

    def _label(self, row: Row, copy: int, dpi: int, pause: Callable[[], None]) -> Label:
        pause()
        values = self._values(row, copy)
        texts: list[Text] = []
        for at, text in enumerate(self._texts):
            filled = text.pattern.fill(values)
            # An empty cell leaves its line out, and takes no room.
            if filled:
                texts += self._set(text, filled, self._levels[at])
        barcodes: list[Barcode] = []
        for each in self._barcodes:
            if made := self._barcode(each, row, values, dpi):
                barcodes.append(made)
                pause()
        return Label(tuple(texts), tuple(barcodes), tuple(self._boxes), tuple(self._pictures))

    def _set(self, text: _Text, filled: str, level: int) -> tuple[Text, ...]:
        if not text.is_uniform:
            level = text_area.level(self._setter, text.area, filled)
        return text_area.place(self._setter, text.area, filled, text.area.sizes[level])

    def _barcode(self, each: _Barcode, row: Row, values: Values, dpi: int) -> Barcode | None:
        element = each.element
        if _is_of_row(element):
            if row.options is None:
                raise OptionError.of(
                    each.field,
                    "labels.no_barcode",
                    "The barcode has no data, and the row has none either.",
                    "Give data in the template, or columns called data and format.",
                )
            options = row.options
        else:
            arguments = _arguments(each, row, values)
            if arguments is None:
                return None
            options = self._resolve(arguments)
        if styling.given(options):
            self._styled += 1
            if self._styled > styling.MAX_STYLED:
                raise styling.too_many(options)
        return barcode_area.place(options, each.area, dpi, element.align, element.valign)

    def _values(self, row: Row, copy: int) -> Values:
        counters = {
            name: each.start + each.step * (self._labels if each.per == "label" else self._printed)
            for name, each in self._counters.items()
        }
        own = {"label": str(self._labels + 1), "copy": str(copy + 1)}
        # A column of the table goes before one of ours with the same name.
        return Values({**own, **row.columns}, counters, self._moment)

    def _number_of_copies(self, row: Row) -> int:
        copies = self._wanted_copies(row) if self.template.copies else row.copies
        if self._printed + copies > MAX_LABELS:
            raise OptionError(too_many_labels())
        return copies

    def _wanted_copies(self, row: Row) -> int:
        text = self._copies.fill(self._values(row, 0)).strip()
        # A spreadsheet may write a whole number as 12.0, and an empty cell for no label.
        whole = text.removesuffix(".0") or "0"
        # The length is checked first, since a cell may have any number of digits.
        if whole.isascii() and whole.isdecimal() and len(whole) < 9 and int(whole) <= MAX_COPIES:
            return int(whole)
        raise OptionError.of(
            "copies",
            "labels.bad_copies",
            f"{text[:40]!r} is no number of copies.",
            f"Give a whole number from 0 to {MAX_COPIES:,}.",
        )

    def _add(self, given: Element, field: str, image: Image | None) -> None:
        element = structs.replace(given, left=given.left + self._right, top=given.top + self._down)
        if isinstance(element, BarcodeElement):
            area = (element.left, element.top, element.width, element.height)
            self._barcodes.append(_Barcode(element, area, self._patterns(element, field), field))
        elif isinstance(element, TextElement):
            self._texts.append(self._text(element, f"{field}.text"))
        elif isinstance(element, LineElement):
            is_across = element.direction == "horizontal"
            width, height = (
                (element.length, element.thickness)
                if is_across
                else (element.thickness, element.length)
            )
            self._boxes.append(Box(element.left, element.top, width, height))
        elif isinstance(element, BoxElement):
            # A frame that is thicker than its box would reach beyond it.
            frame = 0.0 if element.fill else min(element.thickness, element.width, element.height)
            box = Box(element.left, element.top, element.width, element.height, frame)
            self._boxes.append(box)
        elif image is not None:
            self._pictures.append(_fitted(element, image))

    def _patterns(self, element: BarcodeElement, field: str) -> dict[str, Pattern]:
        given: dict[str, str] = {
            # Any option may have a column in it, so that all are texts until a row fills them.
            name: str(value).lower() if isinstance(value, bool) else str(value)
            for name, value in element.options.items()
        }
        given |= {
            name: value
            for name, value in (
                ("data", element.data),
                ("format", element.format),
                ("content", element.content),
            )
            if value
        }
        given |= {f"content.{name}": value for name, value in element.fields.items()}
        return {
            name: placeholders.compile_pattern(value, self._counters, f"{field}.{name}")
            for name, value in given.items()
        }

    def _text(self, element: TextElement, field: str) -> _Text:
        smallest = element.min_font_size or min(
            element.font_size, max(_SMALLEST_POINTS, _SMALLEST_SHARE * element.font_size)
        )
        sizes = text_area.sizes(
            # With one size alone, a text that does not fit is refused instead of made smaller.
            element.font_size,
            element.font_size if element.fit == "none" else smallest,
        )
        area = TextArea(
            (element.left, element.top, element.width, element.height),
            sizes,
            element.align,
            element.valign,
            element.wrap,
            element.rotate,
            element.overflow == "cut",
            field,
        )
        pattern = placeholders.compile_pattern(element.text, self._counters, field)
        return _Text(area, pattern, element.fit == "all")


def _arguments(each: _Barcode, row: Row, values: Values) -> dict[str, str] | None:
    """Return the arguments of a barcode with data of its own; None if the row leaves it out."""
    if row.data is not None:
        # A cell that a label prints as 3.20 € may be the number 3.2 in a barcode.
        values = structs.replace(values, columns={**values.columns, **row.data})
    arguments = {name: pattern.fill(values) for name, pattern in each.patterns.items()}
    is_given = any(
        text for name, text in arguments.items() if name == "data" or name.startswith("content.")
    )
    return arguments if is_given or not each.element.optional else None


def _is_of_row(element: BarcodeElement) -> bool:
    return not (element.data or element.content or element.fields)


def _fitted(element: PictureElement, image: Image) -> Picture:
    """Return *image* as large as its area allows, in its own proportions."""
    # A picture that is stretched, such as a mark of conformity, is no longer that mark.
    scale = min(element.width / image.width, element.height / image.height)
    width, height = image.width * scale, image.height * scale
    return Picture(
        image,
        element.left + (element.width - width) * SHARES[element.align],
        element.top + (element.height - height) * SHARES[element.valign],
        width,
        height,
    )


_REASON_SHARE, _REASON_MAX, _REASON_MIN = 1 / 8, 8.5, 4.0  # of the height; pt
_PADDING = 1.0  # mm


def _reason(name: str, error: BarcodeError, size: tuple[float, float]) -> Label:
    """Return a label that says why there is no other: readable, and without bars."""
    width, height = size[0] - 2 * _PADDING, size[1] - 2 * _PADDING
    preferred = min(_REASON_MAX, max(_REASON_MIN, _REASON_SHARE * size[1] / MM_PER_POINT))
    text = " ".join([f"{name}: no barcode", *(str(problem) for problem in error.problems)])
    # Without the characters that only the refused text has.
    setter = Typesetter()
    shown = typesetting.clean(text)
    for missing in setter.missing(shown):
        shown = shown.replace(missing, "?")
    area = TextArea((_PADDING, _PADDING, width, height), text_area.sizes(preferred, _REASON_MIN))
    level = text_area.level(setter, area, shown)
    return Label(text_area.place(setter, area, shown, area.sizes[level]))
