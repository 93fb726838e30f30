"""Rows that can't be drawn, mended on the Many tab: by hand, by a suggestion, all of a kind."""

from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tests.e2e.running import RunningStack
from tests.system.browser import Browser, read
from tests.system.test_page_many import paste, pictures, sheet

# The numbers with the check digits 1, 8 and 7 are valid EAN-13 (GS1 General Specifications, 7.9).
TABLE = (
    "EAN,Name\n4006381333931,Tea\n4006381333930,Pen\n4006381333947,Cup\n"
    "5901234123450,Bag\n400638133,Mug\n"
)


STACK = dict[str, str]()


@pytest.fixture
def page(many: Browser) -> Browser:
    """The tab with a table of one good row and four bad ones."""
    paste(many, TABLE)
    many.until(lambda: len(many.all(".mend")) == 4, "the bad rows are listed")
    sheet(many)
    return many


def row(number: int) -> str:
    return f'.mend[data-row=" {number}"]'


def replace(page: Browser, number: int, text: str) -> None:
    """Replace the value of a row, as a person does: a cleared field would be checked as empty."""
    page.find(f"{row(number)} input").send_keys(Keys.CONTROL, "a", Keys.NULL, text)


def is_mended(page: Browser, number: int) -> None:
    page.until(
        lambda: "mended" in str(page.find(row(number)).get_attribute("class")),
        f"row {number} is mended",
    )


def drawn(page: Browser) -> list[str]:
    return sorted(read(body)[0] for body in pictures(page).values())


def test_bad_rows_are_grouped_by_what_is_wrong(page: Browser) -> None:
    assert page.texts(".mend-group h3") == [
        "3 rows: The check digit is wrong.",
        "The number of characters is wrong.",
    ]
    assert page.text("#many-problems-says") == "4 left"
    assert "Pen" in page.text(row(3))
    assert page.find(f"{row(3)} input").get_attribute("value") == "4006381333930"


def test_changed_cell_is_checked_and_drawn_with_the_rest(page: Browser) -> None:
    """The sheet has the label of the row, too."""
    replace(page, 6, "12345")
    page.find(f"{row(6)} input").send_keys(Keys.ENTER)
    page.until(lambda: "5 digits" in page.text(f"{row(6)} .why"), "it is still too short")
    replace(page, 6, "4006381333955")
    page.find(f"{row(6)} input").send_keys(Keys.ENTER)
    is_mended(page, 6)

    assert page.text("#many-says") == "2 rows can be drawn, 3 rows cannot."
    page.until(lambda: "4006381333955" in sheet(page), "the sheet has it")
    assert drawn(page) == ["4006381333931", "4006381333955"]


def test_suggestion_is_used_for_a_row_and_put_back(page: Browser) -> None:
    page.named(f"{row(3)} button", "Use 4006381333931").click()
    is_mended(page, 3)
    page.says("#many-problems-says", "3 left")
    page.named(f"{row(3)} button", "Put back").click()

    page.says("#many-problems-says", "4 left")
    assert page.find(f"{row(3)} input").get_attribute("value") == "4006381333930"


def test_suggestions_are_used_for_all_rows_of_a_kind(page: Browser) -> None:
    page.named(".mend-all button", "Use the suggestion for all 3").click()
    for number in (3, 4, 5):
        is_mended(page, number)

    page.says("#many-problems-says", "1 left")
    assert drawn(page) == ["4006381333931", "4006381333931", "4006381333948", "5901234123457"]


def test_rows_are_drawn_as_another_barcode(page: Browser) -> None:
    page.named(".mend-all button", "Draw all 3 as Code 128").click()
    is_mended(page, 5)
    page.named(f"{row(6)} button", "Draw as Code 128").click()

    page.says("#many-problems-says", "All are mended, and drawn with the rest.")
    page.says("#many-says", "All 5 rows can be drawn.")
    assert "400638133" in drawn(page)


def test_mended_rows_are_kept_by_other_choices_and_a_reload(
    page: Browser, stack: RunningStack
) -> None:
    page.named(f"{row(3)} button", "Use 4006381333931").click()
    is_mended(page, 3)
    page.find('#column-1 option[value="text"]').click()
    page.until(lambda: len(page.all(".mend")) == 3, "the rows are checked again")
    page.open(f"{stack.url}/#/many")

    page.says("#many-says", "2 rows can be drawn, 3 rows cannot.")
    page.until(lambda: len(page.all(".mend")) == 3, "the other rows are listed")


def test_what_is_typed_stays_while_another_row_is_checked(page: Browser) -> None:
    """The first field is left, so that its row is checked; the second one is not sent."""
    replace(page, 3, "4006381333931")
    page.run(
        """const field = document.querySelector(arguments[0]);
        field.focus();
        field.value += "1";
        field.dispatchEvent(new Event("input", { bubbles: true }));""",
        f"{row(4)} input",
    )
    is_mended(page, 3)

    assert page.find(f"{row(4)} input").get_attribute("value") == "40063813339471"
    focused = page.driver.switch_to.active_element
    assert focused.get_attribute("aria-label") == "Value of row 4"


def test_refused_change_is_reported(page: Browser) -> None:
    page.network(offline=True)
    try:
        page.named(f"{row(3)} button", "Use 4006381333931").click()
        page.says("#toast", "The server does not answer.")
    finally:
        page.network()

    assert page.text("#many-problems-says") == "4 left"


@pytest.mark.parametrize("width", [320, 375, 768])
def test_nothing_overflows_a_narrow_window(page: Browser, width: int) -> None:
    page.resize(width, 800)

    assert page.run("return document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Browser, axe: Path, scheme: str) -> None:
    page.colour(scheme)
    page.named(f"{row(3)} button", "Use 4006381333931").click()
    is_mended(page, 3)

    assert page.check_with_axe(axe, everything=True) == []


def test_many_failed_rows_are_found_beyond_the_first_page(many: Browser) -> None:
    """The first answer has 1,000 rows; the bad one is the last."""
    paste(many, "data,format\n" + "good,qr\n" * 1500 + "x,ean13\n")

    many.until(lambda: many.all(row(1502)), "the bad row is listed")
    assert len(many.all(".mend")) == 1
