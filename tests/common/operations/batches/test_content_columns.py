"""Content types in tables: bad tables and rows first, then rows that an independent reader reads.

Expectations: docs/batches.md, content types in a table, unless a test names another source.
"""

import io
import json

import pytest
import zxingcpp
from PIL import Image

from common.barcode import pipeline
from common.barcode.model.errors import BarcodeError
from common.operations.batches import report
from common.operations.batches.content_columns import assign
from common.operations.batches.lifecycle import check_defaults
from common.operations.batches.rows import Checker, Row
from common.tables.file_type import read
from common.tables.survey import take

IBAN = "DE89370400440532013000"


def check(table_text: str, name: str = "a.csv", **defaults: object) -> list[Row]:
    given = check_defaults({key.replace("__", "."): value for key, value in defaults.items()})
    table = read(name, table_text.encode())
    return list(Checker(given).check(0, table, assign(table, take(table), given)))


def read_back(row: Row) -> str:
    assert row.options is not None, row.problems
    image = Image.open(io.BytesIO(pipeline.draw(row.options).body))
    return zxingcpp.read_barcodes(image)[0].text


@pytest.mark.parametrize(
    ("defaults", "header", "code"),
    [
        ({}, "content.ssid,format", "option.missing"),
        ({"content": "wify"}, "ssid", "content.unknown"),
        ({"content": "wifi", "content__sssid": "x"}, "ssid", "content.wifi.unknown_field"),
        ({"content": "wifi", "content_fields": "[]"}, "ssid", "option.bad_value"),
        ({"content": "wifi", "data": "x"}, "ssid", "option.misplaced"),
        ({"content": "wifi"}, "SSID", "table.no_header"),
    ],
)
def test_contradictory_table_is_refused(
    defaults: dict[str, object], header: str, code: str
) -> None:
    """Nothing can be drawn from any of its rows."""
    with pytest.raises(BarcodeError) as caught:
        check(f"{header}\nx\n", **defaults)
    assert caught.value.problems[0].code == code


@pytest.mark.parametrize(
    ("table", "field", "column", "code"),
    [
        (f"name,IBAN\nA,{IBAN[:-1]}1\n", "content.iban", "IBAN", "content.epc.bad_check_digits"),
        (f"Content.IBAN\n{IBAN}\n", "content.name", "", "content.epc.missing_field"),
        ("Name,Content.IBAN\nAnna,\n", "content.iban", "Content.IBAN", "content.epc.missing_field"),
        (f"name,iban,data\nAnna,{IBAN},x\n", "data", "data", "option.conflict"),
        (f"name,iban,format\nAnna,{IBAN},ean13\n", "format", "format", "content.symbology"),
    ],
)
def test_problem_names_field_and_column(table: str, field: str, column: str, code: str) -> None:
    """The author finds the cell to correct."""
    (row,) = check(table, content="epc")
    problem = next(each for each in row.problems if each.field == field)
    assert (problem.code, problem.column) == (code, column)
    assert field in report.line(("a.csv",), row).decode()


def test_column_with_another_name_than_its_field_is_in_the_text() -> None:
    """The report of a batch and the command line print text only."""
    (row,) = check('[{"content": "epc", "Content IBAN": "x", "content_fields": "{}"}]', "a.json")
    assert "content.iban (column 'content_fields'): " in str(row.problems[-1])


def test_unknown_field_is_refused_by_its_full_name_only() -> None:
    """A column with any other name is for labels."""
    good, bad = check("content,ssid,content.shelf,shelf\nwifi,Guests,,A7\nwifi,Guests,A7,\n")
    assert (good.labels, good.problems) == ({"ssid": "Guests", "shelf": "A7"}, ())
    assert bad.problems[0].field == "content.shelf"


def test_rows_of_several_types_and_of_data() -> None:
    """Fields count in rows whose type has them; a row without a type is drawn from its data."""
    rows = check(
        "content,data,format,ssid,latitude,longitude\n"
        "wifi,,,Guests,48.1,16.3\n"
        "geo,,,Guests,48.201,16.3695\n"
        ",4711,code128,Guests,,\n"
    )
    assert [read_back(row) for row in rows] == [
        "WIFI:T:nopass;S:Guests;;",
        "geo:48.201,16.3695",
        "4711",
    ]


def test_column_called_content_without_types_is_data() -> None:
    """Other services call data so (docs/http.md)."""
    (row,) = check("content,format\nABC-1,code128\n")
    assert row.data == "ABC-1"


def test_damaged_cell_counts_in_rows_with_the_field_only() -> None:
    """1.5E+12 as written by a spreadsheet has lost digits."""
    wifi, geo = check("content,ssid,latitude,longitude\nwifi,A,1.5E+12,\ngeo,,1.5E+12,7\n")
    assert wifi.options is not None
    assert geo.problems[0].field == "content.latitude"


def test_fields_of_all_rows_are_replaced_one_by_one() -> None:
    """An option applies if a row has no value of its own."""
    given = {"content": "wifi", "content_fields": '{"ssid": "Lobby", "password": "secret-1"}'}
    first, second = check("ssid,shelf\nGuests,1\n,2\n", **given)
    assert read_back(first) == "WIFI:T:WPA;S:Guests;P:secret-1;;"
    assert read_back(second) == "WIFI:T:WPA;S:Lobby;P:secret-1;;"


def test_repeated_field_has_lines_in_a_cell_and_an_array_in_json() -> None:
    """RFC 6068, 2: addresses are separated by commas."""
    csv = check('to,subject\n"a@example.com\nb@example.com",Hi\n', content="email")
    content = {"type": "email", "to": ["a@example.com", "b@example.com"], "subject": "Hi"}
    nested = check(json.dumps([{"content": content}]), "a.json")
    for (row,) in (csv, nested):
        assert read_back(row) == "mailto:a@example.com,b@example.com?subject=Hi"


def test_proposed_format_leaves_the_symbology_to_the_content() -> None:
    """Code 128, which holds the value of the other row, can't carry a payment."""
    rows = check(f"content,data,name,iban\nepc,,Anna,{IBAN}\n,4711,,\n")
    assert [row.format for row in rows] == ["qr", "code128"]
