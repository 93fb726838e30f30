"""CSV, TXT and JSON: broken and hostile files first, then every spelling of the same table."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.tables.errors import TableError, TableTooLarge
from common.tables.file_type import read


def rows(content: bytes | str, name: str = "", media_type: str = "") -> list[tuple[str, ...]]:
    return [texts for texts, _ in told(content, name, media_type)]


def told(
    content: bytes | str, name: str = "", media_type: str = ""
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    raw = content.encode() if isinstance(content, str) else content
    found = read(name, raw, media_type=media_type)
    return [
        (
            tuple(cell.text for cell in record.cells),
            tuple(cell.problem.code for cell in record.cells if cell.problem),
        )
        for record in found.records()
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
        (b"data\n\x81\x8d\n", "a.csv", "table.encoding"),
        (b"\xef\xbb\xbfdata\n\xff\n", "a.csv", "table.encoding"),
        (b"[1, 2", "a.json", "table.not_json"),
        (b"[NaN]", "a.json", "table.not_json"),
        (b"[" * 100_000, "a.json", "table.not_json"),
        (b"{}", "a.json", "table.no_rows"),
        (b'{"rows": 1}', "a.json", "table.no_rows"),
        (b'{"rows": [], "format": "qr"}', "a.json", "table.unknown_key"),
        (b'[["1", "qr"]]', "a.json", "table.bad_row"),
        (b'"123"', "a.json", "table.no_rows"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, name: str, code: str) -> None:
    assert refusal(content, name) == code


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(TableTooLarge):
        rows(",".join(f"c{n}" for n in range(201)) + "\n1\n", "a.csv")
    with pytest.raises(TableTooLarge):
        rows("[{" + ",".join(f'"c{n}": 1' for n in range(201)) + "}]", "a.json")


def test_named_encoding_is_kept_to() -> None:
    with pytest.raises(TableError):
        read("a.csv", "data\nä\n".encode("windows-1252"), encoding="utf-8")


@pytest.mark.parametrize(
    ("cell", "text", "wrong"),
    [
        ("00123", "00123", ()),
        ('="00123"', "00123", ()),
        ('"=""00123"""', "00123", ()),
        ("1.23457E+12", "1.23457E+12", ("scientific_notation",)),
        ("#N/A", "#N/A", ("spreadsheet_error",)),
        ("x" * 32_768, "x" * 40, ("cell_too_long",)),
        ("  1 ", "1", ()),
    ],
)
def test_traps_of_spreadsheets_are_told(cell: str, text: str, wrong: tuple[str, ...]) -> None:
    assert told(f"data,format\n{cell},qr\n", "a.csv") == [((text, "qr"), wrong)]


def test_cell_above_the_csv_modules_own_bound_refuses_its_row_alone() -> None:
    table = f"data,format\n{'x' * 200_000},qr\n1,qr\n"
    assert told(table, "a.csv")[1:] == [(("1", "qr"), ())]


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        ("data,title\n é ,x\n".encode("windows-1252"), "a.csv", "Windows-1252"),
        ("é\n".encode("windows-1252"), "a.txt", "Windows-1252"),
        (b'data,title\n" 1 ",x\n', "a.csv", "JSON keeps them"),
    ],
)
def test_what_may_differ_from_what_was_meant_is_told_of_its_cell(
    content: bytes, name: str, told: str
) -> None:
    assert told in next(read(name, content).records()).cells[0].note


def test_what_looks_like_a_date_is_taken_and_told() -> None:
    found = next(read("a.csv", b"data,format\n1-Feb,qr\n").records())
    assert (found.cells[0].text, bool(found.cells[0].note)) == ("1-Feb", True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encoding_is_found_out(encoding: str) -> None:
    assert rows("data,title\n123,Café 北京\n".encode(encoding)) == [("123", "Café 北京")]


def test_windows_1252_is_taken_and_told() -> None:
    found = read("a.csv", "data,title\n1,Größe\n".encode("windows-1252"))
    assert [cell.text for cell in next(found.records()).cells] == ["1", "Größe"]
    assert "Windows-1252" in found.notes[0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_delimiter_is_found_out(delimiter: str, end: str) -> None:
    lines = ["data", "title"], ["1", "a b"], ["2", "c"]
    text = end.join(delimiter.join(line) for line in lines) + end
    assert rows(text, "a.csv") == [("1", "a b"), ("2", "c")]


def test_decimal_commas_do_not_count_as_delimiters() -> None:
    assert rows("data;price\n1;1,50\n2;2,50\n", "a.csv") == [("1", "1,50"), ("2", "2,50")]


@pytest.mark.parametrize("line", ["sep=;\n", "sep=;\r", '"sep=;"\r\n'])
def test_line_that_names_the_delimiter_is_kept_to(line: str) -> None:
    """Excel writes and reads it."""
    found = list(read("a.csv", f"{line}data;title\n1;a,b\n".encode()).records())
    assert [(record.number, record.cells[1].text) for record in found] == [(3, "a,b")]


def test_rows_are_numbered_as_spreadsheets_do() -> None:
    found = read("a.csv", b'data,title\n1,a\n\n2,"two\nlines"\n3,c\n').records()
    assert [record.number for record in found] == [2, 4, 5]


def test_one_column_may_lack_its_header() -> None:
    assert rows("123\n456\n", "a.csv") == [("123",), ("456",)]


def test_lines_are_data() -> None:
    assert rows("1,2\r\n\r\n 3 \n", "a.txt") == [("1,2",), ("3",)]
    assert rows("data\n1\n") == [("1",)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_text_with_a_header_and_tabs_is_a_table(encoding: str) -> None:
    """So Excel saves a sheet as text."""
    assert rows("data\tformat\n1\tqr\n".encode(encoding), "a.txt") == [("1", "qr")]


def test_json_row_that_names_a_cell_twice_is_told() -> None:
    assert told('[{"data": "1", "data": "2"}, "3"]') == [(("2",), ("name_twice",)), (("3",), ())]


def test_json_numbers_keep_every_digit() -> None:
    text = '[{"data": 12345678901234567890123, "format": "qr"}, "00", 1.50, true, null]'
    assert rows(text) == [("12345678901234567890123", "qr"), ("00",), ("1.50",), ("true",), ("",)]


def test_half_of_a_surrogate_pair_is_told() -> None:
    """JSON can spell it, and no encoding can carry it on."""
    assert told('[{"data": "a\\ud800", "\\udfff": 1}]') == [(("a?", "1"), ("half_pair",))]


def test_nested_json_is_told() -> None:
    assert told('[{"data": [1]}]') == [(("",), ("nested",))]


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [("text/csv", "CSV"), ("text/plain; charset=utf-8", "TXT"), ("", "CSV"), ("x/y", "CSV")],
)
def test_media_type_is_believed_where_there_is_no_name(media_type: str, kind: str) -> None:
    assert read("", b"data\n1\n", media_type=media_type).kind == kind


CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=12
).filter(lambda text: text.strip() == text and text not in ("#N/A",) and not text.startswith("="))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6), st.sampled_from(",;\t|"))
def test_what_the_csv_module_writes_is_read(
    table: list[tuple[str, str, str]], delimiter: str
) -> None:
    """Any cells, as long as the header shows the delimiter."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("data", "title", "note"), *table])
    assert rows(out.getvalue(), "a.csv") == [row for row in table if any(row)]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "a.csv", "a.txt", "a.json", "a.xlsx"]))
def test_any_bytes_are_a_table_or_a_refusal(content: bytes, name: str) -> None:
    with suppress(TableError):
        for record in read(name, content).records():
            assert record.cells


@pytest.mark.parametrize("said", ["shift_jis", "Shift-JIS", '"sjis"'])
def test_encoding_that_the_media_type_names_is_taken(said: str) -> None:
    content = "data\nテスト\n".encode("shift_jis")
    assert rows(content, media_type=f"text/csv; charset={said}") == [("テスト",)]


@pytest.mark.parametrize("said", ["utf-8", "nonsense", "hex", ""])
def test_media_type_that_names_no_such_encoding_changes_nothing(said: str) -> None:
    content = "data\ncafé\n".encode("windows-1252")
    assert rows(content, media_type=f"text/csv; charset={said}") == [("café",)]


def test_byte_order_mark_knows_better_than_the_media_type() -> None:
    content = "\ufeffdata\né\n".encode()
    assert rows(content, media_type="text/csv; charset=windows-1252") == [("é",)]


def test_lone_carriage_returns_end_lines_of_data() -> None:
    assert rows(b"abc\rdef\r", "a.txt") == [("abc",), ("def",)]
