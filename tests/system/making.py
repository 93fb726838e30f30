"""What tests of the Make tab share."""

from tests.e2e.running import RunningStack
from tests.system.browser import Browser, read


def shows(page: Browser, *texts: str) -> None:
    """Wait until the picture has a barcode of each of *texts*."""
    page.until(
        lambda: page.find("#picture").is_displayed() and read(page.picture()) == list(texts),
        f"the picture says {texts}",
    )


def open_at(browser: Browser, stack: RunningStack, fragment: str) -> None:
    """Open the tab with the options of *fragment*."""
    browser.open(f"{stack.url}/#/make?{fragment}")
    browser.until(lambda: browser.find("#format-title").text != "…", "the page has started")
    browser.unfold("#use")
