"""Labels: what can't be printed first, then golden pages: measured, and every label decoded.

Expectations: the measures that Avery prints on its own templates; pypdfium2 shows the pages and
zxing-cpp reads them.
"""

import re
import zlib
from collections.abc import Iterator

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from common.barcode.labels import label_options, label_stock, pdf, zpl
from common.barcode.labels.label import Content, Label, compose
from common.barcode.labels.label_stock import Template
from common.barcode.model.errors import OptionError
from common.barcode.model.options import DrawOptions

DPI = 600
SHOWN_DPI = 300
EXAMPLES = (
    ("5901234123457", "ean13"),
    ("123456789", "code128"),
    ("HTTPS://EXAMPLE.COM/1", "qr"),
    ("ABC-1", "code39"),
    ("012345678905", "upca"),
    ("DATA MATRIX", "datamatrix"),
)
TEMPLATES = [
    label_options.sheet(label_options.parse({"template": name})) for name in label_options.TEMPLATES
]


def label(data: str, format: str, size: tuple[float, float], **more: object) -> Label:
    asked = DrawOptions(data=data, format=format, **more)  # type: ignore[arg-type]
    return compose(Content("row 2", asked, "Title", ("one", "two")), size, DPI)


def show(content: bytes, page: int = 0) -> Image.Image:
    document = pypdfium2.PdfDocument(content)
    try:
        return document[page].render(scale=SHOWN_DPI / 72).to_pil().convert("L")
    finally:
        document.close()


def sheet(template: Template, count: int, **more: object) -> bytes:
    def labels() -> Iterator[Label]:
        for number in range(count):
            yield label(*EXAMPLES[number % len(EXAMPLES)], template.label)

    return b"".join(pdf.write(labels(), template, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(("word", "is_on"), [("yes", True), ("1", True), ("OFF", False)])
def test_words_for_true_and_false_are_those_of_options(word: str, is_on: bool) -> None:
    assert label_options.parse({"cut_marks": word}).cut_marks == is_on


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"start": "1.5"}, "start is a whole number from 1 to 5,000, not '1.5'."),
        ({"cut_marks": "perhaps"}, "cut_marks is true or false, not 'perhaps'."),
        ({"lines": ["a", "b"]}, "lines is given 2 times."),
    ],
)
def test_choice_that_is_none_is_told_in_words(given: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError) as caught:
        label_options.parse(given)
    assert caught.value.problems[0].message == message


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
def test_choice_that_can_not_be_met_is_refused_by_name(given: dict[str, str], field: str) -> None:
    with pytest.raises(OptionError) as caught:
        label_options.sheet(label_options.parse(given))
    assert caught.value.problems[0].field == field


def test_barcode_that_does_not_fit_is_told_in_words() -> None:
    """Nobody is served by bars that no printer prints."""
    made = label("A VERY LONG DATUM " * 5, "code128", (50, 30))
    assert made.drawing is None
    assert made.texts[0].text.startswith("row 2")


@pytest.mark.parametrize("asked", [{"module_width": 5.0}, {"module_height": 60.0}])
def test_barcode_that_asks_for_too_much_is_told_in_the_labels_own_measure(
    asked: dict[str, float],
) -> None:
    """Pixels, and the width and height of pictures, mean nothing on paper."""
    said = " ".join(text.text for text in label("123", "code128", (63.5, 38.1), **asked).texts)
    assert "does not fit into 59.5 × 20.5 mm" in said
    assert "px" not in said


def test_retail_barcode_below_its_least_size_is_refused() -> None:
    """GS1 General Specifications: X is at least 0.264 mm, or 80 %."""
    assert label("5901234123457", "ean13", (28, 25)).drawing is None
    assert label("5901234123457", "ean13", (40, 30)).drawing is not None


@pytest.mark.parametrize(
    ("data", "format", "most_mm"), [("5901234123457", "ean13", 0.66), ("1", "code128", 0.508)]
)
def test_bars_do_not_grow_beyond_their_standard(data: str, format: str, most_mm: float) -> None:
    drawing = label(data, format, (200, 100)).drawing
    assert drawing is not None
    assert drawing.layout.module * 25.4 / DPI <= most_mm


def test_width_of_a_module_is_kept_to() -> None:
    drawing = label("123", "code128", (90, 40), module_width=0.254).drawing
    assert drawing is not None
    assert drawing.layout.module == 6


def test_character_that_the_face_lacks_is_seen() -> None:
    made = compose(Content("r", DrawOptions(data="1", format="qr"), "北京"), (60, 40), DPI)
    assert made.texts[0].text == "□□"


def test_ends_of_lines_are_spaces() -> None:
    asked = DrawOptions(data="1", format="qr")
    assert compose(Content("r", asked, "a\nb\tc"), (60, 40), DPI).texts[0].text == "a b c"


def test_long_line_is_cut_where_it_can_be_seen() -> None:
    made = compose(Content("r", DrawOptions(data="1", format="qr"), "x" * 900), (60, 40), DPI)
    assert made.texts[0].text.endswith("…")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)
def test_every_label_of_a_full_sheet_reads_back(template: Template) -> None:
    """A golden page: each label by itself, cut out where the template says that it is."""
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
def test_labels_stay_on_their_sheet_and_apart(template: Template) -> None:
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
    """An EAN-13 of X = 0.33 mm is 95 modules, 31.35 mm; on 600 dpi X is 8 dots, 0.3387 mm."""
    template = label_stock.roll(60, 40)
    made = label("5901234123457", "ean13", template.label, module_width=0.33)
    page = show(b"".join(pdf.write([made], template)))
    middle = page.crop((0, page.height // 2, page.width, page.height // 2 + 1))
    dark = [x for x, value in enumerate(middle.tobytes()) if value < 128]
    assert (dark[-1] + 1 - dark[0]) * 25.4 / SHOWN_DPI == pytest.approx(
        95 * 8 * 25.4 / 600, abs=0.1
    )


def test_first_label_stands_where_the_caller_begins() -> None:
    template = label_stock.SHEETS["L7160"]
    page = show(sheet(template, 1, start=5))
    left, top = template.place(4)
    ink = page.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert ink is not None
    per_mm = SHOWN_DPI / 25.4
    assert left <= ink[0] / per_mm < ink[2] / per_mm <= left + template.label[0]
    assert top <= ink[1] / per_mm < ink[3] / per_mm <= top + template.label[1]


def test_sheets_go_on_after_a_begun_one() -> None:
    template = label_stock.SHEETS["L7160"]
    document = pypdfium2.PdfDocument(sheet(template, 22, start=21))
    assert len(document) == 2
    document.close()


def test_cut_marks_stay_off_the_labels() -> None:
    template = label_stock.SHEETS["L7163"]
    page = show(b"".join(pdf.write([], template, cut_marks=True)))
    per_mm = SHOWN_DPI / 25.4
    left, top = template.first
    right, bottom = template.page[0] - left, template.page[1] - top
    inside = page.crop(tuple(round(edge * per_mm) for edge in (left, top, right, bottom)))
    assert inside.getextrema() == (255, 255)
    assert page.getextrema()[0] < 128


def test_file_names_every_object_where_it_is() -> None:
    """ISO 32000-1, 7.5.4: readers that repair would hide a wrong table."""
    content = sheet(label_stock.SHEETS["5160"], 31)
    begin = int(content[content.rindex(b"startxref") + 10 :].split()[0])
    entries = re.findall(rb"(\d{10}) 00000 n ", content[begin:])
    for number, place in enumerate(entries, 1):
        assert content[int(place) :].startswith(b"%d 0 obj" % number)


def test_pages_come_before_the_whole_is_made() -> None:
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


def test_no_labels_are_an_empty_sheet() -> None:
    assert show(b"".join(pdf.write([], label_stock.SHEETS["L7160"]))).getextrema() == (255, 255)


def test_colours_are_kept_on_paper() -> None:
    made = label("1", "qr", (40, 40), foreground="#003366", background="#ffeecc")
    document = pypdfium2.PdfDocument(b"".join(pdf.write([made], label_stock.roll(40, 40))))
    colours = document[0].render(scale=4).to_pil().convert("RGB").getcolors(1 << 16)
    document.close()
    assert {(0, 0x33, 0x66), (255, 0xEE, 0xCC)} <= {colour for _, colour in colours or []}


@pytest.mark.parametrize(("data", "format"), EXAMPLES)
@pytest.mark.parametrize("turn", [0, 90])
def test_bitmap_for_label_printers_reads_back(data: str, format: str, turn: int) -> None:
    asked = DrawOptions(data=data, format=format, rotate=turn)  # type: ignore[arg-type]
    content = Content("row 2", asked, "a^b_c~ ü")
    (told,) = zpl.write([compose(content, (60, 60), 203)], (60, 60), 203)
    text = told.decode()
    assert text.startswith("^XA\n^CI28\n^PW480\n^LL480\n")
    assert "^FH^FDa_5Eb_5Fc_7E ü^FS" in text
    found = re.search(r"\^FO(\d+),(\d+)\^GFA,(\d+),\3,(\d+),([0-9A-F]+)\^FS", text)
    assert found is not None
    left, top, total, stride = (int(found[at]) for at in range(1, 5))
    size = (stride * 8, total // stride)
    bars = Image.frombytes("1", size, bytes.fromhex(found[5]), "raw", "1;I")
    page = Image.new("L", (480, 480), 255)
    page.paste(bars.convert("L"), (left, top))
    assert left + size[0] <= 488
    assert top + size[1] <= 480
    (read,) = zxingcpp.read_barcodes(page)
    assert read.text.lstrip("0") == data.lstrip("0")


@pytest.mark.parametrize("template", label_options.TEMPLATES)
def test_schema_says_which_templates_take_a_choice(template: str) -> None:
    """What the schema offers for a sheet is taken for it, and nothing else is."""
    for name, schema in label_options.schema()["properties"].items():
        given = {"template": template, name: str(schema["default"]).lower()}
        takers = schema.get("x-templates", label_options.TEMPLATES)
        if name == "template":
            assert template in schema["x-enumDescriptions"]
        elif template in takers:
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
def test_choice_with_a_bad_value_is_told_what_it_is(name: str, value: str, expected: str) -> None:
    with pytest.raises(OptionError) as refused:
        label_options.parse({"template": "roll", name: value})

    (problem,) = refused.value.problems
    assert (problem.field, problem.message) == (name, f"{name} is {expected}, not {value!r}.")
    assert problem.fix == f"Give {expected}."
