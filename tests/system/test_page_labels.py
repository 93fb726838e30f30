"""The second and third step of the Many tab: templates, the designer, printers, and a reload."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tests.common.services.printers.virtual import RawPort, raw_port
from tests.e2e.running import RunningStack
from tests.system.accounts import MASTER, PASSWORD, add, give_password
from tests.system.browser import Browser
from tests.system.test_page_many import RECORD, choose, choose_template, paste, sent_body, sheet

TABLE = "Artikel;EAN;Preis\nTee;5901234123457;3,20 €\nKaffee;4006381333931;5 €\n"


@pytest.fixture(scope="module")
def port() -> Iterator[RawPort]:
    """A printer on loopback."""
    with raw_port() as made:
        yield made


@pytest.fixture(scope="module")
def stack(port: RawPort) -> Iterator[RunningStack]:
    """Run a stack of its own: a caller creates at most 30 batches in a minute."""
    printers = f"desk=tcp://127.0.0.1:{port.port}?model=zebra-zd421"
    settings = {"PRINTERS": printers, "PRINT_ANONYMOUSLY": "true", "MASTER_API_KEY": MASTER}
    with RunningStack(**settings) as running:
        add(running, "anna")
        yield running


@pytest.fixture
def page(many: Browser) -> Browser:
    return many


def test_columns_of_a_template_are_found_and_can_be_chosen(page: Browser) -> None:
    """The template product-price has the columns name, price and ean."""
    paste(page, TABLE)
    sheet(page)
    choose_template(page, "product:product-price")
    page.until(lambda: page.all("#many-column-price"), "the columns are offered")
    found = {
        name: page.find(f"#many-column-{name}").get_attribute("value")
        for name in ("name", "price", "ean")
    }
    assert found == {"name": "Artikel", "price": "Preis", "ean": "EAN"}
    page.says("#many-sheet-says", "57 × 32 mm")
    assert set(sheet(page)) == {"5901234123457"}

    page.run(RECORD)
    choose(page, "#many-column-price", "")
    choose(page, "#many-stock", "L7160")
    page.says("#many-sheet-says", "63.5 × 38.1 mm")
    assert set(sheet(page)) == {"5901234123457", "4006381333931"}
    template = sent_body(page, "preview")["template"]
    texts = [each.get("text") for each in template["elements"]]  # type: ignore[index]
    assert texts == ["{Artikel}", None]


def test_templates_are_drawn_and_columns_have_samples(page: Browser) -> None:
    """A card shows where barcodes and texts are, and a column what it holds."""
    paste(page, "EAN\tName\tPrice\n4006381333931\tTea\t3.20\n4006381333948\tInk\t3.20\n")
    page.until(lambda: len(page.all("#many-templates .outline")) > 12, "the templates are listed")
    every = page.run(
        """return [...document.querySelectorAll("#many-templates .template")].map((card) =>
          ["ink", "soft", "label-edge"].map((name) => card.querySelectorAll(`.${name}`).length))"""
    )
    assert all(bars > 2 and edges == 1 for bars, _, edges in every)
    picture = "#many-templates label:has([value='product:product-price']) .outline"
    drawn = page.run(
        """const box = (each) => ["x", "y", "width"].map((name) => each[name].baseVal.value);
        return [...document.querySelector(arguments[0]).querySelectorAll(".soft")].map(box)""",
        picture,
    )
    # The name at the left, and the price at the right.
    (name, price) = drawn
    assert name[0] == pytest.approx(2)
    assert price[0] + price[2] == pytest.approx(55)
    page.unfold("#many-mapping")
    assert page.texts("#many-columns .samples") == [
        "4006381333931 · 4006381333948",
        "Tea · Ink",
        "3.20",
    ]
    assert not page.errors()


def test_template_that_is_larger_than_the_label_is_refused_at_the_stock(page: Browser) -> None:
    paste(page, TABLE)
    sheet(page)
    choose_template(page, "product:product-price")
    page.says("#many-sheet-says", "57 × 32 mm")
    choose(page, "#many-stock", "L4730")

    page.says('#many-label [data-field="stock"] .problem', "17.8 × 10 mm")


def test_rows_that_do_not_fit_their_labels_are_named(page: Browser) -> None:
    """60 characters of Code 128 need 84 mm at 0.127 mm a module."""
    paste(page, f"data,format\nshort,code128\n{'A' * 60},code128\n")
    sheet(page)

    page.says("#many-unprintable-says", "1 row does not fit its label")
    page.says("#many-unprintable-rows", "row 3")


def test_table_without_barcodes_asks_for_the_column(page: Browser) -> None:
    paste(page, "name,price\nTea,1.20\nTea,3.40\n")

    page.says("#many-says", "Choose the column below.")
    choose(page, "#column-1", "data")
    page.says("#many-rows", "3.40")


def design(page: Browser) -> None:
    """Open the designer with a table, and wait for the label."""
    paste(page, TABLE)
    sheet(page)
    page.find("#many-new").click()
    page.until(lambda: page.find("#many-drawn").get_attribute("src"), "the label is drawn")


def test_own_label_is_designed_saved_and_used(page: Browser, stack: RunningStack) -> None:
    design(page)
    page.find('[data-new="text"]').click()
    page.type("#many-of-text", "Preis: ")
    page.named("#many-properties .chips button", "{Preis}").click()
    (added,) = page.all(".piece.selected")
    added.send_keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_DOWN)
    page.find(".piece.selected").send_keys(Keys.SHIFT, Keys.ARROW_LEFT)
    page.type("#many-label-name", "Mein Tee")
    page.run(RECORD)
    page.find("#many-designer [type=submit]").click()
    page.until(lambda: not page.find("#many-designer").is_displayed(), "it is saved")

    page.until(
        lambda: page.find('#many-templates [value="browser:mein-tee"]').is_selected(), "it is used"
    )
    # Until it has come, the sheet of plain barcodes is shown.
    page.until(lambda: set(sheet(page)) == {"5901234123457"}, "the first label is shown")
    elements = sent_body(page, "preview")["template"]["elements"]  # type: ignore[index]
    assert elements[-1] == {  # moved by half a millimetre a key, and made narrower by as much
        "type": "text",
        "text": "Preis: {Preis}",
        "left": 3,
        "top": 2.5,
        "width": 52.5,
        "height": 5,
        "font_size": 9,
    }

    page.open(f"{stack.url}/#/many")
    page.until(
        lambda: page.find('#many-templates [value="browser:mein-tee"]').is_selected(),
        "it is kept in this browser",
    )
    page.find("#many-delete").click()
    page.until(lambda: not page.all('#many-templates [value="browser:mein-tee"]'), "it is deleted")


def test_design_is_exported_and_imported(page: Browser, tmp_path: Path) -> None:
    design(page)
    page.find("#many-export").click()
    document = json.loads(page.downloaded("label.json"))
    assert document["size"] == {"width": 57, "height": 32}

    document["elements"] = [{"type": "box", "left": 1, "top": 1, "width": 9, "height": 9}]
    (tmp_path / "other.json").write_text(json.dumps({**document, "title": "Other"}))
    page.find("#many-import").send_keys(str(tmp_path / "other.json"))
    page.until(lambda: len(page.all(".piece")) == 1, "the other design is shown")
    assert page.find("#many-label-name").get_attribute("value") == "Other"

    (tmp_path / "bad.json").write_text("[]")
    page.find("#many-import").send_keys(str(tmp_path / "bad.json"))
    page.says("#many-designer-problem", "This file is no label template.")


def test_change_is_undone_and_an_element_is_deleted(page: Browser) -> None:
    design(page)
    assert len(page.all(".piece")) == 2
    page.find(".piece.barcode").send_keys(Keys.DELETE)
    page.until(lambda: len(page.all(".piece")) == 1, "it is deleted")
    page.find("#many-undo").click()

    page.until(lambda: len(page.all(".piece")) == 2, "it is there again")


def test_refused_element_is_marked_in_the_designer(page: Browser) -> None:
    design(page)
    page.find(".piece.barcode").click()
    page.type("#many-of-left", "50")

    page.says("#many-designer-problem", "outside")
    assert "wrong" in str(page.find(".piece.barcode").get_attribute("class"))


def test_design_of_an_account_is_saved_there(page: Browser, stack: RunningStack) -> None:
    page.find("#account").click()
    give_password(page, "anna", PASSWORD)
    page.says("#account-name", "anna")
    design(page)
    page.type("#many-label-name", "Regal")
    page.find("#many-designer [type=submit]").click()
    page.until(
        lambda: page.find('#many-templates [value="account:regal"]').is_selected(), "it is used"
    )
    page.find("#many-delete").click()

    page.until(lambda: not page.all('#many-templates [value="account:regal"]'), "it is deleted")


def test_table_and_choices_are_there_after_a_reload(page: Browser, stack: RunningStack) -> None:
    paste(page, TABLE)
    sheet(page)
    choose(page, "#many-stock", "L7163")
    page.says("#many-sheet-says", "99.1 × 38.1 mm")
    page.open(f"{stack.url}/#/many")

    page.says("#many-says", "All 2 rows can be drawn.")
    page.says("#many-sheet-says", "99.1 × 38.1 mm")
    page.find("#many-other").click()
    page.open(f"{stack.url}/#/many")
    page.until(lambda: page.find("#many-form").is_displayed(), "the other table is forgotten")


def test_labels_are_printed_on_a_printer_of_the_operator(page: Browser, port: RawPort) -> None:
    paste(page, TABLE)
    sheet(page)
    choose(page, "#many-stock", "roll")
    page.says("#many-sheet-says", "50 × 30 mm")
    page.find("#many-print").click()

    page.says("#many-job", "Sent to desk: sent")
    page.until(lambda: port.documents, "the printer has got it")
    assert port.documents[0].count(b"^XA") == 2
