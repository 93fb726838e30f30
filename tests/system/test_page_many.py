"""The Many tab in a browser: tables, their problems, and pictures that decode."""

import csv
import io
import json
import zipfile
from pathlib import Path
from urllib.request import Request, urlopen

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from selenium.webdriver.common.keys import Keys

from tests.servers.waiting import WAIT_SECONDS
from tests.system.browser import Browser, read

TABLE = "data,format,filename\n4006381333931,ean13,good\n4006381333932,ean13,bad\n中文,qr,third\n"


STACK = dict[str, str]()


@pytest.fixture
def page(many: Browser) -> Browser:
    return many


def paste(page: Browser, table: str) -> None:
    """Paste *table* and check it; ChromeDriver can't type every character."""
    page.run("document.querySelector('#many-text').value = arguments[0]", table)
    page.find("#many-form [type=submit]").click()
    page.unfold("#many-all")


def sheet(page: Browser) -> dict[str, tuple[float, float]]:
    """Wait for the first sheet and return the texts that zxing-cpp reads in it, by their place.

    A place is from 0 to 1, from the left and from the top.
    """
    page.until(
        lambda: (
            page.run("return document.querySelector('#many-sheet').complete")
            and page.find("#many-sheet").get_attribute("src")
            and not page.all("#many-preview[aria-busy]")
        ),
        "the sheet is drawn",
    )
    with Image.open(io.BytesIO(page.picture("#many-sheet"))) as image:
        found = zxingcpp.read_barcodes(image)
        return {
            each.text: (
                each.position.top_left.x / image.width,
                each.position.top_left.y / image.height,
            )
            for each in found
        }


def choose(page: Browser, selector: str, value: str) -> None:
    """Choose an option of a select that may be long, and whose options may still be loading."""
    option = f'{selector} option[value="{value}"]'
    page.until(lambda: page.all(option), "the option is offered")
    page.find(option).click()


def choose_template(page: Browser, id: str) -> None:
    """Choose what is on a label."""
    page.find(f'#many-templates label:has([value="{id}"])').click()
    page.until(lambda: page.find(f'#many-templates [value="{id}"]').is_selected(), "it is chosen")


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
    assert not page.find("#many-table").is_displayed()
    assert page.find("#many-form").is_displayed()


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


def test_chosen_barcode_and_file_type_apply_to_all_rows(page: Browser) -> None:
    paste(page, "plain\n")
    page.says("#many-rows", "Code 128")
    choose(page, "#many-format", "datamatrix")
    page.says("#many-rows", "Data Matrix")
    page.unfold("#many-output details")
    choose(page, "#many-kind", "GIF")
    page.says("#many-rows", ".gif")

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


def test_first_sheet_is_shown_by_itself_and_begins_at_a_clicked_label(page: Browser) -> None:
    """L7160 has three by seven labels of 63.5 by 38.1 mm: the fifth is in the second row."""
    paste(page, "data,format\nfirst,qr\nsecond,qr\n")
    shown = sheet(page)
    assert set(shown) == {"first", "second"}
    assert shown["first"][1] < 0.2
    assert page.text("#many-sheet-says") == "2 labels · 1 sheet · 63.5 × 38.1 mm"

    page.find("#many-places button:nth-child(5)").click()
    page.until(lambda: 0.18 < sheet(page)["first"][1] < 0.32, "the first label is the fifth")
    assert page.find("#many-start").get_attribute("value") == "5"
    page.find("#many-pdf").click()

    document = pypdfium2.PdfDocument(page.downloaded("labels.pdf"))
    assert len(document) == 1
    image = document[0].render(scale=4).to_pil().convert("L")
    document.close()
    found = {each.text: each.position.top_left.y for each in zxingcpp.read_barcodes(image)}
    assert set(found) == {"first", "second"}
    assert found["first"] > (15.15 + 38.1) / 25.4 * 72 * 4


def test_labels_of_the_sheet_are_reached_with_the_keyboard(page: Browser) -> None:
    paste(page, "data,format\nfirst,qr\n")
    sheet(page)
    (stop,) = page.all("#many-places [tabindex='0']")
    stop.send_keys(Keys.ARROW_DOWN, Keys.ARROW_RIGHT, Keys.ENTER)

    page.until(lambda: page.find("#many-start").get_attribute("value") == "5", "it begins there")
    page.until(
        lambda: (
            page.driver.switch_to.active_element.get_attribute("aria-label") == "Label 5: row 2"
        ),
        "the label keeps the focus",
    )


def test_sheets_and_rolls_can_be_chosen(page: Browser) -> None:
    """L7163 has two by seven labels; a roll has one a page."""
    paste(page, "data,format\nfirst,qr\nsecond,qr\n")
    sheet(page)
    choose(page, "#many-stock", "L7163")
    page.says("#many-sheet-says", "99.1 × 38.1 mm")
    assert len(page.all("#many-places button")) == 14

    choose(page, "#many-stock", "dymo-99012")
    page.says("#many-sheet-says", "89 × 36 mm")
    assert set(sheet(page)) == {"first"}
    assert not page.find("#many-start").is_displayed()


def test_start_beyond_the_sheet_is_shown_at_its_field_and_corrected(page: Browser) -> None:
    """L7160 has 21 labels."""
    paste(page, "data,format\nfirst,qr\n")
    sheet(page)
    page.type("#many-start", "22")
    page.says("#many-label .problem:not([hidden])", "21")
    assert page.find("#many-start").get_attribute("aria-invalid") == "true"

    page.find("#many-label .problem:not([hidden]) button").click()
    page.until(lambda: sheet(page)["first"][1] > 0.8, "the last label is the first")

    assert not page.all("#many-label .problem:not([hidden])")


def test_own_grid_has_its_sizes(page: Browser) -> None:
    """A4 in two by five labels without margins and gaps: 105 by 59.4 mm."""
    paste(page, "data,format\nfirst,qr\n")
    choose(page, "#many-stock", "A4")
    for name, value in {"columns": "2", "rows": "5", "margin": "0", "gap": "0"}.items():
        page.type(f"#label-{name}", value)

    page.says("#many-sheet-says", "105 × 59.4 mm")


def requested_urls(page: Browser) -> list[str]:
    """Return every URL that the page has requested."""
    script = "return performance.getEntriesByType('resource').map((each) => each.name)"
    return list(page.run(script))


RECORD = """window.sent = [];
const send = window.fetch;
window.fetch = (url, init) => {
  window.sent.push([String(url), init?.body ?? ""]);
  return send(url, init);
}"""


def sent_body(page: Browser, ending: str) -> dict[str, object]:
    """Return the JSON of the last request, recorded by `RECORD`, whose URL has *ending*."""
    bodies = [body for url, body in page.run("return window.sent") if url.endswith(ending)]
    return dict(json.loads(bodies[-1]))


def test_columns_of_the_table_are_printed_above_and_below(page: Browser) -> None:
    """The tests of the API check the effect of these options."""
    paste(page, "data,format,Article,Price\nfirst,qr,Pencil,3.50\n")
    sheet(page)
    page.run(RECORD)
    choose(page, "#many-title", "Article")
    page.named("#many-lines button", "Price").click()
    page.named("#many-lines button", "Row number").click()
    page.says("#many-lines-order", "Price, Row number")
    page.find("#many-cut").click()
    page.find("#many-pdf").click()

    assert page.downloaded("labels.pdf").startswith(b"%PDF")
    assert sent_body(page, "labels.pdf") == {
        "template": "L7160",
        "title": "Article",
        "lines": "Price,row",
        "cut_marks": True,
    }


def test_label_printers_get_their_own_file(page: Browser) -> None:
    paste(page, "data,format\nfirst,qr\n")
    page.unfold("#many-output details")
    assert page.find("#many-no-roll").is_displayed()
    choose(page, "#many-stock", "roll")
    page.type("#label-label_width", "70")
    choose(page, "#many-dpi", "300")
    page.find("#many-commands").click()

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
    page.unfold("#many-output details")
    page.find("#many-report").click()
    page.downloaded("report.csv")
    (report,) = [each for each in requested_urls(page) if each.endswith("report.csv")]
    urlopen(
        Request(report.removesuffix("/report.csv"), method="DELETE"), timeout=WAIT_SECONDS
    ).close()
    page.find("#many-zip").click()

    page.says("#many-refusal", "no batch with this id")
    assert not page.find("#many-fetching").is_displayed()
