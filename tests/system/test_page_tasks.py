"""Ten tasks of new users, with the clicks and keystrokes that they need at most.

Each test starts with the page as it opens. A click is one press of the mouse; a choice in a list is
two, and choosing a file is one. docs/page.md has the table.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageFilter
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.e2e.running import ROOT, RunningStack
from tests.system.accounts import MASTER, PASSWORD, add, request
from tests.system.browser import Browser, read


class Person:
    """Uses the page with a mouse and a keyboard, and counts."""

    def __init__(self, browser: Browser, stack: RunningStack) -> None:
        self.page = browser
        self.stack = stack
        self.clicks = 0
        self.keys = 0

    def click(self, selector: str, text: str = "") -> None:
        """Click what matches *selector*, as soon as it is there; with *text*, what has it."""
        self.page.until(lambda: self._found(selector, text), f"{selector} {text} is there")
        self._found(selector, text)[0].click()
        self.clicks += 1

    def _found(self, selector: str, text: str) -> list[WebElement]:
        found = self.page.all(selector)
        return [each for each in found if each.is_displayed() and text in (each.text, "")]

    def choose(self, selector: str, value: str) -> None:
        """Choose a value in a list."""
        self.page.find(f'{selector} option[value="{value}"]').click()
        self.clicks += 2

    def give(self, selector: str, file: Path) -> None:
        """Choose a file."""
        self.page.find(selector).send_keys(str(file))
        self.clicks += 1

    def type(self, text: str) -> None:
        """Type where the focus is."""
        ActionChains(self.page.driver).send_keys(text).perform()
        self.keys += len(text)

    def type_into(self, name: str, text: str) -> None:
        """Go to the field *name* by the tabulator, and type."""
        for _ in range(12):
            if self.page.driver.switch_to.active_element.get_attribute("id") == name:
                self.type(text)
                return
            self.type(Keys.TAB)
        raise AssertionError(f"{name} is not reached")

    def says(self, selector: str, text: str) -> None:
        """Wait until the page says *text*."""
        self.page.says(selector, text)

    def needed(self, task: str, clicks: int, keys: int) -> None:
        """Fail if *task* took more than that, or if the documentation says otherwise."""
        assert self.clicks <= clicks
        assert self.keys <= keys
        assert f"| {task} | {self.clicks} |" in DOCUMENT


DOCUMENT = (ROOT / "docs" / "page.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def stack() -> Iterator[RunningStack]:
    """Run a stack with an account."""
    with RunningStack(MASTER_API_KEY=MASTER) as running:
        add(running, "anna")
        yield running


@pytest.fixture
def person(browser: Browser, stack: RunningStack) -> Iterator[Person]:
    """A new user, who has opened the page."""
    browser.open(stack.url)
    browser.says("#badge", "Reads back")
    browser.until(lambda: browser.all("#purposes button"), "the purposes are offered")
    yield Person(browser, stack)
    browser.run("sessionStorage.clear()")


def focused(person: Person, name: str) -> None:
    """Wait until the field *name* has the focus."""
    person.page.until(
        lambda: person.page.run("return document.activeElement.id") == name, f"{name} is focused"
    )


def test_wifi_code_for_a_cafe_is_printed_at_5_cm(person: Person) -> None:
    person.click("#purposes button", "Wi-Fi")
    focused(person, "content-ssid")
    person.type("Café Central")
    person.type_into("content-password", "espresso2026")
    person.says("#badge", "espresso2026")
    person.click("#print")
    person.says("#print-says", "Prints")
    person.click("#print-width")
    person.type("50")
    person.page.until(
        lambda: re.search(r"Prints (48|49|50)", person.page.text("#print-says")), "it is 5 cm wide"
    )

    assert read(person.page.picture("#print-preview")) == [
        "WIFI:T:WPA;S:Café Central;P:espresso2026;;"
    ]
    person.page.find("#print-close").click()
    person.needed("A Wi-Fi code for a café, printed 5 cm wide", 3, 40)


def test_product_number_becomes_an_svg_file(person: Person) -> None:
    person.click("#purposes button", "Product")
    focused(person, "data")
    person.type("400638133393")
    person.says("#badge", "4006381333931")
    person.click("#kinds label", "SVG")
    person.click("#download", "Download SVG")

    assert read(person.page.downloaded("ean13.svg")) == ["4006381333931"]
    person.needed("A product number as EAN-13, in an SVG file", 3, 14)


def test_carton_gets_a_gs1_128_with_batch_and_expiry(person: Person) -> None:
    person.click("#purposes button", "GS1")
    focused(person, "content-gtin")
    person.type("09501101530003")
    person.type_into("content-batch", "A1")
    person.type_into("content-expiry", "12312027")
    person.click("#favourites button", "GS1-128")
    person.says("#badge", "(17)271231")
    person.click("#download")

    found = zxingcpp.read_barcodes(
        Image.open(io.BytesIO(person.page.downloaded("gs1_elements.png")))
    )
    assert found[0].text.startswith("(01)09501101530003")
    assert "(10)A1" in found[0].text
    person.needed("A GS1-128 with batch and expiry date", 3, 32)


def test_parcel_gets_a_label_with_its_sscc(person: Person) -> None:
    person.click("#purposes button", "Parcel")
    focused(person, "content-sscc")
    person.type("10614141123456789")
    person.says("#badge", "106141411234567897")
    person.click("#print")
    person.says("#print-says", "Prints")
    person.choose("#print-paper", "label")

    assert person.page.find("#print-go").is_enabled()
    found = read(person.page.picture("#print-preview"))
    person.page.find("#print-close").click()
    assert "106141411234567897" in found[0]
    person.needed("A label with the SSCC of a parcel", 4, 20)


def test_photo_that_does_not_scan_is_explained(person: Person, tmp_path: Path) -> None:
    code = zxingcpp.create_barcode("out of focus", zxingcpp.BarcodeFormat.QRCode)
    sheet = Image.new("L", (300, 300), 255)
    sheet.paste(Image.fromarray(code.to_image(scale=6)), (60, 60))
    sheet.filter(ImageFilter.GaussianBlur(5)).save(tmp_path / "photo.jpg")
    person.click("#tab-read")
    person.give("#file", tmp_path / "photo.jpg")
    person.page.until(lambda: person.page.all("#read-found .doubt"), "the cause is named")

    assert re.search("focus|moved|blur", person.page.text("#read-found"))
    person.needed("Why a photo does not scan", 2, 0)


def test_one_page_of_a_document_is_read(person: Person, tmp_path: Path) -> None:
    sheets = []
    for number in (1, 2, 3):
        code = zxingcpp.create_barcode(f"page {number}", zxingcpp.BarcodeFormat.QRCode)
        sheet = Image.new("L", (600, 800), 255)
        sheet.paste(Image.fromarray(code.to_image(scale=6)), (60, 60))
        sheets.append(sheet)
    sheets[0].save(tmp_path / "a.pdf", save_all=True, append_images=sheets[1:])
    person.click("#tab-read")
    person.give("#file", tmp_path / "a.pdf")
    person.says("#read-says", "3 barcodes found")
    person.choose("#read-page", "2")

    assert person.page.texts(".read-text") == ["page 2"]
    person.needed("The barcodes of a PDF file, page by page", 4, 0)


def test_styled_code_with_a_logo_is_made(person: Person, tmp_path: Path) -> None:
    Image.new("RGB", (400, 400), "navy").save(tmp_path / "logo.png")
    person.click("#content-url")
    person.type("https://example.com/menu")
    person.click("#options-style summary")
    person.choose("#option-module_style", "rounded")
    person.give("#option-logo", tmp_path / "logo.png")
    person.page.until(lambda: person.page.find("#margin").is_displayed(), "the margin is shown")
    person.says("#badge", "https://example.com/menu")
    person.page.until(lambda: person.page.find("#copy-picture").is_enabled(), "it is drawn")
    person.click("#download")

    assert read(person.page.downloaded("url.png")) == ["https://example.com/menu"]
    person.needed("A QR Code with round squares and a logo", 6, 24)


def test_contact_is_saved_as_a_code(person: Person) -> None:
    person.click("#purposes button", "Contact")
    focused(person, "content-name")
    person.type("Anna Muster")
    person.type_into("content-organization", "Muster AG")
    person.type_into("content-mobile", "+41791234567")
    person.type_into("content-email", "anna@example.com")
    person.type_into("content-url", "https://example.com")
    person.says("#badge", "Reads back what you entered")
    drawn = person.page.picture
    person.page.until(lambda: "example.com" in "".join(read(drawn())), "the web page is drawn")
    person.click("#download")

    (text,) = read(person.page.downloaded("vcard.png"))
    assert "anna@example.com" in text
    person.needed("A contact as vCard", 2, 75)


def test_upc_is_made_for_a_printer_of_300_dpi(person: Person) -> None:
    """GS1 General Specifications 5.2: a module of 0.33 mm, 113 with the quiet zones."""
    person.click("#purposes button", "Product")
    focused(person, "data")
    person.click("#favourites button", "UPC-A")
    person.says("#format-title", "UPC-A")
    person.click("#data")
    person.type("03600029145")
    person.click("#options-size summary")
    person.click("#option-dpi")
    person.type("300")
    person.says("#badge", "036000291452")
    person.says("#size", "prints 38.3 ×")
    person.click("#download")

    with Image.open(io.BytesIO(person.page.downloaded("upca.png"))) as image:
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert image.width / 300 * 25.4 == pytest.approx(113 * 0.33, rel=0.03)
    person.needed("A UPC-A in its standard size at 300 dpi", 6, 14)


def test_key_is_made_and_the_curl_command_is_copied(person: Person) -> None:
    person.click("#account")
    focused(person, "username")
    person.type("anna")
    person.type_into("password", PASSWORD + Keys.ENTER)
    person.says("#account-name", "anna")
    person.click("#account")
    person.page.until(lambda: person.page.find("#keys-own").is_displayed(), "the keys are shown")
    person.click("#keys-label")
    person.type("menu" + Keys.ENTER)
    person.page.until(lambda: person.page.find("#keys-new").is_displayed(), "the key is made")
    person.type(Keys.ENTER)
    person.says("#keys-says", "copied")
    key = person.page.clipboard().decode()
    person.type(Keys.ESCAPE)
    person.click("#use summary")
    person.click("#snippet-kinds button", "curl")
    person.click("#copy-snippet")
    person.says("#toast", "copied")

    assert request(person.stack, "GET", "usage", **{"X-API-Key": key})["tier"] == "basic"
    assert person.page.clipboard().decode().startswith("curl ")
    person.needed("An API key, and the curl command of the barcode", 6, 42)
