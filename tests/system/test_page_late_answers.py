"""Answers that arrive after a newer input never replace it: the page with a slow connection."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from tests.e2e.running import RunningStack
from tests.system.browser import Browser, read

LATENCY_MS = 400

ENTER = """const field = document.querySelector(arguments[0]);
field.value = arguments[1];
field.dispatchEvent(new Event("input", { bubbles: true }));"""


def enter(page: Browser, selector: str, text: str) -> None:
    page.run(ENTER, selector, text)


def shows(page: Browser, text: str) -> None:
    page.until(
        lambda: page.find("#picture").is_displayed() and read(page.picture()) == [text],
        f"the picture says {text}",
    )


@pytest.fixture
def slow(page: Browser) -> Iterator[Browser]:
    """The Make tab, whose requests take a while."""
    page.network(latency_ms=LATENCY_MS)
    yield page
    page.network()


def test_example_of_a_barcode_does_not_replace_newer_data(slow: Browser) -> None:
    slow.named("#favourites button", "QR Code").click()
    enter(slow, "#data", "typed meanwhile")

    slow.says("#format-title", "QR Code")
    shows(slow, "typed meanwhile")
    assert slow.find("#data").get_attribute("value") == "typed meanwhile"


def test_only_the_last_choice_counts(slow: Browser) -> None:
    """The first barcode has been loaded already, the second comes from the server."""
    slow.named("#favourites button", "QR Code").click()
    slow.says("#format-title", "QR Code")
    slow.named("#favourites button", "EAN-13").click()
    slow.named("#favourites button", "QR Code").click()
    enter(slow, "#data", "last")
    shows(slow, "last")
    slow.find("#copy-link").click()  # a further answer, after that of the dropped choice

    assert slow.text("#format-title") == "QR Code"


def test_data_that_were_typed_before_a_form_appears_are_kept(slow: Browser) -> None:
    slow.named("#purposes button", "Text").click()
    slow.until(
        lambda: slow.find("#data").get_attribute("value") == "Hello!", "the text is an example"
    )
    slow.named("#purposes button", "Place").click()
    enter(slow, "#data", "my own")
    slow.until(lambda: slow.all("#content-latitude"), "the form is shown")
    slow.named("#purposes button", "Text").click()

    shows(slow, "my own")


def test_form_of_a_text_that_has_changed_is_not_shown(slow: Browser) -> None:
    enter(slow, "#data", "WIFI:T:WPA;S:Guests;P:correct horse;;")
    slow.says("#recognised-what", "Wi-Fi network")
    slow.find("#recognised-use button").click()
    enter(slow, "#data", "something else")

    shows(slow, "something else")
    assert slow.find("#data").is_displayed()
    assert slow.all("#content-ssid") == []


def test_tab_that_was_chosen_after_a_link_stays(slow: Browser) -> None:
    slow.run('location.hash = "#/make?format=aztec&data=linked"')
    slow.find("#tab-status").click()
    slow.until(lambda: "linked" in slow.run("return location.hash"), "the link is followed")

    assert slow.find("#status").is_displayed()
    assert slow.run("return location.hash").startswith("#/status?")


def test_width_to_print_is_not_filled_in_while_it_is_typed(slow: Browser) -> None:
    slow.find("#print").click()
    slow.find("#print-width").click()
    slow.says("#print-says", "Prints")
    slow.find("#print-width").send_keys("50")

    assert slow.find("#print-width").get_attribute("value") == "50"
    slow.find("#print-close").click()


def test_print_dialog_has_the_barcode_that_it_was_opened_for(slow: Browser) -> None:
    slow.find("#print").click()
    slow.find("#print-close").click()
    slow.named("#favourites button", "EAN-13").click()
    slow.says("#badge", "Reads back 4006381333931")
    slow.find("#print").click()

    slow.says("#print-says", "Prints")
    assert read(slow.picture("#print-preview")) == ["4006381333931"]
    slow.find("#print-close").click()


def test_result_of_the_newest_picture_is_shown(
    browser: Browser, stack: RunningStack, tmp_path: Path
) -> None:
    format = zxingcpp.BarcodeFormat.QRCode
    for text, scale in (("first", 60), ("second", 4)):
        code = zxingcpp.create_barcode(text, format).to_image(scale=scale)
        Image.fromarray(code).save(tmp_path / f"{text}.png")
    browser.open(f"{stack.url}/#/read")
    browser.until(lambda: browser.find("#drop").is_displayed(), "the tab is shown")
    browser.network(latency_ms=LATENCY_MS)
    try:
        browser.find("#file").send_keys(str(tmp_path / "first.png"))
        browser.find("#file").send_keys(str(tmp_path / "second.png"))
        browser.says("#read-found", "second")
    finally:
        browser.network()

    assert browser.texts(".read-text") == ["second"]


def test_search_that_was_wanted_before_the_catalogue_arrived_opens(
    browser: Browser, stack: RunningStack
) -> None:
    browser.network(latency_ms=LATENCY_MS)
    try:
        browser.open(f"{stack.url}/#/make?format=qr&data=hello")
        browser.find("body").send_keys("/")
        browser.until(lambda: browser.find("#picker").is_displayed(), "the search is open")
    finally:
        browser.network()

    assert browser.all(".symbology")
