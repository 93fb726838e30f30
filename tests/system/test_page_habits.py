"""What the page remembers in the browser, its keyboard shortcuts, and lost connections."""

from selenium.webdriver.common.keys import Keys

from tests.e2e.running import RunningStack
from tests.system.browser import Browser, read


def test_theme_is_switched_and_kept(page: Browser) -> None:
    scheme = "return getComputedStyle(document.documentElement).colorScheme"
    assert page.run(scheme) == "light dark"
    page.find("#theme").click()
    assert page.run(scheme) == "light"
    page.find("#theme").click()
    assert page.run(scheme) == "dark"

    page.driver.refresh()

    assert page.run(scheme) == "dark"
    assert page.find("#theme").get_attribute("aria-label") == "Colours: dark"


def test_slash_searches_the_barcodes(page: Browser) -> None:
    page.find("body").send_keys("/")

    page.until(lambda: page.find("#picker").is_displayed(), "the search is open")
    assert page.driver.switch_to.active_element.get_attribute("value") == ""


def test_slash_is_typed_in_a_field(page: Browser) -> None:
    page.find("#data").send_keys(Keys.END, "/1")

    page.says("#badge", "/1")
    assert not page.find("#picker").is_displayed()


def test_control_s_downloads(page: Browser) -> None:
    page.find("#data").send_keys(Keys.CONTROL, "s")

    assert read(page.downloaded("code128.png")) == ["123456789"]


def test_control_enter_copies(page: Browser) -> None:
    page.find("#data").send_keys(Keys.CONTROL, Keys.ENTER)
    page.says("#toast", "Picture copied")

    assert read(page.clipboard("image/png")) == ["123456789"]


def test_recent_barcodes_are_offered_after_a_reload(page: Browser, stack: RunningStack) -> None:
    assert not page.find("#recent").is_displayed()
    page.find("#download").click()
    page.downloaded("code128.png")
    page.open(stack.url)
    page.until(lambda: page.find("#recent").is_displayed(), "the barcode is remembered")
    page.find("#recent-list button").click()

    page.says("#badge", "Reads back 123456789")
    page.find("#recent-clear").click()
    assert not page.find("#recent").is_displayed()


def test_secrets_are_not_remembered(page: Browser, stack: RunningStack) -> None:
    page.open(f"{stack.url}/#/make?content=wifi&content.ssid=Mine&content.password=correct+horse")
    page.says("#badge", "correct horse")
    page.find("#download").click()
    page.downloaded("wifi.png")

    stored = page.run("return JSON.stringify(localStorage)")
    assert "Mine" in stored
    assert "horse" not in stored


def test_look_is_saved_and_used_for_another_barcode(page: Browser, stack: RunningStack) -> None:
    page.type("#option-width", "500")
    page.says("#size", "500 ×")
    page.find("#layouts summary").click()
    page.type("#layout-name", "wide")
    page.find("#layout-form button").click()
    page.open(f"{stack.url}/#/make?format=qr&data=hello")
    page.says("#badge", "hello")
    page.find("#layouts summary").click()
    page.named("#layout-list button", "wide").click()

    page.says("#size", "500 ×")
    assert page.find("#data").get_attribute("value") == "hello"


def test_page_draws_again_after_a_lost_connection(page: Browser) -> None:
    page.network(offline=True)
    try:
        page.type("#data", "lost")
        page.until(lambda: page.find("#lost").is_displayed(), "the loss is reported")
    finally:
        page.network()

    page.says("#badge", "Reads back lost")
    assert not page.find("#lost").is_displayed()


def test_page_that_opened_without_a_server_starts_later(stack: RunningStack, page: Browser) -> None:
    page.run("return fetch('/', { cache: 'no-store' }).then(() => 0)")
    page.driver.execute_cdp_cmd("Network.enable", {})
    page.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/api/v1/*"]})
    try:
        page.open(f"{stack.url}/#/make?format=qr&data=later")
        page.until(lambda: page.find("#lost").is_displayed(), "the loss is reported")
    finally:
        page.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})

    page.says("#badge", "Reads back later")
