"""The page in other languages: the browser's choice, the switch, errors by code, right to left."""

from pathlib import Path

import pytest

from tests.e2e.running import RunningStack
from tests.system.browser import Browser

HEADINGS = {
    "de": "Wofür ist der Barcode?",
    "fr": "À quoi sert le code-barres ?",
    "es": "¿Para qué es el código de barras?",
    "zh": "条码用来做什么？",
}


def show(browser: Browser, stack: RunningStack, fragment: str = "") -> None:
    browser.open(f"{stack.url}/{fragment}")
    browser.until(lambda: browser.find("#format-title").text not in ("", "…"), "it has started")


@pytest.mark.parametrize(
    ("tag", "language"),
    [("de-AT,en", "de"), ("fr", "fr"), ("es-MX", "es"), ("zh-CN", "zh"), ("xx,de", "de")],
)
def test_page_has_the_first_language_of_the_browser_that_it_knows(
    browser: Browser, stack: RunningStack, tag: str, language: str
) -> None:
    browser.language(tag)
    show(browser, stack)

    assert browser.text("h1") == HEADINGS[language]
    assert browser.run("return document.documentElement.lang") == language


def test_unknown_language_is_english(browser: Browser, stack: RunningStack) -> None:
    browser.language("xx")
    show(browser, stack)

    assert browser.text("h1") == "What is the barcode for?"


def test_switch_changes_the_language_and_is_remembered(
    browser: Browser, stack: RunningStack
) -> None:
    show(browser, stack, "#/make?format=qr&data=kept")
    browser.says("#badge", "Reads back kept")
    browser.find('#language option[value="fr"]').click()
    browser.until(lambda: browser.text("h1") == HEADINGS["fr"], "the page is French")
    browser.says("#badge", "kept")

    show(browser, stack)

    assert browser.text("h1") == HEADINGS["fr"]
    assert browser.text("#download-kind") == "Télécharger PNG"


def test_error_has_a_text_by_its_code(browser: Browser, stack: RunningStack) -> None:
    browser.language("de")
    show(browser, stack, "#/make?format=ean13&data=4006381333932")

    browser.says("#data-problem", "Die Prüfziffer ist falsch.")
    assert browser.text("#data-problem button") == "4006381333931 verwenden"


def test_error_of_a_field_has_a_text_by_the_last_part_of_its_code(
    browser: Browser, stack: RunningStack
) -> None:
    browser.language("de")
    show(browser, stack, "#/make?content=wifi&content.ssid=a&content.password=short")

    browser.says("#content-password-problem", "Ein Passwort hat 8 bis 63 Zeichen")


def test_error_of_a_table_has_a_text_by_its_code(browser: Browser, stack: RunningStack) -> None:
    browser.language("de")
    browser.open(f"{stack.url}/#/many")
    ready = "return 'ready' in document.querySelector('#many').dataset"
    browser.until(lambda: browser.run(ready), "the scripts of the tab have started")
    browser.run("document.querySelector('#many-text').value = 'Name\\tOrt\\nAnna\\tBern'")
    browser.find("#many-form [type=submit]").click()

    browser.says("#many-says", "Keine Spalte sieht nach Barcodes aus.")


def test_hints_are_translated_with_their_numbers_and_names(
    browser: Browser, stack: RunningStack
) -> None:
    browser.language("de")
    show(browser, stack, "#/make?content=gs1_elements")

    browser.says("#content-batch-hint", "Bis zu 20 Zeichen.")
    browser.says("#content-gtin-hint", "Der Artikel: 8, 12, 13 oder 14 Ziffern.")


@pytest.mark.parametrize("language", HEADINGS)
def test_nothing_overflows_a_phone(browser: Browser, stack: RunningStack, language: str) -> None:
    browser.resize(320, 700)
    browser.language(language)
    show(browser, stack)

    assert browser.run("return document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("width", [375, 1280])
def test_layout_can_be_mirrored(browser: Browser, stack: RunningStack, width: int) -> None:
    """For a language that is written from right to left: the picture is then on the left."""
    browser.resize(width, 900)
    show(browser, stack)
    browser.run("document.documentElement.dir = 'rtl'")

    assert browser.run("return document.documentElement.scrollWidth") <= width
    if width > 900:
        assert browser.find(".preview").rect["x"] < browser.find(".request").rect["x"]


@pytest.mark.parametrize("language", ["de", "zh"])
def test_axe_finds_nothing_serious(
    browser: Browser, stack: RunningStack, axe: Path, language: str
) -> None:
    browser.language(language)
    show(browser, stack)

    assert browser.check_with_axe(axe) == []
