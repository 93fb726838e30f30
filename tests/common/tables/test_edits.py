"""Changed cells of a table. Expectations: docs/batches.md."""

import json

import pytest

from common.tables import edits
from common.tables.columns import Column
from common.tables.edits import RowEdit
from common.tables.file_type import read
from common.tables.table import Table

COLUMNS = (Column("EAN", "data"), Column("Name"), Column("Format"), Column("name"))


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in record.cells] for record in table.records()]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("data", "EAN"),
        ("EAN", "EAN"),
        ("ean", "EAN"),
        ("name", "name"),
        ("NAME", "Name"),
        ("width", "width"),
        ("format", "format (changed)"),
        ("Format", "Format"),
        ("price", ""),
    ],
)
def test_column_is_found_by_what_it_sets_or_by_its_name(key: str, name: str) -> None:
    """A column of the table that has the name of an option may be none."""
    assert edits.name_of(key, COLUMNS) == name
    assert name == "" or edits.option_of(name) in (name, "format")


def test_cells_are_changed_and_columns_added() -> None:
    """A short row gets the cells that it lacks; other rows stay."""
    table = read("a.csv", b"EAN,Name,Price\n1,Tea,2\n3\n")
    changed = edits.apply(
        table, [RowEdit(3, {"Price": "9", "format": "qr"}), RowEdit(7, {"EAN": "no such row"})]
    )
    assert changed.columns == ("EAN", "Name", "Price", "format")
    assert texts(changed) == [["1", "Tea", "2"], ["3", "", "9", "qr"]]
    assert changed.choices["format"] == "format"
    assert texts(table) == [["1", "Tea", "2"], ["3"]]


def test_names_of_a_record_of_json_are_kept() -> None:
    table = read("a.json", json.dumps([{"data": "1"}, {"data": "2", "Name": "Tea"}]).encode())
    first, second = table.records()
    (changed, same) = edits.apply(
        table, [RowEdit(first.number, {"data": "3", "Name": "Mate"})]
    ).records()
    assert dict(zip(changed.names, [cell.text for cell in changed.cells], strict=True)) == {
        "data": "3",
        "Name": "Mate",
    }
    assert same == second


def test_later_changes_of_a_row_go_first() -> None:
    """In the order of rows; cells that are not named stay changed."""
    merged = edits.merged(
        [RowEdit(3, {"EAN": "1", "Name": "a"})],
        [RowEdit(3, {"EAN": "2"}), RowEdit(2, {"EAN": "5"})],
    )
    assert merged == (RowEdit(2, {"EAN": "5"}), RowEdit(3, {"EAN": "2", "Name": "a"}))
