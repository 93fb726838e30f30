"""The Many tab in a browser: tables, their problems, and pictures that decode."""

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pypdfium2
import pytest
import zxingcpp

from tests.e2e.running import RunningStack
from tests.servers.waiting import WAIT_SECONDS
from tests.system.browser import Browser, read

TABLE = "data,format,filename\n4006381333931,ean13,good\n4006381333932,ean13,bad\n中文,qr,third\n"


@pytest.fixture(scope="module")
def stack() -> Iterator[RunningStack]:
    """Run a stack of its own: a caller creates at most 30 batches in a minute."""
    with RunningStack() as running:
        yield running


@pytest.fixture
def page(many: Browser) -> Browser:
    return many


def paste(page: Browser, table: str) -> None:
    """Paste *table* and check it; ChromeDriver can't type every character."""
    page.run("document.querySelector('#many-text').value = arguments[0]", table)
    page.find("#many-form [type=submit]").click()


def pictures(page: Browser) -> dict[str, bytes]:
    page.find("#many-zip").click()
    with zipfile.ZipFile(io.BytesIO(page.downloaded("barcodes.zip"))) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "report.csv"}


def test_empty_table_is_reported(page: Browser) -> None:
    page.find("#many-form [type=submit]").click()

    page.says("#many-says", "Add a table first.")


def test_file_that_is_not_a_table_is_refused_with_a_message(page: Browser, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\x89PNG\r\n" + bytes(range(256)))
    page.find("#many-files").send_keys(str(tmp_path / "a.csv"))

    page.says("#many-says", "a.csv")
    page.until(lambda: not page.find("#many-busy").is_displayed(), "nothing is awaited")
    assert not page.find("#many-result").is_displayed()


def test_problem_of_a_row_is_shown_before_anything_is_drawn(page: Browser) -> None:
    paste(page, TABLE)

    page.says("#many-says", "2 rows can be drawn, 1 row cannot.")
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


def test_rows_without_a_barcode_use_the_chosen_one(page: Browser) -> None:
    page.find('#many-format option[value="datamatrix"]').click()
    page.find('#many-kind option[value="GIF"]').click()
    paste(page, "plain\n")
    page.says("#many-rows", "datamatrix")

    (name,) = pictures(page)
    assert name.endswith(".gif")


def test_failed_rows_can_be_shown_alone(page: Browser) -> None:
    paste(page, TABLE)
    page.says("#many-says", "can be drawn")
    page.named("#many-views button", "Failed").click()

    assert [row.get_attribute("class") for row in page.all("#many-rows tr")] == ["failed"]


def test_failed_rows_are_saved_corrected_and_sent_again(page: Browser, tmp_path: Path) -> None:
    paste(page, TABLE)
    page.says("#many-says", "can be drawn")
    page.find("#many-mend").click()
    text = page.downloaded("failed.csv").decode("utf-8-sig")
    (failed,) = csv.DictReader(io.StringIO(text))
    assert failed["data"] == "4006381333932"
    assert "check digit" in failed["problem"]

    (tmp_path / "corrected.csv").write_text(text.replace("4006381333932,", "4006381333931,"))
    page.find("#many-files").send_keys(str(tmp_path / "corrected.csv"))

    page.says("#many-says", "1 row can be drawn.")


def test_every_failed_row_of_many_is_saved(page: Browser) -> None:
    """The first answer has 1,000 rows; the page requests the others."""
    paste(page, "data,format\n" + "x,ean13\n" * 1500)
    page.says("#many-says", "1,500 rows cannot")
    page.find("#many-mend").click()

    assert len(page.downloaded("failed.csv").splitlines()) == 1501


def test_barcode_of_a_row_is_shown_on_the_make_tab(page: Browser) -> None:
    paste(page, TABLE)
    page.says("#many-says", "can be drawn")
    page.named("#many-rows a", "中文").click()

    page.says("#badge", "中文")
    assert page.find("#make").is_displayed()


def test_labels_of_the_chosen_sheet_decode(page: Browser) -> None:
    """On L7163 (two by seven labels), starting at the third."""
    paste(page, "data,format\nfirst,qr\nsecond,qr\n")
    page.says("#many-says", "can be drawn")
    open_labels(page)
    page.find('#many-template option[value="L7163"]').click()
    page.type("#label-start", "3")
    page.find("#many-labels").click()

    document = pypdfium2.PdfDocument(page.downloaded("labels.pdf"))
    assert len(document) == 1
    image = document[0].render(scale=4).to_pil().convert("L")
    document.close()
    found = {each.text: each.position.top_left.y for each in zxingcpp.read_barcodes(image)}
    assert set(found) == {"first", "second"}
    # The third label is in the second row of labels, which starts at 15.15 + 38.1 mm.
    assert found["first"] > (15.15 + 38.1) / 25.4 * 72 * 4


def open_labels(page: Browser) -> None:
    page.until(lambda: page.find("#many-sheets").is_displayed(), "sheets are offered")
    page.find("#many-sheets summary").click()


def test_start_beyond_the_sheet_is_shown_at_its_field_and_corrected(page: Browser) -> None:
    """L7160 has 21 labels."""
    paste(page, "data,format\nfirst,qr\n")
    open_labels(page)
    page.type("#label-start", "22")
    page.find("#many-labels").click()
    page.says("#label-start-problem", "21")
    assert page.find("#label-start").get_attribute("aria-invalid") == "true"

    page.find("#label-start-problem button").click()
    page.find("#many-labels").click()

    assert page.downloaded("labels.pdf").startswith(b"%PDF")
    assert not page.find("#label-start-problem").is_displayed()


def requested_urls(page: Browser) -> list[str]:
    """Return every URL that the page has requested."""
    script = "return performance.getEntriesByType('resource').map((each) => each.name)"
    return list(page.run(script))


def test_columns_of_the_table_are_printed_above_and_below(page: Browser) -> None:
    """The URL has the choices; the tests of the API check their effect."""
    paste(page, "data,format,Article,Price\nfirst,qr,Pencil,3.50\n")
    open_labels(page)
    page.find('#many-title option[value="Article"]').click()
    page.named("#many-lines button", "Price").click()
    page.named("#many-lines button", "row").click()
    page.says("#many-lines-order", "Price, row")
    page.find("#label-cut_marks option[value=true]").click()
    page.find("#many-labels").click()
    page.downloaded("labels.pdf")

    (url,) = [each for each in requested_urls(page) if "labels.pdf" in each]
    assert url.endswith("?template=L7160&title=Article&lines=Price%2Crow&cut_marks=true")


def test_only_the_choices_of_a_sheet_are_shown(page: Browser) -> None:
    paste(page, "data,format\nfirst,qr\n")
    open_labels(page)

    def shown() -> set[str]:
        return {each.get_attribute("data-option") for each in page.all("#many-choices input")}

    assert shown() == {"start"}
    page.find('#many-template option[value="A4"]').click()
    assert shown() == {"columns", "rows", "margin", "gap", "start"}
    page.find('#many-template option[value="roll"]').click()
    assert shown() == {"label_width", "label_height"}


def test_label_printers_get_their_own_file(page: Browser) -> None:
    paste(page, "data,format\nfirst,qr\n")
    open_labels(page)
    page.find('#many-template option[value="roll"]').click()
    page.type("#label-label_width", "70")
    page.find('#label-dpi option[value="300"]').click()
    page.find("#many-zpl").click()

    # ^PW is the width in dots: 70 mm at 300 dpi, 300 / 25.4 a mm.
    assert f"^PW{round(70 * 300 / 25.4)}".encode() in page.downloaded("labels.zpl")


def test_saved_rows_keep_every_column(page: Browser, tmp_path: Path) -> None:
    paste(page, "data,format,filename,Shelf\n4006381333932,ean13,mine,A 7\nok,qr,good,B 1\n")
    page.says("#many-says", "cannot")
    page.find("#many-mend").click()
    text = page.downloaded("failed.csv").decode("utf-8-sig")
    (failed,) = csv.DictReader(io.StringIO(text))

    assert (failed["filename"], failed["Shelf"]) == ("mine", "A 7")


def test_download_shows_its_progress_and_can_be_stopped(page: Browser) -> None:
    paste(page, "data,format\n" + "".join(f"row {n},qr\n" for n in range(300)))
    page.says("#many-says", "All 300 rows")
    page.network(bytes_a_second=20_000)
    try:
        page.find("#many-zip").click()
        page.until(
            lambda: 0 < float(page.find("#many-progress").get_attribute("value") or 0) < 1,
            "some pictures have come",
        )
        assert "barcodes.zip: " in page.text("#many-fetched")
        page.find("#many-stop").click()
        page.until(lambda: not page.find("#many-fetching").is_displayed(), "it has stopped")
    finally:
        page.network()

    assert not page.find("#many-refusal").is_displayed()


# The progress at one moment, after something was sent.
UPLOAD = """const [bar, ...texts] = ["sent", "says", "percent"].map(
  (name) => document.querySelector(`#many-${name}`));
return bar.value > 0 && [...texts.map((each) => each.textContent), bar.value]"""


def test_upload_shows_its_progress(page: Browser, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("data,format,note\n" + f"first,qr,{'x' * 30_000}\n" * 10)
    page.network(sent_a_second=30_000)
    try:
        page.find("#many-files").send_keys(str(tmp_path / "a.csv"))
        says, percent, part = page.until(lambda: page.run(UPLOAD), "a part is sent")
    finally:
        page.network()

    assert (says, percent) == ("Sending the table…", f"{int(part * 100)} %")
    assert 0 < part < 1
    page.says("#many-says", "All 10 rows can be drawn.")


def test_unavailable_server_is_reported(page: Browser) -> None:
    page.network(offline=True)
    try:
        paste(page, TABLE)
        page.says("#many-says", "The server does not answer.")
    finally:
        page.network()

    assert not page.find("#many-busy").is_displayed()


def test_deleted_batch_is_reported(page: Browser) -> None:
    paste(page, TABLE)
    page.says("#many-says", "can be drawn")
    page.find("#many-report").click()
    page.downloaded("report.csv")
    (report,) = [each for each in requested_urls(page) if each.endswith("report.csv")]
    urlopen(
        Request(report.removesuffix("/report.csv"), method="DELETE"), timeout=WAIT_SECONDS
    ).close()
    page.find("#many-zip").click()

    page.says("#many-refusal", "no batch with this id")
    assert not page.find("#many-fetching").is_displayed()
