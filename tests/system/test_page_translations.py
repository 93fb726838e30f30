"""Nothing visible stays English in the other languages of the page."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from tests.e2e.running import ROOT, RunningStack
from tests.system.browser import Browser

WEB = ROOT / "rest" / "web"
LANGUAGES = ["de", "fr", "es", "zh"]

# Names, which are the same in every language: of programs, formats, protocols, languages and units.
NAMES = {
    *(
        "theBarcodeAPI",
        "API",
        "OpenAPI",
        "WebSocket",
        "HTTP",
        "MCP",
        "JSON",
        "Redis",
        "Streamable HTTP",
    ),
    *("Claude Code", "Claude Desktop", "VS Code", "Cursor", "Inspector", "LangChain", "Python"),
    *(
        "JavaScript",
        "TypeScript",
        "curl",
        "URL",
        "HTML",
        "English",
        "Deutsch",
        "Français",
        "Español",
    ),
    *(
        "PNG",
        "SVG",
        "PDF",
        "JPEG",
        "WEBP",
        "GIF",
        "EPS",
        "TIFF",
        "BMP",
        "PCX",
        "ZPL",
        "TXT",
        "300 dpi",
    ),
    *("tools/list", "tools/call", "resources/list", "ping"),
    *("dpi", "GTIN", "SSCC", "IBAN", "BIC", "UEN", "PPN (securPharm)", "GS1 Digital Link"),
    *("CHF", "EUR", "MCP 1.0.0", "ISO/IEC 15415", "ISO/IEC 15416"),
    # Values of options, as programs send them.
    *("base64", "hex", "totp", "hotp", "static", "dynamic", "prompt", "fixed", "percentage"),
}
# What the barcodes say, examples of it, and code.
DATA = (
    "pre, code, script, noscript, textarea, [lang]:not(html), .read-text, .meaning dd, .frames,"
    "#content-fields input, #addresses, #recent, .foot > span"
)

# Texts of the API that the page shows: of content types and their fields, symbologies and options.
UNTRANSLATED = """
const [files, done] = arguments;
(async () => {
  const { loadOthers, t } = await import(`${files}/scripts/language.js`);
  await loadOthers();
  const get = async (path) => (await fetch(`api/v1/${path}`)).json();
  const texts = new Set();
  const { content } = await get("content");
  for (const each of content) {
    texts.add(each.title).add(each.description);
    const { properties } = (await get(`content/${each.id}`)).fields;
    for (const each of Object.values(properties)) texts.add(each.title).add(each.description);
  }
  const { symbologies } = await get("symbologies");
  for (const each of symbologies) {
    const { characters, lengths, check_digit, note } = each;
    for (const text of [characters, lengths, check_digit, note]) texts.add(text);
    const { properties } = (await get(`symbologies/${each.id}`)).options;
    for (const { description } of Object.values(properties)) texts.add(description);
  }
  const found = [...texts].filter((text) => text && t(text) === text && /[a-z]{3}/.test(text));
  done({ count: texts.size, found });
})();"""

# As the first click does.
LOAD_OTHERS = """
const [done] = arguments;
const { content } = document.querySelector("meta[name=files]");
import(`/${content}/scripts/language.js`).then(({ loadOthers }) => loadOthers()).then(done);"""

VISIBLE = """
const texts = new Set();
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const { parentElement, data } = walker.currentNode;
  if (parentElement.closest(arguments[0])) continue;
  const isOption = parentElement.tagName === "OPTION";
  if (!(isOption ? parentElement.parentElement : parentElement).checkVisibility()) continue;
  texts.add(data.trim().replace(/\\s+/g, " "));
}
for (const element of document.querySelectorAll("[placeholder], [title], [aria-label]")) {
  if (!element.checkVisibility() || element.closest(arguments[0])) continue;
  for (const name of ["placeholder", "title", "aria-label"]) {
    texts.add(element.getAttribute(name) ?? "");
  }
}
return [...texts];"""


# It answers as many requests as the test sends.
STACK = {"RATE_LIMIT_BURST": "2000"}


def open_at(browser: Browser, stack: RunningStack, language: str, fragment: str) -> None:
    browser.language(language)
    browser.open(f"{stack.url}/{fragment}")
    browser.until(
        lambda: browser.run("return /(data|content)=/.test(location.hash)"), "the page has started"
    )
    browser.until(lambda: not browser.all("[aria-busy]"), "nothing is awaited")


def same(language: str) -> set[str]:
    """Return the texts whose translation is the same, such as Restrictions in French."""
    found: dict[str, str] = {}
    for folder in (WEB / "languages", WEB / "languages" / "api"):
        found |= json.loads((folder / f"{language}.json").read_text(encoding="utf-8"))
    return {text for text, translation in found.items() if text == translation}


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_of_the_api_are_translated(
    browser: Browser, stack: RunningStack, language: str
) -> None:
    open_at(browser, stack, language, "")
    files = browser.run("return document.querySelector('meta[name=files]').content")

    report = browser.run_async(UNTRANSLATED, f"/{files}")

    assert report["count"] > 800
    assert set(report["found"]) - same(language) - NAMES == set()


@pytest.fixture(scope="module")
def names(stack: RunningStack) -> set[str]:
    """Names, with those of symbologies and of their standards."""
    listing = json.loads(stack.get("/api/v1/symbologies")[1])["symbologies"]
    own = {text for each in listing for text in (each["title"], each["standard"])}
    own |= {each["standard"] for each in json.loads(stack.get("/api/v1/content")[1])["content"]}
    return NAMES | own | {f"Composite: {name}" for name in own}


def read_a_picture(browser: Browser, folder: Path) -> None:
    code = zxingcpp.create_barcode(
        "BEGIN:VCARD\nVERSION:3.0\nN:Muster;Anna\nFN:Anna Muster\nEND:VCARD",
        zxingcpp.BarcodeFormat.QRCode,
    )
    Image.fromarray(code.to_image(scale=6)).save(folder / "a.png")
    browser.find("#file").send_keys(str(folder / "a.png"))
    browser.until(lambda: browser.all("#read-found .grade"), "it is graded")


def read_nothing(browser: Browser, folder: Path) -> None:
    code = zxingcpp.create_barcode("SHELF-12-A", zxingcpp.BarcodeFormat.Code128).to_image(scale=2)
    Image.fromarray(code).point(lambda tone: 120 + tone // 20).save(folder / "a.png")
    browser.find("#file").send_keys(str(folder / "a.png"))
    browser.until(lambda: browser.all("#read-found li"), "a result is shown")


def click(selector: str, dialog: str) -> Callable[[Browser, Path], None]:
    def act(browser: Browser, folder: Path) -> None:
        browser.until(lambda: browser.find(selector).is_enabled(), "it can be clicked")
        browser.find(selector).click()
        browser.until(lambda: browser.find(dialog).is_displayed(), "it is open")

    return act


def nothing(browser: Browser, folder: Path) -> None:
    """Leave the page as it is."""


def printing(browser: Browser, folder: Path) -> None:
    click("#print", "#print-dialog")(browser, folder)
    browser.until(lambda: re.search(r"\d", browser.text("#print-says")), "it is measured")


def talk(browser: Browser, folder: Path) -> None:
    browser.find("#console-run").click()
    browser.until(lambda: browser.find("#console-picture").is_displayed(), "the picture came")


STATES = {
    "first": ("", nothing),
    "product": ("#/make?format=ean13&data=4006381333931&module_width=0.1", nothing),
    "style": ("#/make?format=qr&data=hello&module_style=dots", nothing),
    "gs1": ("#/make?content=gs1_elements", nothing),
    "wifi": ("#/make?content=wifi", nothing),
    "payment": ("#/make?content=epc", nothing),
    "bill": ("#/make?content=swiss_qr_bill", nothing),
    "event": ("#/make?content=event", nothing),
    "pass": ("#/make?content=bcbp", nothing),
    "check digit": ("#/make?format=ean13&data=4006381333932", nothing),
    "no data": ("#/make?format=ean13&data=", nothing),
    "bad option": ("#/make?format=qr&data=hello&width=9&foreground=nocolour", nothing),
    "bad field": ("#/make?content=epc&content.name=A&content.iban=DE00", nothing),
    "recognised": ("#/make?format=code128&data=4006381333931", nothing),
    "search": ("#/make?format=qr&data=hello", click("#format", "#picker")),
    "print": ("#/make?format=ean13&data=4006381333931", printing),
    "account": ("#/make?format=qr&data=hello", click("#account", "#account-dialog")),
    "read": ("#/read", nothing),
    "found": ("#/read", read_a_picture),
    "not found": ("#/read", read_nothing),
    "connect": ("#/connect?format=qr&data=hello", talk),
    "status": ("#/status", nothing),
}


@pytest.mark.parametrize("state", STATES)
def test_visible_texts_are_translated(
    browser: Browser, stack: RunningStack, tmp_path: Path, names: set[str], state: str
) -> None:
    fragment, act = STATES[state]
    shown = {}
    for language in ["en", *LANGUAGES]:
        open_at(browser, stack, language, fragment)
        browser.run_async(LOAD_OTHERS)
        act(browser, tmp_path)
        browser.run("for (const each of document.querySelectorAll('details')) each.open = true;")
        shown[language] = set(browser.run(VISIBLE, DATA))

    english = {text for text in shown.pop("en") if re.search("[A-Za-z]{3}", text)} - names
    assert len(english) > 10
    stayed = {language: english & texts - same(language) for language, texts in shown.items()}
    assert set().union(*stayed.values()) == set()
