"""Rows: the traps that only the symbology shows."""

import json

import pytest

from common.operations.batches.rows import Checker, Row
from common.tables.columns import assign
from common.tables.file_type import read


def check(content: str, name: str = "a.csv", **defaults: str) -> list[Row]:
    table = read(name, content.encode())
    return list(Checker(defaults).check(0, table, assign(name, table.columns)))


def check_json(*rows: object, **defaults: str) -> list[Row]:
    return check(json.dumps(rows), "a.json", **defaults)


@pytest.mark.parametrize(
    ("format", "number", "whole"),
    [
        ("upca", 12345678905, "012345678905"),
        ("ean13", 36000291452, ""),
        ("ean13", 123456789013, ""),
        ("ean8", 1234565, "01234565"),
    ],
)
def test_number_that_may_have_lost_a_zero_is_refused(format: str, number: int, whole: str) -> None:
    """012345678905 is the UPC-A of GS1's own examples; as a number it begins with 1.

    With a check digit added, 12345678905 would be another barcode that scans. Where no reading
    with zeros ends in its right check digit, the number means itself, or has a wrong length.
    """
    (row,) = check_json({"data": number, "format": format})
    codes = [problem.code for problem in row.problems]
    assert ("table.lost_zero" in codes) == bool(whole)
    if whole:
        assert whole in row.problems[0].message


def test_text_of_the_same_digits_is_taken() -> None:
    (row,) = check_json({"data": "12345678905", "format": "upca"})
    assert row.data == "123456789050"
    assert row.notes == ()


def test_csv_has_no_types_so_the_same_is_told() -> None:
    (row,) = check("data,format\n12345678905,upca\n")
    assert row.data == "123456789050"
    assert "012345678905" in row.notes[0]


def test_number_of_a_wrong_length_is_told_why() -> None:
    (row,) = check_json({"data": 123, "format": "ean13"})
    assert "zeros were lost" in row.problems[0].fix


def test_trap_in_a_column_for_labels_stops_nothing() -> None:
    (row,) = check("data,format,weight\n1,qr,1.5E+12\n")
    assert row.options is not None
    assert row.labels == {"weight": "1.5E+12"}


def test_row_with_more_cells_than_columns_is_refused() -> None:
    (row,) = check("data,format\n1,qr,lost\n")
    assert row.problems[0].code == "table.too_many_cells"


def test_every_problem_of_a_row_is_told() -> None:
    (row,) = check("data,format,width,dpi\n1,qr,wide,7\n")
    assert [problem.field for problem in row.problems] == ["width", "dpi"]


def test_colour_that_is_none_is_found_before_drawing() -> None:
    """Whatever drawing would refuse is refused when the batch is made."""
    (row,) = check("data,format,foreground\n1,qr,blurple\n")
    assert row.problems[0].field == "foreground"


def test_file_name_follows_the_image_format() -> None:
    first, second = check("data,format,file,image_format\n1,qr,a.png,png\n2,qr,b,svg\n")
    assert (first.filename, second.filename) == ("a.png", "b.svg")


def test_bad_row_takes_no_file_name() -> None:
    rows = check("data,format,filename\nx,ean13,a\n1,qr,a\n")
    assert [row.filename for row in rows] == ["", "a.png"]


def test_bad_row_keeps_all_that_it_was_given_to_be_mended() -> None:
    """Another service's names are told by ours, so that rows of several tables fit into one."""
    good, bad = check("Text,type,Shelf,dpi\nok,code128,1,\n4006381333932,ean13,A 7,300\n")

    assert good.cells == {}
    assert bad.cells == {
        "data": "4006381333932",
        "format": "ean13",
        "Shelf": "A 7",
        "dpi": "300",
    }
