"""Labels: invalid options, measured pages, and the decoding of every label.

The expected sizes are those of the templates of Avery; pypdfium2 renders the pages and zxing-cpp
reads them.
"""

import re
import zlib
from collections.abc import Iterator

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from common.barcode.labels import label_options, label_stock, pdf
from common.barcode.labels.label import Label
from common.barcode.labels.label_stock import Stock
from common.barcode.model.errors import OptionError
from tests.common.barcode.labels.composing import EXAMPLES, compose

DPI = 600
SHOWN_DPI = 300
TEMPLATES = [
    label_options.parse({"template": name}).stock
    for name in ("L7160", "L7163", "5160", "5163", "A4", "Letter", "roll", "dymo-99012", "L4785")
]


def label(data: str, format: str, size: tuple[float, float], **more: object) -> Label:
    return compose(data, format, size, "Title", ("one", "two"), dpi=DPI, **more)


def show(content: bytes, page: int = 0) -> Image.Image:
    document = pypdfium2.PdfDocument(content)
    try:
        return document[page].render(scale=SHOWN_DPI / 72).to_pil().convert("L")
    finally:
        document.close()


def sheet(template: Stock, count: int, **more: object) -> bytes:
    def labels() -> Iterator[Label]:
        for number in range(count):
            yield label(*EXAMPLES[number % len(EXAMPLES)], template.label)

    return b"".join(pdf.write(labels(), template, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(("word", "is_on"), [("yes", True), ("1", True), ("OFF", False)])
def test_words_for_true_and_false_are_those_of_options(word: str, is_on: bool) -> None:
    """The words of `parse_bool`."""
    assert label_options.parse({"cut_marks": word}).options.cut_marks == is_on


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"start": "1.5"}, "start is a whole number from 1 to 5,000, not '1.5'."),
        ({"cut_marks": "perhaps"}, "cut_marks is true or false, not 'perhaps'."),
        ({"lines": ["a", "b"]}, "lines is given 2 times."),
    ],
)
def test_errors_describe_the_expected_value(given: dict[str, object], message: str) -> None:
    """The declared types and bounds."""
    with pytest.raises(OptionError) as raised:
        label_options.parse(given)
    assert raised.value.problems[0].message == message


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"template": "L9999"}, "template"),
        ({"tittle": "x"}, "tittle"),
        ({"start": "0"}, "start"),
        ({"start": "22"}, "start"),
        ({"columns": "x", "template": "A4"}, "columns"),
        ({"columns": "50", "template": "A4"}, "columns"),
        ({"rows": "100", "template": "Letter"}, "rows"),
        ({"margin": "100", "template": "A4", "columns": "2"}, "columns"),
        ({"margin": "nan", "template": "A4"}, "margin"),
        ({"columns": "2"}, "columns"),
        ({"label_width": "50"}, "label_width"),
        ({"template": "roll", "label_height": "7"}, "label_height"),
        ({"template": "roll", "cut_marks": "true"}, "cut_marks"),
        ({"lines": "a,b,c,d,e,f,g"}, "lines"),
        ({"title": ["a", "b"]}, "title"),
    ],
)
def test_invalid_options_are_errors_of_their_field(given: dict[str, str], field: str) -> None:
    """Unknown names, bounds, and options of other templates."""
    with pytest.raises(OptionError) as raised:
        label_options.parse(given)
    assert raised.value.problems[0].field == field


def test_label_of_a_barcode_that_does_not_fit_gives_the_reason() -> None:
    """The label names the row, and has no bars that no printer prints."""
    made = label("A VERY LONG DATUM " * 5, "code128", (50, 30))
    assert not made.barcodes
    assert made.texts[0].text.startswith("row 2")


@pytest.mark.parametrize("asked", [{"module_width": 5.0}, {"module_height": 60.0}])
def test_reason_on_a_label_is_in_mm(
    asked: dict[str, float],
) -> None:
    """Sizes in px have no effect on labels."""
    reason = " ".join(text.text for text in label("123", "code128", (63.5, 38.1), **asked).texts)
    assert "does not fit into 59.5 × 20.5 mm" in reason
    assert "px" not in reason


def test_ean_13_below_its_least_size_is_not_drawn() -> None:
    """GS1 General Specifications: X is at least 0.264 mm, or 80 %."""
    assert not label("5901234123457", "ean13", (28, 25)).barcodes
    assert label("5901234123457", "ean13", (40, 30)).barcodes


@pytest.mark.parametrize(
    ("data", "format", "max_mm"), [("5901234123457", "ean13", 0.66), ("1", "code128", 0.508)]
)
def test_bars_do_not_grow_beyond_their_standard(data: str, format: str, max_mm: float) -> None:
    """GS1 General Specifications, 5.12.3: X is at most 0.660 mm for EAN."""
    (barcode,) = label(data, format, (200, 100)).barcodes
    assert barcode.drawing.layout.module * 25.4 / DPI <= max_mm


def test_module_width_is_kept() -> None:
    """0.254 mm at 600 dpi are 6 dots."""
    (barcode,) = label("123", "code128", (90, 40), module_width=0.254).barcodes
    assert barcode.drawing.layout.module == 6


def test_ends_of_lines_are_spaces() -> None:
    """The title has one line."""
    made = compose("1", "qr", (60, 40), "a\nb\tc")
    assert made.texts[0].text == "a b c"


def test_long_lines_end_in_an_ellipsis() -> None:
    """900 characters do not fit at the least size."""
    assert compose("1", "qr", (60, 40), "x" * 900).texts[0].text.endswith("…")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)
def test_every_label_of_a_full_sheet_reads_back(template: Stock) -> None:
    """Each label is cut out at the position of the template and decoded by zxing-cpp."""
    page = show(sheet(template, template.count))
    per_mm = SHOWN_DPI / 25.4
    for number in range(template.count):
        left, top = template.place(number)
        right, bottom = left + template.label[0], top + template.label[1]
        cut = page.crop(tuple(round(edge * per_mm) for edge in (left, top, right, bottom)))
        data, format = EXAMPLES[number % len(EXAMPLES)]
        (found,) = zxingcpp.read_barcodes(cut)
        assert found.text.lstrip("0") == data.lstrip("0"), (number, format)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)
def test_labels_stay_on_their_sheet_and_apart(template: Stock) -> None:
    """The sizes of the templates of Avery."""
    width, height = template.page
    for number in range(template.count):
        left, top = template.place(number)
        assert -0.05 <= left < left + template.label[0] <= width + 0.05
        assert -0.05 <= top < top + template.label[1] <= height + 0.05
    assert template.pitch[0] >= template.label[0] - 1e-9
    assert template.pitch[1] >= template.label[1] - 1e-9


def test_sheet_is_as_large_as_paper() -> None:
    """ISO 216: A4 is 210 × 297 mm, 595.276 × 841.890 pt."""
    document = pypdfium2.PdfDocument(sheet(label_stock.SHEETS["L7160"], 1))
    assert document[0].get_size() == pytest.approx((595.276, 841.890), abs=0.01)
    document.close()


def test_bars_are_true_to_a_tenth_of_a_millimetre() -> None:
    """An EAN-13 of X = 0.33 mm is 95 modules; on 600 dpi X is 8 dots, 0.3387 mm."""
    template = label_stock.roll(60, 40)
    made = label("5901234123457", "ean13", template.label, module_width=0.33)
    page = show(b"".join(pdf.write([made], template)))
    middle = page.crop((0, page.height // 2, page.width, page.height // 2 + 1))
    dark = [x for x, value in enumerate(middle.tobytes()) if value < 128]
    assert (dark[-1] + 1 - dark[0]) * 25.4 / SHOWN_DPI == pytest.approx(
        95 * 8 * 25.4 / 600, abs=0.1
    )


def test_first_label_is_at_the_place_of_start() -> None:
    """The positions of the template."""
    template = label_stock.SHEETS["L7160"]
    page = show(sheet(template, 1, start=5))
    left, top = template.place(4)
    dark = page.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert dark is not None
    per_mm = SHOWN_DPI / 25.4
    assert left <= dark[0] / per_mm < dark[2] / per_mm <= left + template.label[0]
    assert top <= dark[1] / per_mm < dark[3] / per_mm <= top + template.label[1]


def test_labels_continue_on_the_next_sheet() -> None:
    """21 labels a sheet: one on the first, 21 on the second."""
    template = label_stock.SHEETS["L7160"]
    document = pypdfium2.PdfDocument(sheet(template, 22, start=21))
    assert len(document) == 2
    document.close()


def test_cut_marks_are_only_in_the_margins() -> None:
    """The rendered page inside the margins is white."""
    template = label_stock.SHEETS["L7163"]
    page = show(b"".join(pdf.write([], template, cut_marks=True)))
    per_mm = SHOWN_DPI / 25.4
    left, top = template.first
    right, bottom = template.page[0] - left, template.page[1] - top
    inside = page.crop(tuple(round(edge * per_mm) for edge in (left, top, right, bottom)))
    assert inside.getextrema() == (255, 255)
    assert page.getextrema()[0] < 128


def test_cross_reference_table_has_the_offsets_of_all_objects() -> None:
    """ISO 32000-1, 7.5.4: readers that repair files would hide a wrong table."""
    content = sheet(label_stock.SHEETS["5160"], 31)
    begin = int(content[content.rindex(b"startxref") + 10 :].split()[0])
    entries = re.findall(rb"(\d{10}) 00000 n ", content[begin:])
    for number, place in enumerate(entries, 1):
        assert content[int(place) :].startswith(b"%d 0 obj" % number)


def test_pages_are_generated_one_at_a_time() -> None:
    """14 labels of L7163 are read before the first page is complete."""
    made = 0
    template = label_stock.SHEETS["L7163"]

    def labels() -> Iterator[Label]:
        nonlocal made
        for _ in range(100):
            made += 1
            yield label("1", "qr", template.label)

    pieces = pdf.write(labels(), template)
    next(pieces)
    assert zlib.decompress(next(pieces).split(b"stream\n", 1)[1].split(b"\nendstream")[0])
    assert made == template.count


def test_other_work_proceeds_between_the_labels_of_a_page() -> None:
    template = label_stock.SHEETS["L7160"]
    made = [label("123456789", "code128", template.label)] * template.count
    pauses: list[int] = []
    b"".join(pdf.write(made, template, pause=lambda: pauses.append(1)))
    assert len(pauses) >= template.count


def test_no_labels_are_an_empty_sheet() -> None:
    """A PDF has at least one page (ISO 32000-1, 7.7.3)."""
    assert show(b"".join(pdf.write([], label_stock.SHEETS["L7160"]))).getextrema() == (255, 255)


def test_colours_are_kept_on_paper() -> None:
    """pypdfium2 renders the requested colours."""
    made = label("1", "qr", (40, 40), foreground="#003366", background="#ffeecc")
    document = pypdfium2.PdfDocument(b"".join(pdf.write([made], label_stock.roll(40, 40))))
    colours = document[0].render(scale=4).to_pil().convert("RGB").getcolors(1 << 16)
    document.close()
    assert {(0, 0x33, 0x66), (255, 0xEE, 0xCC)} <= {colour for _, colour in colours or []}


@pytest.mark.parametrize("template", ["L7160", "5160", "A4", "roll", "dymo-99012", "dk-22205"])
def test_schema_lists_the_templates_of_each_option(template: str) -> None:
    """An option is accepted by the listed templates, and by no other."""
    properties = label_options.schema()["properties"]
    assert template in properties["template"]["x-enumDescriptions"]
    for name, schema in properties.items():
        if name in ("template", "stock") or (name == "label_height" and template == "A4"):
            continue
        value = {"label_height": 30, "label_width": 60}.get(name, schema["default"])
        given = {"template": template, name: str(value).lower()}
        templates = schema.get("x-templates", [template])
        if template in templates:
            label_options.parse(given)
        else:
            with pytest.raises(OptionError, match="does not apply"):
                label_options.parse(given)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("label_width", "5", "a number from 8 to 1,000"),
        ("label_width", "nan", "a number from 8 to 1,000"),
        ("label_width", "", "a number from 8 to 1,000"),
        ("start", "1.5", "a whole number from 1 to 5,000"),
        ("cut_marks", "perhaps", "true or false"),
    ],
)
def test_errors_of_bad_values_give_the_bounds(name: str, value: str, expected: str) -> None:
    """The declared bounds."""
    with pytest.raises(OptionError) as raised:
        label_options.parse({"template": "roll", name: value})

    (problem,) = raised.value.problems
    assert (problem.field, problem.message) == (name, f"{name} is {expected}, not {value!r}.")
    assert problem.fix == f"Give {expected}."
