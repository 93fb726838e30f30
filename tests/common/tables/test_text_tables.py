"""CSV, TXT and JSON: broken and hostile files first, then spellings of the same table.

Expectations: docs/batches.md, unless a test names another source.
"""

import csv
import io
import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.tables.errors import TableError, TableTooLarge
from common.tables.file_type import read


def rows(content: bytes | str, name: str = "", media_type: str = "") -> list[tuple[str, ...]]:
    return [texts for texts, _ in read_rows(content, name, media_type)]


def read_rows(
    content: bytes | str, name: str = "", media_type: str = ""
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    raw = content.encode() if isinstance(content, str) else content
    table = read(name, raw, media_type=media_type)
    return [
        (
            tuple(cell.text for cell in record.cells),
            tuple(cell.problem.code for cell in record.cells if cell.problem),
        )
        for record in table.records()
    ]


def refusal(content: bytes | str, name: str = "") -> str:
    with pytest.raises(TableError) as caught:
        rows(content, name)
    assert caught.value.problems[0].fix
    return caught.value.problems[0].code


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "", "table.empty"),
        (b" \n\t", "", "table.empty"),
        (b'data,format\n"123,code128\n', "a.csv", "table.broken_csv"),
        (b'data,format\n"12"3,code128\n', "a.csv", "table.broken_csv"),
        (b"\xef\xbb\xbf", "a.csv", "table.empty"),
        (b"data:format\n123:qr\n", "a.csv", "table.delimiter"),
        (b"[]", "a.json", "table.no_rows"),
        (b"data,format\n1\x002,qr\n", "a.csv", "table.nul"),
        (bytes(range(128, 256)) * 50, "a.csv", "table.encoding"),
        (b"\xef\xbb\xbfdata\n\xff\n", "a.csv", "table.encoding"),
        (b"[1, 2", "a.json", "table.not_json"),
        (b"[NaN]", "a.json", "table.not_json"),
        (b"[" * 100_000, "a.json", "table.not_json"),
        (b"{}", "a.json", "table.no_rows"),
        (b'{"rows": 1}', "a.json", "table.no_rows"),
        (b'{"rows": [], "format": "qr"}', "a.json", "table.unknown_key"),
        (b'[["1", "qr"]]', "a.json", "table.bad_row"),
        (b'{"rows": ["1"], "columns": {"data": 1}}', "a.json", "table.bad_columns"),
        (b'{"rows": ["1"], "columns": ["data"]}', "a.json", "table.bad_columns"),
        (b'"123"', "a.json", "table.no_rows"),
    ],
)
def test_invalid_table_is_refused(content: bytes, name: str, code: str) -> None:
    """Each error has a stable code and a fix."""
    assert refusal(content, name) == code


def test_too_many_columns_are_refused() -> None:
    """A table may have 200."""
    with pytest.raises(TableTooLarge):
        rows(",".join(f"c{n}" for n in range(201)) + "\n1\n", "a.csv")
    with pytest.raises(TableTooLarge):
        rows("[{" + ",".join(f'"c{n}": 1' for n in range(201)) + "}]", "a.json")


@pytest.mark.parametrize(
    "wide",
    ["x," * 200 + "x", "x," * 1_000_000, '"x\n",' * 40_000],
    ids=["one column too many", "a million columns", "one record of many lines"],
)
def test_row_that_is_too_wide_is_refused(wide: str) -> None:
    """It is refused by its delimiters, before csv makes a list of as many cells."""
    with pytest.raises(TableTooLarge) as caught:
        rows(f"data,text\n1,a\n{wide}\n", "a.csv")
    assert caught.value.problems[0].code == "table.too_many_columns"


def test_cell_of_delimiters_is_data() -> None:
    cell = "," * 1_000
    assert [row[0] for row in rows(f'data,text\n"{cell}",a\n', "a.csv")] == [cell]


def test_named_encoding_is_not_replaced_by_a_guess() -> None:
    """Without its name, the file would be read as Windows-1252."""
    with pytest.raises(TableError):
        read("a.csv", "data\nä\n".encode("windows-1252"), encoding="utf-8")


@pytest.mark.parametrize(
    ("cell", "text", "problems"),
    [
        ("00123", "00123", ()),
        ('="00123"', "00123", ()),
        ('"=""00123"""', "00123", ()),
        ("1.23457E+12", "1.23457E+12", ("scientific_notation",)),
        ("#N/A", "#N/A", ("spreadsheet_error",)),
        ("#NV", "#NV", ("spreadsheet_error",)),
        ("#¡VALOR!", "#¡VALOR!", ("spreadsheet_error",)),
        ("#ССЫЛКА!", "#ССЫЛКА!", ("spreadsheet_error",)),
        ("x" * 32_768, "x" * 40, ("cell_too_long",)),
        ("  1 ", "1", ()),
    ],
)
def test_damage_by_spreadsheets_is_detected(
    cell: str, text: str, problems: tuple[str, ...]
) -> None:
    """Excel drops digits of long numbers, and saves error values as text."""
    assert read_rows(f"data,format\n{cell},qr\n", "a.csv") == [((text, "qr"), problems)]


def test_cell_beyond_the_limit_of_the_csv_module_makes_only_its_row_bad() -> None:
    """csv.field_size_limit is 131,072 by default."""
    table = f"data,format\n{'x' * 200_000},qr\n1,qr\n"
    assert read_rows(table, "a.csv")[1:] == [(("1", "qr"), ())]


@pytest.mark.parametrize(
    ("content", "name", "note"),
    [
        ("data,title\n é ,x\n".encode("windows-1252"), "a.csv", "Windows-1252"),
        ("é\n".encode("windows-1252"), "a.txt", "Windows-1252"),
        (b'data,title\n" 1 ",x\n', "a.csv", "JSON keeps them"),
    ],
)
def test_changed_or_guessed_value_has_a_note(content: bytes, name: str, note: str) -> None:
    """The value may differ from what the author meant."""
    assert note in next(read(name, content).records()).cells[0].note


def test_value_like_a_date_is_accepted_with_a_note() -> None:
    """Excel turns 1-2 into 1-Feb, but 1-Feb may be a code too."""
    record = next(read("a.csv", b"data,format\n1-Feb,qr\n").records())
    assert (record.cells[0].text, bool(record.cells[0].note)) == ("1-Feb", True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encoding_is_detected(encoding: str) -> None:
    """By byte order mark, as UTF-8, or by the NULs of UTF-16."""
    assert rows("data,title\n123,Café 北京\n".encode(encoding)) == [("123", "Café 北京")]


def test_windows_1252_is_accepted_with_a_note() -> None:
    """Excel on Windows saves CSV in it; it can't be distinguished from similar encodings."""
    table = read("a.csv", "data,title\n1,Größe\n".encode("windows-1252"))
    assert [cell.text for cell in next(table.records()).cells] == ["1", "Größe"]
    assert "Windows-1252" in table.notes[0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_delimiter_is_detected(delimiter: str, end: str) -> None:
    """Spreadsheets use the list separator of their locale."""
    lines = ["data", "title"], ["1", "a b"], ["2", "c"]
    text = end.join(delimiter.join(line) for line in lines) + end
    assert rows(text, "a.csv") == [("1", "a b"), ("2", "c")]


def test_decimal_commas_are_not_delimiters() -> None:
    """Locales with decimal commas use a semicolon as list separator."""
    assert rows("data;price\n1;1,50\n2;2,50\n", "a.csv") == [("1", "1,50"), ("2", "2,50")]


@pytest.mark.parametrize("line", ["sep=;\n", "sep=;\r", '"sep=;"\r\n'])
def test_line_with_the_delimiter_is_used(line: str) -> None:
    """Excel writes and reads it."""
    records = list(read("a.csv", f"{line}data;title\n1;a,b\n".encode()).records())
    assert [(record.number, record.cells[1].text) for record in records] == [(3, "a,b")]


def test_rows_are_numbered_as_in_spreadsheets() -> None:
    """Empty rows count, and a record with two lines is one row."""
    records = read("a.csv", b'data,title\n1,a\n\n2,"two\nlines"\n3,c\n').records()
    assert [record.number for record in records] == [2, 4, 5]


def test_header_of_one_column_is_optional() -> None:
    """The first row is data, unless it is called data."""
    assert rows("123\n456\n", "a.csv") == [("123",), ("456",)]


def test_lines_of_text_are_data() -> None:
    """Delimiters belong to the data; empty lines are skipped."""
    assert rows("1,2\r\n\r\n 3 \n", "a.txt") == [("1,2",), ("3",)]
    assert rows("data\n1\n") == [("1",)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_text_with_a_header_and_tabs_is_a_table(encoding: str) -> None:
    """Excel saves "Text" and "Unicode Text" in this form."""
    assert rows("data\tformat\n1\tqr\n".encode(encoding), "a.txt") == [("1", "qr")]


def test_json_row_with_duplicate_names_is_bad() -> None:
    """RFC 8259, 4: the meaning of duplicate names is undefined."""
    assert read_rows('[{"data": "1", "data": "2"}, "3"]') == [
        (("2",), ("name_twice",)),
        (("3",), ()),
    ]


def test_json_numbers_keep_every_digit() -> None:
    """RFC 8259, 6 sets no limit on digits."""
    text = '[{"data": 12345678901234567890123, "format": "qr"}, "00", 1.50, true, null]'
    assert rows(text) == [("12345678901234567890123", "qr"), ("00",), ("1.50",), ("true",), ("",)]


def test_lone_surrogate_makes_the_row_bad() -> None:
    """RFC 8259, 8.2: JSON can escape it, but no encoding can carry it."""
    assert read_rows('[{"data": "a\\ud800", "\\udfff": 1}]') == [(("a?", "1"), ("half_pair",))]


def test_nested_json_makes_the_row_bad() -> None:
    """A cell is a scalar."""
    assert read_rows('[{"data": [1]}]') == [(("",), ("nested",))]


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [("text/csv", "CSV"), ("text/plain; charset=utf-8", "TXT"), ("", "CSV"), ("x/y", "CSV")],
)
def test_media_type_decides_without_a_name(media_type: str, kind: str) -> None:
    """An unknown media type is ignored."""
    assert read("", b"data\n1\n", media_type=media_type).kind == kind


CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=12
).filter(lambda text: text.strip() == text and text not in ("#N/A",) and not text.startswith("="))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6), st.sampled_from(",;\t|"))
def test_output_of_the_csv_module_is_read(
    table: list[tuple[str, str, str]], delimiter: str
) -> None:
    """Python's csv module writes any cells with each delimiter."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("data", "title", "note"), *table])
    assert rows(out.getvalue(), "a.csv") == [row for row in table if any(row)]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "a.csv", "a.txt", "a.json", "a.xlsx"]))
def test_any_bytes_are_a_table_or_a_table_error(content: bytes, name: str) -> None:
    """No other error is raised."""
    with suppress(TableError):
        for record in read(name, content).records():
            assert record.cells


@pytest.mark.parametrize("charset", ["shift_jis", "Shift-JIS", '"sjis"'])
def test_charset_of_the_media_type_is_used(charset: str) -> None:
    """RFC 9110, 8.3.1: names are case-insensitive and may be quoted."""
    content = "data\nテスト\n".encode("shift_jis")
    assert rows(content, media_type=f"text/csv; charset={charset}") == [("テスト",)]


@pytest.mark.parametrize("charset", ["utf-8", "nonsense", "hex", ""])
def test_unknown_charset_is_ignored(charset: str) -> None:
    """Many clients declare UTF-8 for every file; hex is a codec, but no character set."""
    content = "data\ncafé\n".encode("windows-1252")
    assert rows(content, media_type=f"text/csv; charset={charset}") == [("café",)]


def test_byte_order_mark_has_precedence_over_the_media_type() -> None:
    """The mark is part of the file."""
    content = "\ufeffdata\né\n".encode()
    assert rows(content, media_type="text/csv; charset=windows-1252") == [("é",)]


def test_carriage_returns_end_lines() -> None:
    """Classic Mac OS and some scanners write no line feed."""
    assert rows(b"abc\rdef\r", "a.txt") == [("abc",), ("def",)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "data,title\n" + ",\n" * 1_000 + "1,x\n"),
        ("a.csv", ",\n" * 1_000 + "data,title\n1,x\n"),
        ("a.csv", "data\r" + "\r" * 1_000 + "1\r"),
        ("a.txt", "1\n" + "\n" * 1_000 + "2\n"),
        ("a.txt", "| data | title |\n|---|---|\n" + "\n" * 1_000 + "| 1 | x |\n"),
        ("a.txt", "data    title\n" + "\n" * 1_000 + "1       x\n2       y\n"),
    ],
)
def test_lines_that_are_no_rows_have_pauses(name: str, content: str) -> None:
    """Millions of them would stop the other requests of the process."""
    pauses: list[None] = []
    table = read(name, content.encode(), pause=lambda: pauses.append(None))
    list(table.records())
    assert len(pauses) > 20


TOO_MANY = {
    "a.json": "[" + ", ".join(['{"data": [1, {"a": "]"}]}'] * 101) + "]",
    "b.json": '{"columns": {}, "rows": [' + ", ".join(["1"] * 101) + "]}",
    "c.html": "<table>" + "<tr><td>1" * 101 + "</table>",
    "d.csv": "data,name\n" + "1,a\n" * 101,
}


@pytest.mark.parametrize("name", TOO_MANY)
def test_more_rows_than_a_batch_may_have_are_refused(name: str) -> None:
    """The rows that are allowed are none too many."""
    content = TOO_MANY[name].encode()
    with pytest.raises(TableTooLarge) as caught:
        list(read(name, content, most=100).records())
    assert caught.value.problems[0].code == "table.too_many_rows"
    assert list(read(name, content, most=102).records())


def test_rows_of_json_are_counted_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading each of them took 10 s for 10 MB, and 600 MB of memory."""
    monkeypatch.delattr(json, "loads")
    with pytest.raises(TableTooLarge):
        read("a.json", b"[" + b"[1]," * 1_000 + b"[1]]", most=1_000)


@pytest.mark.parametrize("value", ["9" * 32_768, '"' + "a" * 32_768 + '"'])
def test_long_value_of_json_makes_only_its_row_bad(value: str) -> None:
    """A number of 9 MB was written into each message of its row, and held a worker for 2 s."""
    content = f'[{{"data": {value}}}, {{"data": "1"}}]'
    assert read_rows(content, "a.json") == [
        ((value.strip('"')[:40],), ("cell_too_long",)),
        (("1",), ()),
    ]


def test_record_of_too_many_lines_is_refused_without_the_rest() -> None:
    """An open quotation mark made one record of all lines, and these were read three times."""
    pauses: list[None] = []
    content = b'data,name\n"' + b"a\n" * 500_000
    with pytest.raises(TableError) as caught:
        list(read("a.csv", content, pause=lambda: pauses.append(None)).records())
    assert caught.value.problems[0].code == "table.broken_csv"
    # One for 32 lines, of which a record may have twice as many as a cell has characters.
    assert len(pauses) < 4 * 66_000 / 32
