"""Takes the screenshots in docs/: ``python -m tests.system.screenshots [FOLDER]``."""

import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from tests.e2e.running import ROOT, RunningStack
from tests.system.accounts import MASTER, PASSWORD, add, give_password
from tests.system.browser import Browser

COLOURS = 256  # the page has few; a palette keeps the files small


class Shot(NamedTuple):
    """A screenshot: its URL fragment, size and language, and the actions before it."""

    name: str
    fragment: str
    size: tuple[int, int] = (1280, 860)
    scheme: str = "light"
    before: Callable[[Browser], None] = lambda browser: None
    language: str = "en"


def read_a_picture(browser: Browser) -> None:
    browser.find("#file").send_keys(str(ROOT / "docs" / "code128.png"))
    browser.says("#read-says", "found")


STOCK = (
    "SKU\tProduct name\tEAN\tPrice\tStock\n"
    "P-1\tScrews 4 × 40\t4006381333931\t3.20\t12\n"
    "P-2\tScrews 5 × 60\t4006381333948\t4.10\t4\n"
    "P-3\tScrews 6 × 80\t4006381333956\t5.00\t8\n"
)


def check_a_table(browser: Browser, table: str = STOCK) -> None:
    browser.until(
        lambda: browser.run("return 'ready' in document.querySelector('#many').dataset"), "started"
    )
    browser.run("document.querySelector('#many-text').value = arguments[0]", table)
    browser.find("#many-form [type=submit]").click()
    browser.until(lambda: browser.all("#many-places button"), "the first sheet is drawn")


DAMAGED = (
    "EAN\tProduct name\tPrice\n"
    "4006381333931\tScrews 4 × 40\t3.20 €\n"
    "4006381333932\tScrews 5 × 60\t4.10 €\n"
    "4006381333949\tScrews 6 × 80\t5.00 €\n"
    "5901234123450\tGreen tea\t2.80 €\n"
    "400638133\tHammer\t12.90 €\n"
    "MUG-17\tMug\t7.50 €\n"
)


def mend_rows(browser: Browser) -> None:
    check_a_table(browser, DAMAGED)
    browser.run("document.querySelector('#many-mapping').open = false")
    browser.named(".mend button", "Use 5901234123457").click()
    browser.until(lambda: browser.all(".mended"), "a row is mended")
    browser.until(lambda: not browser.all("[aria-busy]"), "the sheet is drawn")


def design_a_label(browser: Browser) -> None:
    check_a_table(browser)
    browser.find('#many-templates label:has([value="product:product-price"])').click()
    browser.until(lambda: browser.find("#many-design").is_displayed(), "it can be changed")
    browser.find("#many-design").click()
    browser.until(lambda: browser.find("#many-drawn").get_attribute("src"), "the label is drawn")
    browser.find(".piece.text").click()


def talk(browser: Browser) -> None:
    browser.find("#console-run").click()
    browser.until(lambda: browser.find("#console-picture").is_displayed(), "the picture came")


def choose(browser: Browser) -> None:
    browser.find("#format").click()
    browser.run('for (const i of document.querySelectorAll("#picker img")) i.loading = "eager";')
    browser.until(
        lambda: browser.run(
            'return [...document.querySelectorAll("#picker img")].every((i) => i.complete)'
        ),
        "the examples are drawn",
    )


def search(browser: Browser) -> None:
    choose(browser)
    browser.driver.switch_to.active_element.send_keys("warehouse")
    browser.until(lambda: len(browser.all(".symbology")) < 20, "few are found")


def offer_to_print(browser: Browser) -> None:
    browser.find("#print").click()
    browser.says("#print-says", "Prints")


def make_a_key(browser: Browser) -> None:
    browser.find("#account").click()
    give_password(browser, "anna", PASSWORD)
    browser.says("#account-name", "anna")
    browser.find("#account").click()
    browser.says("#account-facts", "basic")
    browser.type("#keys-label", "till 7")
    browser.find("#keys-make").click()
    browser.until(lambda: "till 7" in browser.text("#keys-list"), "the key is in the list")


SHOTS = (
    Shot("page", "", (1280, 1000)),
    Shot("page-choose", "#/make?format=qr&data=hello", before=search),
    Shot(
        "page-gs1",
        "#/make?content=gs1_elements&content.gtin=09501101530003&content.batch=A1",
        (1280, 1000),
    ),
    Shot("page-recognised", "#/make?format=code128&data=4006381333931", (1280, 860)),
    Shot("page-print", "#/make?format=ean13&data=4006381333931", before=offer_to_print),
    Shot(
        "page-styled",
        "#/make?content=url&content.url=https://example.com&module_style=rounded"
        "&finder_style=rounded&foreground=%23003366&gradient=%237a1fa2&frame_text=SCAN+ME",
        (1280, 1000),
        before=lambda browser: browser.unfold("#options-style"),
    ),
    Shot(
        "page-german",
        "#/make?content=epc&content.name=Anna+Muster"
        "&content.iban=DE89370400440532013000&content.amount=12.30",
        (1280, 1000),
        language="de",
    ),
    Shot("page-refused", "#/make?format=ean13&data=4006381333932", scheme="dark"),
    Shot("page-many", "#/many", (1280, 1100), before=check_a_table),
    Shot("page-mending", "#/many", (1280, 1000), before=mend_rows),
    Shot("page-designer", "#/many", (1280, 860), before=design_a_label),
    Shot("page-read", "#/read", before=read_a_picture),
    Shot("page-connect", "#/connect?format=qr&data=hello", (1280, 1000), before=talk),
    Shot("page-status", "#/status", (1280, 720), scheme="dark"),
    Shot("page-phone", "#/make?content=wifi&content.ssid=Guests", (375, 812)),
    Shot("page-keys", "#/make?format=qr&data=hello", before=make_a_key),  # last: it signs in
)


def take(browser: Browser, stack: RunningStack, shot: Shot, folder: Path) -> None:
    """Take *shot* into *folder*."""
    browser.resize(*shot.size)
    browser.colour(shot.scheme)
    browser.language(shot.language)
    browser.driver.get("about:blank")
    browser.forget(stack.url)  # a table of the last picture would be found again
    browser.open(f"{stack.url}/{shot.fragment}")
    browser.until(
        lambda: browser.run("return /(data|content)=/.test(location.hash)"), "it has started"
    )
    browser.until(lambda: not browser.all("[aria-busy]"), "nothing is awaited")
    shot.before(browser)
    browser.run("document.activeElement.blur()")
    with Image.open(io.BytesIO(browser.driver.get_screenshot_as_png())) as image:
        _shrunk(image).save(folder / f"{shot.name}.png", optimize=True)


def _shrunk(image: Image.Image) -> Image.Image:
    plain = Image.Quantize.MAXCOVERAGE, Image.Dither.NONE
    return image.convert("RGB").quantize(COLOURS, plain[0], dither=plain[1])


def main(folder: Path) -> None:
    """Take every picture."""
    with tempfile.TemporaryDirectory() as profile, RunningStack(MASTER_API_KEY=MASTER) as stack:
        add(stack, "anna")
        browser = Browser(Path(profile), "--force-prefers-reduced-motion")
        try:
            for shot in SHOTS:
                take(browser, stack, shot, folder)
        finally:
            browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "docs")
