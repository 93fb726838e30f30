"""The main paths of the page in Firefox."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.running import RunningStack
from tests.system.accounts import MASTER, PASSWORD, add, request
from tests.system.browser import read
from tests.system.firefox import Firefox


@pytest.fixture(scope="module")
def stack() -> Iterator[RunningStack]:
    """Run a stack with an account."""
    with RunningStack(MASTER_API_KEY=MASTER) as running:
        add(running, "anna")
        yield running


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """Run the browser once."""
    browser = Firefox(tmp_path_factory.mktemp("firefox"))
    yield browser
    browser.close()


@pytest.fixture
def page(firefox: Firefox) -> Iterator[Firefox]:
    """A browser in a known state; the page must cause no errors."""
    firefox.resize(1360, 900)
    firefox.messages()
    yield firefox
    assert firefox.messages() == []


def begin(page: Firefox, stack: RunningStack, fragment: str) -> None:
    page.open(f"{stack.url}/#/{fragment}")
    page.until(
        lambda: page.run("return /(data|content)=/.test(location.hash)"), "the page has started"
    )
    page.until(lambda: not page.is_shown("[aria-busy]"), "nothing is awaited")


def shows(page: Firefox, text: str) -> None:
    page.until(
        lambda: page.is_shown("#picture") and read(page.picture()) == [text],
        f"the picture says {text}",
    )


def test_typed_data_are_drawn_and_downloaded(page: Firefox, stack: RunningStack) -> None:
    begin(page, stack, "make?format=qr&data=x")
    page.type("#data", "typed in Firefox")
    shows(page, "typed in Firefox")
    page.click("#download")

    assert read(page.downloaded("qr.png")) == ["typed in Firefox"]


def test_form_is_filled_in(page: Firefox, stack: RunningStack) -> None:
    begin(page, stack, "make")
    page.click('[data-purpose="wifi"]')
    page.until(lambda: page.is_shown("#content-ssid"), "the form is shown")
    page.type("#content-ssid", "Guests")
    page.type("#content-password", "correct horse")

    shows(page, "WIFI:T:WPA;S:Guests;P:correct horse;;")


def test_wrong_check_digit_is_corrected_by_one_click(page: Firefox, stack: RunningStack) -> None:
    page.open(f"{stack.url}/#/make?format=ean13&data=4006381333932")
    page.says("#data-problem", "check digit")
    page.click("#data-problem button")

    shows(page, "4006381333931")


def test_barcode_is_found_by_the_keyboard(page: Firefox, stack: RunningStack) -> None:
    begin(page, stack, "make?format=qr&data=hello")
    page.press("/")
    page.until(lambda: page.is_shown("#picker"), "the search is open")
    page.type("#picker-search", "aztec")
    page.says(".symbology.active", "Aztec")
    page.press("Enter")

    page.says("#format-title", "Aztec")
    shows(page, "hello")


def test_file_is_saved_by_the_keyboard(page: Firefox, stack: RunningStack) -> None:
    begin(page, stack, "make?format=code128&data=123456789")
    page.says("#badge", "Reads back")
    page.press("Control", "s")

    assert read(page.downloaded("code128.png")) == ["123456789"]


def test_print_dialog_measures_the_barcode(page: Firefox, stack: RunningStack) -> None:
    begin(page, stack, "make?format=qr&data=printed")
    page.says("#badge", "Reads back")
    page.click("#print")
    page.says("#print-says", "Prints")
    page.type("#print-width", "50")
    page.says("#print-says", "Prints 49")

    assert read(page.picture("#print-preview")) == ["printed"]


def test_picture_is_read_and_explained(page: Firefox, stack: RunningStack, tmp_path: Path) -> None:
    drawn = stack.get("/api/v1/generate?format=gs1_datamatrix&data=(01)09501101530003(10)ABC")[1]
    (tmp_path / "a.png").write_bytes(drawn)
    begin(page, stack, "read")
    page.give("#file", tmp_path / "a.png")

    page.says("#read-found", "BATCH/LOT")
    page.until(lambda: page.is_shown("#read-marks polygon"), "the barcode is marked")


def test_table_is_checked_mended_and_drawn(page: Firefox, stack: RunningStack) -> None:
    """The last row of the example has a wrong check digit."""
    begin(page, stack, "many")
    page.until(
        lambda: page.run("return 'ready' in document.querySelector('#many').dataset"),
        "the scripts of the tab have started",
    )
    page.click("#many-example")
    page.until(lambda: page.is_shown("#many-places button"), "the first sheet is drawn")
    page.says("#many-says", "1 row cannot")
    page.click(".mend .actions button")
    page.says("#many-says", "All 4 rows can be drawn.")
    page.click("#many-zip")

    with zipfile.ZipFile(io.BytesIO(page.downloaded("barcodes.zip"))) as archive:
        pictures = [name for name in archive.namelist() if name.endswith(".png")]
        assert len(pictures) > 1
        assert all(read(archive.read(name)) for name in pictures)


def test_key_is_made(page: Firefox, stack: RunningStack) -> None:
    begin(page, stack, "make?format=qr&data=hello")
    page.click("#account")
    page.type("#username", "anna")
    page.type("#password", PASSWORD)
    page.click("#account-submit")
    page.says("#account-name", "anna")
    page.click("#account")
    page.says("#account-facts", "basic")
    page.type("#keys-label", "till 7")
    page.click("#keys-make")
    page.says("#keys-list", "till 7")
    key = page.text("#keys-secret")

    assert request(stack, "GET", "usage", **{"X-API-Key": key})["tier"] == "basic"
    page.run("sessionStorage.clear()")


def test_documented_request_is_sent(page: Firefox, stack: RunningStack) -> None:
    page.open(f"{stack.url}/docs")
    page.until(lambda: not page.is_shown("[aria-busy]"), "the operations are shown")
    page.click("#get_generate > summary")
    page.until(lambda: page.is_shown("#get_generate form"), "the operation is open")
    page.type("#get_generate [id$=-data]", "as documented")
    page.click("#get_generate [type=submit]")
    page.until(lambda: page.is_shown("#get_generate .reply img"), "the picture came")


def test_call_over_mcp_draws(page: Firefox, stack: RunningStack) -> None:
    begin(page, stack, "connect?format=qr&data=hello")
    page.click("#console-run")

    page.until(lambda: page.is_shown("#console-picture img"), "the picture came")
    assert read(page.picture("#console-picture img")) == ["hello"]


def test_language_is_switched(page: Firefox, stack: RunningStack) -> None:
    begin(page, stack, "make?format=qr&data=hello")
    page.choose("#language", "de")
    page.says("h1", "Wofür ist der Barcode?")
    page.says("#badge", "hello")
    page.choose("#language", "en")
    page.says("h1", "What is the barcode for?")


@pytest.mark.parametrize("tab", ["make", "many", "read", "connect", "status"])
def test_tab_fits_a_phone_and_is_accessible(
    page: Firefox, stack: RunningStack, axe: Path, tab: str
) -> None:
    page.resize(320, 700)
    begin(page, stack, tab)

    assert page.run("return document.documentElement.scrollWidth") <= 320
    assert page.check_with_axe(axe) == []


def test_messages_of_the_console_are_noticed(firefox: Firefox, stack: RunningStack) -> None:
    """Otherwise the fixture would prove nothing."""
    begin(firefox, stack, "make")
    firefox.run("console.error('a problem'); setTimeout(() => { throw new Error('another'); })")
    found: list[str] = []
    firefox.until(lambda: found.extend(firefox.messages()) or len(found) > 1, "both are noticed")

    assert json.dumps(found).count("another") == 1
