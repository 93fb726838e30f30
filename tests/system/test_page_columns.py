"""The Many tab in a browser: what becomes of the columns of a table, and its report."""

from pathlib import Path

import openpyxl
import pytest
from selenium.webdriver.common.keys import Keys

from tests.system.browser import Browser, read
from tests.system.test_page_many import TABLE, paste, pictures

STACK = dict[str, str]()


@pytest.fixture
def page(many: Browser) -> Browser:
    return many


def test_table_is_dropped_anywhere_on_the_tab(page: Browser, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("data,format\ndropped,qr\n")

    assert page.drop("#many-output", tmp_path / "a.csv")
    page.unfold("#many-all")
    page.says("#many-rows", "dropped")


def test_report_is_fetched(page: Browser) -> None:
    paste(page, TABLE)
    page.says("#many-says", "can be drawn")
    page.unfold("#many-output details")
    page.find("#many-report").click()

    assert b"4006381333932" in page.downloaded("report.csv")


STOCK = (
    "SKU,Product name,EAN,Price,Stock\n"
    "P-1,Screws 4 × 40,4006381333931,3.20,12\n"
    "P-2,Screws 5 × 60,4006381333948,4.10,4\n"
)


def use_of(page: Browser, column: str) -> str:
    """Return what the column becomes."""
    number = page.texts("#many-columns label").index(column)
    return str(page.find(f"#column-{number}").get_attribute("value"))


def choose_use(page: Browser, column: str, use: str) -> None:
    """Choose what the column becomes, and wait for the answer, which replaces the list."""
    number = page.texts("#many-columns label").index(column)
    page.find(f'#column-{number} option[value="{use}"]').click()
    page.until(lambda: not page.all("#many-table[aria-busy]"), "the rows are checked")
    page.until(lambda: use_of(page, column) == use, "the column is used so")


def test_columns_are_proposed_with_their_reasons(page: Browser) -> None:
    paste(page, STOCK)
    page.says("#many-says", "All 2 rows can be drawn.")

    uses = {name: use_of(page, name) for name in ("SKU", "Product name", "EAN", "Stock")}
    assert uses == {"SKU": "text", "Product name": "title", "EAN": "data", "Stock": "ignored"}
    assert "2 of 2 are valid EAN-13" in page.text("#many-columns")
    texts = sorted(read(body)[0] for body in pictures(page).values())
    assert texts == ["4006381333931", "4006381333948"]


def test_other_column_is_chosen_for_the_barcode(page: Browser) -> None:
    paste(page, STOCK)
    page.says("#many-says", "All 2 rows can be drawn.")
    page.find('#column-0 option[value="data"]').click()
    page.until(lambda: use_of(page, "SKU") == "data", "the column is used")

    assert sorted(read(body)[0] for body in pictures(page).values()) == ["P-1", "P-2"]
    assert use_of(page, "EAN") != "data"


def test_copies_come_from_a_column(page: Browser) -> None:
    paste(page, STOCK)
    page.says("#many-says", "All 2 rows can be drawn.")
    choose_use(page, "Stock", "copies")
    assert page.all("#many-columns tr.copies")

    choose_use(page, "Stock", "ignored")
    assert not page.all("#many-columns tr.copies")


@pytest.mark.parametrize("width", [320, 375, 768])
def test_checked_table_does_not_overflow_a_narrow_window(page: Browser, width: int) -> None:
    page.resize(width, 800)
    paste(page, STOCK)
    page.says("#many-says", "All 2 rows can be drawn.")

    assert page.run("return document.documentElement.scrollWidth") <= width
    card = page.find("#many-table").rect["width"]
    assert page.find(".mapping").rect["width"] <= card


def test_other_sheet_of_a_workbook_is_chosen(page: Browser, tmp_path: Path) -> None:
    """Choices of columns are about the sheet that they were made for."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "Products"
    for row in (["SKU", "EAN"], ["P-1", "4006381333931"], ["P-2", "5901234123457"]):
        first.append(row)
    second = book.create_sheet("Shelves")
    for line in (["Barcode", "Place"], ["S-1", "Cellar"], ["S-2", "Attic"]):
        second.append(line)
    book.save(tmp_path / "stock.xlsx")
    page.find("#many-files").send_keys(str(tmp_path / "stock.xlsx"))
    page.says("#many-says", "All 2 rows can be drawn.")
    choose_use(page, "SKU", "data")
    (other,) = [each for each in page.all("#many-place option") if "Shelves" in each.text]
    other.click()
    page.until(lambda: page.texts("#many-columns label")[0] == "Barcode", "the sheet is read")

    assert sorted(read(body)[0] for body in pictures(page).values()) == ["S-1", "S-2"]


def test_columns_of_one_of_several_files_are_chosen(page: Browser, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("SKU,EAN\nA-1,4006381333931\nA-2,5901234123457\n")
    (tmp_path / "b.csv").write_text("SKU,EAN\nB-1,4006381333931\nB-2,5901234123457\n")
    page.find("#many-files").send_keys(f"{tmp_path / 'a.csv'}\n{tmp_path / 'b.csv'}")
    page.says("#many-says", "All 4 rows can be drawn.")
    page.named("#many-file-choice button", "b.csv").click()
    page.find('#column-0 option[value="data"]').click()
    page.until(lambda: use_of(page, "SKU") == "data", "the column is used")

    found = sorted(read(body)[0] for body in pictures(page).values())
    assert found == ["4006381333931", "5901234123457", "B-1", "B-2"]


def test_every_label_is_printed_several_times(page: Browser) -> None:
    paste(page, STOCK)
    page.says("#many-sheet-says", "2 labels")
    page.find("#many-copies").send_keys(Keys.CONTROL, "a", Keys.NULL, "11", Keys.TAB)
    page.says("#many-sheet-says", "22 labels · 2 sheets")

    page.find("#many-copies").send_keys(Keys.CONTROL, "a", Keys.NULL, "9999", Keys.TAB)
    page.says("#many-copies-problem", "1,000")


def test_guessed_encoding_is_corrected(page: Browser, tmp_path: Path) -> None:
    """GB 18030, which few bytes do not distinguish from other encodings of East Asia."""
    (tmp_path / "a.csv").write_bytes("条码,品名\n4006381333931,绿茶\n".encode("gb18030"))
    page.find("#many-files").send_keys(str(tmp_path / "a.csv"))
    page.says("#many-says", "1 row can be drawn.")
    page.says("#many-notes", "not UTF-8")
    page.find('#many-encoding option[value="gb18030"]').click()

    page.until(lambda: page.texts("#many-columns label") == ["条码", "品名"], "the names are right")
    assert page.find("#many-encoding").is_displayed()


def test_table_without_rows_is_refused_in_plain_words(page: Browser, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("EAN,Name\n")
    page.find("#many-files").send_keys(str(tmp_path / "a.csv"))

    page.says("#many-says", "no rows")
    assert "columns[" not in page.text("#many-says")


def test_list_of_data_has_no_columns_to_choose(page: Browser) -> None:
    paste(page, "first\nsecond\n")
    page.says("#many-says", "All 2 rows can be drawn.")

    assert not page.find("#many-mapping").is_displayed()
