"""The page as an installed app: its manifest, the page without a network, and its weight."""

import json

import pytest

from tests.e2e.running import RunningStack
from tests.system.browser import Browser

READY = "navigator.serviceWorker.ready.then(() => arguments[0](true))"


def test_browser_can_install_the_page(browser: Browser, stack: RunningStack) -> None:
    """https://web.dev/articles/install-criteria: name, icon, start_url and display."""
    browser.open(stack.url)
    browser.says("#badge", "Reads back")
    found = browser.driver.execute_cdp_cmd("Page.getAppManifest", {})

    assert found["errors"] == []
    manifest = json.loads(found["data"])
    assert manifest["display"] == "standalone"
    icon = manifest["icons"][0]["src"]
    assert stack.get(f"/{icon}")[0] == 200
    answer = browser.driver.execute_cdp_cmd("Page.getInstallabilityErrors", {})
    assert answer["installabilityErrors"] == []


def test_page_opens_without_a_server_and_works_when_it_is_back(browser: Browser) -> None:
    with RunningStack() as stack:
        browser.allow(stack.url, "clipboardReadWrite")
        browser.open(stack.url)
        browser.says("#badge", "Reads back")
        assert browser.run_async(READY)
        stack.supervisorctl("stop", "gunicorn")
        browser.open(f"{stack.url}/#/make?format=qr&data=later")
        browser.until(lambda: browser.find("#lost").is_displayed(), "the loss is reported")
        assert browser.text("h1") == "What is the barcode for?"

        stack.supervisorctl("start", "gunicorn")

        browser.until(lambda: stack.answers(), "the server answers")
        browser.says("#badge", "Reads back later")


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "zh"])
def test_first_visit_loads_at_most_150_kib(
    browser: Browser, stack: RunningStack, language: str
) -> None:
    """Bytes over the wire, headers included (Resource Timing 2, transferSize)."""
    browser.language(language)
    browser.driver.execute_cdp_cmd("Network.clearBrowserCache", {})
    browser.open(stack.url)
    browser.until(lambda: browser.find("#picture").is_displayed(), "the barcode is drawn")

    bytes_loaded = browser.run(
        "return [...performance.getEntriesByType('resource'), "
        "...performance.getEntriesByType('navigation')]"
        ".reduce((sum, entry) => sum + entry.transferSize, 0)"
    )
    assert 20 * 1024 < bytes_loaded <= 150 * 1024
