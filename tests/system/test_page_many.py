"""The Many tab in a real browser: tables in, problems told, pictures that decode (issue F, 1)."""

import csv
import io
import zipfile
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from tests.e2e.running import RunningStack
from tests.system.browser import Browser, read

TABLE = "data,format,filename\n4006381333931,ean13,good\n4006381333932,ean13,bad\n中文,qr,third\n"


@pytest.fixture
def page(browser: Browser, stack: RunningStack) -> Browser:
    browser.open(f"{stack.url}/#/many")
    browser.until(
        lambda: browser.run("return location.hash.includes('data=')"), "the page has started"
    )
    browser.until(lambda: len(browser.all("#many-format option")) > 1, "symbologies are offered")
    return browser


def paste(page: Browser, table: str) -> None:
    """Paste *table* and have it checked; ChromeDriver can't type every character."""
    page.run("document.querySelector('#many-text').value = arguments[0]", table)
    page.find("#many-form [type=submit]").click()


def pictures(page: Browser) -> dict[str, bytes]:
    page.find("#many-zip").click()
    with zipfile.ZipFile(io.BytesIO(page.downloaded("barcodes.zip"))) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "report.csv"}


def test_no_table_is_asked_for(page: Browser) -> None:
    page.find("#many-form [type=submit]").click()

    page.says("#many-says", "Give a table first.")


def test_file_that_is_no_table_is_refused_in_words(page: Browser, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\x89PNG\r\n" + bytes(range(256)))
    page.find("#many-files").send_keys(str(tmp_path / "a.csv"))

    page.says("#many-says", "a.csv")
    page.until(lambda: not page.find("#many-busy").is_displayed(), "nothing is awaited")
    assert not page.find("#many-result").is_displayed()


def test_problem_of_a_row_is_told_before_anything_is_drawn(page: Browser) -> None:
    paste(page, TABLE)

    page.says("#many-says", "2 rows can be drawn, 1 row can not.")
    assert "check digit" in page.text("#many-rows .failed")
    assert page.text("#many-rows .failed th") == "3"


def test_pictures_of_a_pasted_table_decode(page: Browser) -> None:
    paste(page, TABLE)
    page.says("#many-says", "can be drawn")

    found = {name: read(body) for name, body in pictures(page).items()}
    assert found == {"good.png": ["4006381333931"], "third.png": ["中文"]}


def test_pictures_of_dropped_files_decode(page: Browser, tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("data,format\nfirst,qr\n")
    (tmp_path / "two.txt").write_text("second\nthird\n")
    page.find("#many-files").send_keys(f"{tmp_path / 'one.csv'}\n{tmp_path / 'two.txt'}")
    page.says("#many-says", "All 3 rows can be drawn.")

    assert sorted(read(body)[0] for body in pictures(page).values()) == ["first", "second", "third"]


def test_rows_that_name_no_barcode_take_the_chosen_one(page: Browser) -> None:
    page.find('#many-format option[value="datamatrix"]').click()
    page.find('#many-kind option[value="GIF"]').click()
    paste(page, "plain\n")
    page.says("#many-rows", "datamatrix")

    (name,) = pictures(page)
    assert name.endswith(".gif")


def test_only_failed_rows_are_shown_when_asked(page: Browser) -> None:
    paste(page, TABLE)
    page.says("#many-says", "can be drawn")
    page.named("#many-views button", "Failed").click()

    assert [row.get_attribute("class") for row in page.all("#many-rows tr")] == ["failed"]


def test_failed_rows_are_saved_mended_and_brought_back(page: Browser, tmp_path: Path) -> None:
    paste(page, TABLE)
    page.says("#many-says", "can be drawn")
    page.find("#many-mend").click()
    text = page.downloaded("failed.csv").decode("utf-8-sig")
    (failed,) = csv.DictReader(io.StringIO(text))
    assert failed["data"] == "4006381333932"
    assert "check digit" in failed["problem"]

    (tmp_path / "mended.csv").write_text(text.replace("4006381333932,", "4006381333931,"))
    page.find("#many-files").send_keys(str(tmp_path / "mended.csv"))

    page.says("#many-says", "1 row can be drawn.")


def test_every_failed_row_of_many_is_saved(page: Browser) -> None:
    """The first answer tells of 1,000 rows; the others are asked for."""
    paste(page, "data,format\n" + "x,ean13\n" * 1500)
    page.says("#many-says", "1,500 rows can not")
    page.find("#many-mend").click()

    assert len(page.downloaded("failed.csv").splitlines()) == 1501


def test_barcode_of_a_row_is_shown_on_the_make_tab(page: Browser) -> None:
    paste(page, TABLE)
    page.says("#many-says", "can be drawn")
    page.named("#many-rows a", "中文").click()

    page.says("#badge", "中文")
    assert page.find("#make").is_displayed()


def test_labels_of_the_chosen_sheet_decode(page: Browser) -> None:
    """On L7163 (two by seven labels), beginning at the third."""
    paste(page, "data,format\nfirst,qr\nsecond,qr\n")
    page.says("#many-says", "can be drawn")
    page.until(lambda: page.find("#many-sheets").is_displayed(), "sheets are offered")
    page.find('#many-template option[value="L7163"]').click()
    page.type("#many-start", "3")
    page.find("#many-labels").click()

    document = pypdfium2.PdfDocument(page.downloaded("labels.pdf"))
    assert len(document) == 1
    image = document[0].render(scale=4).to_pil().convert("L")
    document.close()
    assert sorted(found.text for found in zxingcpp.read_barcodes(image)) == ["first", "second"]


def test_report_is_fetched(page: Browser) -> None:
    paste(page, TABLE)
    page.says("#many-says", "can be drawn")
    page.find("#many-report").click()

    assert b"4006381333932" in page.downloaded("report.csv")
