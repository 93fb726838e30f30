"""Accessibility and layout of the page: axe-core, dark and narrow, keyboard, no other servers."""

from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tests.e2e.running import ROOT, RunningStack
from tests.system.browser import Browser

PLACES = {
    "first": "",
    "make": "#/make?format=qr&data=hello",
    "form": "#/make?content=gs1_elements",
    "refused": "#/make?format=ean13&data=4006381333932&width=9",
    "many": "#/many",
    "read": "#/read",
    "connect": "#/connect",
    "status": "#/status",
}


def show(browser: Browser, stack: RunningStack, place: str) -> None:
    browser.open(f"{stack.url}/{PLACES[place]}")
    browser.until(
        lambda: browser.run("return /(data|content)=/.test(location.hash)"), "the page has started"
    )
    browser.until(
        lambda: browser.run("return !document.querySelector('[aria-busy]')"), "nothing is awaited"
    )


def test_axe_finds_nothing_in_a_search_without_a_match(
    browser: Browser, stack: RunningStack, axe: Path
) -> None:
    show(browser, stack, "make")
    browser.find("#format").click()
    browser.type("#picker-search", "zebra stripes")
    browser.until(lambda: not browser.all("#picker .symbology"), "nothing is found")

    assert browser.check_with_axe(axe, everything=True) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_rows_to_mend(many: Browser, axe: Path, scheme: str) -> None:
    many.colour(scheme)
    rows = [
        "4006381333931\tScrews",
        "4006381333948\tNuts",
        "4006381333932\tBolts",
        "4006381333949\tNails",
    ]
    table = "\n".join(["EAN\tName", *rows])
    many.run("document.querySelector('#many-text').value = arguments[0]", table)
    many.find("#many-form [type=submit]").click()
    many.until(lambda: len(many.all(".mend")) == 2, "both rows are listed")

    assert many.check_with_axe(axe, everything=True) == []


def show_a_sheet(browser: Browser, stack: RunningStack) -> None:
    """Show the first sheet of the example of a table."""
    show(browser, stack, "many")
    browser.find("#many-example").click()
    browser.until(lambda: browser.all("#many-places button"), "the first sheet is drawn")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", PLACES)
def test_axe_finds_nothing_serious(
    browser: Browser, stack: RunningStack, axe: Path, place: str, scheme: str
) -> None:
    browser.colour(scheme)
    show(browser, stack, place)
    browser.run("for (const each of document.querySelectorAll('details')) each.open = true;")

    assert browser.check_with_axe(axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("dialog", ["picker", "print-dialog", "account-dialog"])
def test_axe_finds_nothing_serious_in_a_dialog(
    browser: Browser, stack: RunningStack, axe: Path, scheme: str, dialog: str
) -> None:
    browser.colour(scheme)
    show(browser, stack, "make")
    opener = {"picker": "#format", "print-dialog": "#print", "account-dialog": "#account"}[dialog]
    browser.until(lambda: browser.find(opener).is_enabled(), "the barcode is drawn")
    browser.find(opener).click()
    browser.until(lambda: browser.find(f"#{dialog}").is_displayed(), "the dialog is open")

    assert browser.check_with_axe(axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_a_checked_table(
    browser: Browser, stack: RunningStack, axe: Path, scheme: str
) -> None:
    browser.colour(scheme)
    show_a_sheet(browser, stack)
    browser.run("for (const each of document.querySelectorAll('details')) each.open = true;")

    assert browser.check_with_axe(axe, everything=True) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_designer_of_labels(
    browser: Browser, stack: RunningStack, axe: Path, scheme: str
) -> None:
    browser.colour(scheme)
    show_a_sheet(browser, stack)
    browser.find("#many-new").click()
    browser.until(lambda: browser.find("#many-drawn").get_attribute("src"), "the label is drawn")
    browser.find(".piece.text").click()

    assert browser.check_with_axe(axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["code128.png", "icon"])
def test_axe_finds_nothing_serious_in_what_is_read(
    browser: Browser, stack: RunningStack, axe: Path, scheme: str, name: str
) -> None:
    """A picture with a barcode, and one without."""
    files = {"code128.png": "docs/code128.png", "icon": "rest/web/icon.svg"}
    browser.colour(scheme)
    show(browser, stack, "read")
    browser.find("#file").send_keys(str(ROOT / files[name]))
    browser.until(lambda: browser.all("#read-found li"), "it is read")
    browser.run("for (const each of document.querySelectorAll('details')) each.open = true;")

    assert browser.check_with_axe(axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_a_styled_barcode(
    browser: Browser, stack: RunningStack, axe: Path, scheme: str
) -> None:
    browser.colour(scheme)
    browser.open(f"{stack.url}/#/make?format=qr&data=hello&module_style=dots&logo_size=35")
    browser.until(lambda: browser.all("#make .problem:not([hidden])"), "it is refused")
    browser.run("for (const each of document.querySelectorAll('details')) each.open = true;")

    assert browser.check_with_axe(axe) == []


def test_axe_finds_nothing_serious_after_a_conversation(
    browser: Browser, stack: RunningStack, axe: Path
) -> None:
    show(browser, stack, "connect")
    browser.find("#console-run").click()
    browser.until(lambda: browser.find("#console-picture").is_displayed(), "the picture came")

    assert browser.check_with_axe(axe) == []


@pytest.mark.parametrize("width", [320, 375, 768])
@pytest.mark.parametrize("place", PLACES)
def test_nothing_overflows_a_narrow_window(
    browser: Browser, stack: RunningStack, place: str, width: int
) -> None:
    browser.resize(width, 700)
    show(browser, stack, place)

    assert browser.run("return document.documentElement.scrollWidth") <= width


def test_dialog_fills_a_phone(browser: Browser, stack: RunningStack) -> None:
    browser.resize(375, 700)
    show(browser, stack, "make")
    browser.find("#format").click()

    assert browser.find("#picker").rect == {"x": 0, "y": 0, "width": 375, "height": 700}


def brightness(browser: Browser, selector: str) -> float:
    colour = browser.find(selector).value_of_css_property("background-color")
    parts = [float(part) for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    return sum(parts) / 3


def test_dark_scheme_keeps_the_barcode_on_white(browser: Browser, stack: RunningStack) -> None:
    show(browser, stack, "make")
    assert brightness(browser, "body") > 200
    browser.colour("dark")

    assert brightness(browser, "body") < 40
    assert brightness(browser, "#stage") == 255


def test_arrow_keys_select_tabs(browser: Browser, stack: RunningStack) -> None:
    """WAI-ARIA Authoring Practices, tabs: one tab stop, arrow keys select, with wrapping."""
    show(browser, stack, "make")
    order = [each.get_attribute("aria-controls") for each in browser.all("[role=tab]")]
    visited = []
    for _ in order:
        browser.find('[role="tab"][aria-selected="true"]').send_keys(Keys.ARROW_RIGHT)
        (shown,) = [each for each in browser.all('[role="tabpanel"]') if each.is_displayed()]
        visited.append(shown.get_attribute("id"))

    assert visited == [*order[1:], order[0]]
    assert len(browser.all('[role="tab"]:not([tabindex="-1"])')) == 1


def test_tab_key_reaches_everything_on_the_make_tab(browser: Browser, stack: RunningStack) -> None:
    show(browser, stack, "make")
    browser.unfold("#use")
    browser.find("#data").click()
    reached = set()
    for _ in range(60):
        browser.driver.switch_to.active_element.send_keys(Keys.TAB)
        reached.add(browser.driver.switch_to.active_element.get_attribute("id"))

    assert {"download", "copy-picture", "print", "copy-link", "copy-snippet", "reset"} <= reached


def test_link_selects_its_tab_and_the_url_follows(browser: Browser, stack: RunningStack) -> None:
    show(browser, stack, "status")
    assert browser.find("#status").is_displayed()

    browser.find("#tab-make").click()

    assert browser.run("return location.hash").startswith("#/make?")


def test_no_other_server_gets_requests(browser: Browser, stack: RunningStack) -> None:
    for place in PLACES:
        show(browser, stack, place)
        names = browser.run("return performance.getEntriesByType('resource').map((e) => e.name)")
        assert len(names) > 10
        foreign = [name for name in names if not name.startswith((stack.url, "data:", "blob:"))]
        assert foreign == []


def test_console_has_no_messages(browser: Browser, stack: RunningStack) -> None:
    for place in ("make", "read", "connect"):
        show(browser, stack, place)
        assert browser.errors() == []


def test_page_works_under_another_root_path(browser: Browser) -> None:
    with RunningStack(ROOT_PATH="/codes") as elsewhere:
        browser.open(f"{elsewhere.url}/#/make?format=code128&data=123456789")
        browser.says("#badge", "Reads back 123456789")
        browser.unfold("#use")
        assert f"{elsewhere.url}/codes/barcodes/" in browser.text("#snippet")
        browser.find("#tab-connect").click()
        browser.find("#console-run").click()
        browser.until(lambda: browser.find("#console-picture").is_displayed(), "the picture came")


SHIFTS = """const [done] = arguments;
new PerformanceObserver((list) => done(
  list.getEntries().reduce((sum, each) => sum + each.value, 0)
)).observe({ type: "layout-shift", buffered: true });
setTimeout(() => done(0), 200)"""


@pytest.mark.parametrize("width", [375, 768, 1280])
@pytest.mark.parametrize("place", sorted(PLACES.keys() - {"refused", "form"}))
def test_layout_does_not_shift_during_the_start(
    browser: Browser, stack: RunningStack, place: str, width: int
) -> None:
    """A layout shift below 0.1 is good: https://web.dev/articles/cls."""
    browser.resize(width, 900)
    show(browser, stack, place)
    if place == "status":
        browser.says("#verdict", "works")

    assert browser.run_async(SHIFTS) < 0.1
