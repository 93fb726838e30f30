"""The Make tab in a browser: the picture decodes to the data that were typed."""

import io
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from selenium.webdriver.common.keys import Keys

from common.barcode.encode import symbology
from common.barcode.model.rendered_image import RenderedImage
from common.barcode.render import image_format
from tests.common.barcode import picture_reader
from tests.e2e.running import RunningStack
from tests.system.browser import Browser, read
from tests.system.making import open_at, shows


def test_wrong_check_digit_is_shown_at_the_field_and_corrected_by_one_click(
    browser: Browser, stack: RunningStack
) -> None:
    open_at(browser, stack, "format=ean13&data=4006381333932")
    browser.says("#data-problem", "check digit")
    assert browser.find("#data").get_attribute("aria-invalid") == "true"
    assert not browser.find("#picture").is_displayed()
    assert browser.find("#download").get_attribute("aria-disabled") == "true"

    browser.find("#data-problem button").click()

    shows(browser, "4006381333931")
    assert not browser.find("#data-problem").is_displayed()
    assert browser.find("#data").get_attribute("value") == "4006381333931"


def test_invalid_option_is_shown_at_its_field(page: Browser) -> None:
    page.type("#option-width", "12")

    page.says("#option-width-problem", "width")
    page.find("#option-width-problem button").click()
    shows(page, "123456789")


def test_unknown_option_value_is_shown_at_its_field(page: Browser) -> None:
    page.find("#options-colours summary").click()
    page.type("#option-foreground", "blakc")

    page.says("#option-foreground-problem", "not a colour")
    assert page.find("#option-foreground").get_attribute("aria-invalid") == "true"


def test_link_to_an_unknown_barcode_shows_the_most_similar(
    browser: Browser, stack: RunningStack
) -> None:
    open_at(browser, stack, "format=qrcod&data=hello")

    browser.says("#format-title", "QR Code")
    browser.says("#toast", "qrcod")
    shows(browser, "hello")


def test_empty_data_are_reported(page: Browser) -> None:
    page.find("#data").send_keys(Keys.CONTROL, "a", Keys.BACKSPACE)

    page.says("#data-problem", "empty")


def test_first_visit_shows_a_barcode_that_reads_back(page: Browser) -> None:
    shows(page, "123456789")
    assert page.text("#badge") == "✓ Reads back 123456789"
    assert "mm" in page.text("#size")


def test_picture_follows_the_data(page: Browser) -> None:
    page.type("#data", "As I type")

    shows(page, "As I type")


def test_only_the_last_of_fast_changes_counts(page: Browser) -> None:
    page.run(
        """const data = document.querySelector("#data");
        for (let n = 0; n < 40; n += 1) {
          data.value = `change ${n}`;
          data.dispatchEvent(new Event("input", { bubbles: true }));
        }"""
    )

    shows(page, "change 39")


def test_barcode_is_chosen_with_the_keyboard(page: Browser) -> None:
    page.find("#format").send_keys(Keys.ENTER)
    search = page.driver.switch_to.active_element
    search.send_keys("aztec")
    page.until(lambda: page.find(".symbology.active").text.startswith("Aztec"), "Aztec is found")
    search.send_keys(Keys.ENTER)

    page.says("#format-title", "Aztec")
    shows(page, symbology.find("aztec").example)
    assert page.driver.switch_to.active_element.get_attribute("id") == "format"


def test_arrows_move_through_the_barcodes(page: Browser) -> None:
    page.find("#format").click()
    search = page.driver.switch_to.active_element
    started = search.get_attribute("aria-activedescendant")
    search.send_keys(Keys.ARROW_DOWN)
    below = search.get_attribute("aria-activedescendant")
    search.send_keys(Keys.ARROW_RIGHT)
    right = search.get_attribute("aria-activedescendant")
    search.send_keys(Keys.ARROW_LEFT, Keys.ARROW_UP)

    assert started == "option-code128"
    assert len({started, below, right}) == 3
    assert page.find(f"#{below}").rect["y"] > page.find(f"#{started}").rect["y"]
    search.send_keys(Keys.ESCAPE)
    page.until(lambda: not page.find("#picker").is_displayed(), "the dialog is closed")


def test_every_symbology_is_offered_with_a_drawn_example(page: Browser) -> None:
    page.find("#format").click()
    found = page.all("#picker .symbology")

    assert {each.get_attribute("data-id") for each in found} == set(symbology.catalogue())
    assert page.text("#picker-count") == f"{len(found)} of {len(found)}"
    page.run('for (const i of document.querySelectorAll("#picker img")) i.loading = "eager";')
    page.until(
        lambda: page.run(
            'return [...document.querySelectorAll("#picker img")]'
            ".every((i) => i.complete && i.naturalWidth > 0)"
        ),
        "every example is drawn",
    )


def test_search_without_a_match_is_reported(page: Browser) -> None:
    page.find("#format").click()
    page.driver.switch_to.active_element.send_keys("zzzz")

    page.says("#picker-count", "Nothing found")


def test_another_barcode_replaces_example_data_only(
    page: Browser,
) -> None:
    page.named("#favourites button", "EAN-13").click()
    shows(page, symbology.find("ean13").example)

    page.type("#data", "my own")
    page.named("#favourites button", "QR Code").click()
    shows(page, "my own")


def test_only_the_options_that_apply_are_shown(page: Browser) -> None:
    assert page.all("#option-ecc") == []
    page.named("#favourites button", "QR Code").click()
    page.until(lambda: page.all("#option-ecc"), "QR has error correction")
    assert page.all("#option-guardbar") == []


def test_options_change_the_picture_and_reset_removes_them(page: Browser) -> None:
    before = page.picture()
    page.type("#option-width", "400")
    page.says("#size", "400 ×")
    assert page.picture() != before

    page.find("#reset").click()
    page.says("#size", "242 ×")
    assert page.find("#option-width").get_attribute("value") == ""


def test_real_print_size_follows_the_resolution(page: Browser) -> None:
    """25.4 mm an inch: 242 px at 600 dpi are 10.2 mm."""
    page.type("#option-dpi", "600")

    page.says("#size", "prints 10.2 ×")


def test_picture_is_printed_in_real_size(page: Browser) -> None:
    """242 px at 200 dpi are 30.734 mm; a CSS mm is 96 / 25.4 px."""
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        width = page.run('return document.querySelector("#picture").getBoundingClientRect().width')
        assert width == pytest.approx(242 / 200 * 96, abs=0.1)
        assert not page.find("#data").is_displayed()
        assert not page.find(".bar").is_displayed()
    finally:
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_link_reproduces_the_barcode(page: Browser) -> None:
    page.named("#favourites button", "QR Code").click()
    page.type("#data", "a&b=c ü 中文")
    page.find("#options-colours summary").click()
    shows(page, "a&b=c ü 中文")
    black = page.picture()
    page.type("#option-foreground", "navy")
    page.until(lambda: page.picture() != black, "the picture is navy")
    before = page.picture()
    page.find("#copy-link").click()
    page.says("#toast", "copied")
    link = page.clipboard().decode()

    page.open(link)

    shows(page, "a&b=c ü 中文")
    assert page.picture() == before
    assert page.find("#option-foreground").get_attribute("value") == "navy"


@pytest.mark.parametrize("kind", image_format.catalogue())
def test_download_of_each_format_decodes(page: Browser, kind: str) -> None:
    if page.find("#more-kinds").is_displayed():
        page.find("#more-kinds").click()
    page.find(f'#kinds label:has([value="{kind}"])').click()
    page.says("#download", kind)
    page.find("#download").click()

    body = page.downloaded(f"code128.{kind.lower()}")

    assert seen(kind, body) == ["123456789"]


def seen(kind: str, body: bytes) -> list[str]:
    """Return the texts that zxing-cpp reads in a file of the image format *kind*."""
    if kind == "EPS":
        image = Image.open(io.BytesIO(body))
        image.load(scale=8)  # for EPS: pixels per point
        return [found.text for found in zxingcpp.read_barcodes(image.convert("L"))]
    drawn = RenderedImage(
        body=body,
        media_type=image_format.find(kind).media_type,
        image_format=kind,
        symbology="code128",
        data="123456789",
        text="123456789",
        width_px=242,
        height_px=100,
        module_px=2,
        module_mm=0.254,
        verified="true",
    )
    return [found.text for found in picture_reader.read(drawn)]


def test_copied_picture_decodes(page: Browser) -> None:
    page.find("#copy-picture").click()
    page.says("#toast", "Picture copied")

    assert read(page.clipboard("image/png")) == ["123456789"]


def test_gs1_data_are_explained(page: Browser) -> None:
    page.named("#favourites button", "GS1-128").click()
    page.type("#data", "(01)09501101530003(10)ABC")

    page.says("#elements", "BATCH/LOT")
    page.named("#favourites button", "QR Code").click()
    page.type("#data", "plain")
    page.until(lambda: not page.find("#elements").is_displayed(), "there is nothing to explain")


def test_size_can_be_given_in_mm(page: Browser) -> None:
    """50 mm at 300 dpi are 591 px, at 200 dpi 394; an inch has 25.4 mm."""
    page.named(".units button", "mm").click()
    page.type("#option-width", "50")
    page.says("#size", "591 ×")
    page.says("#size", "prints 50 ×")
    assert "width=591" in page.text("#snippet")

    page.type("#option-dpi", "200")
    page.says("#size", "394 ×")
    assert page.find("#option-width").get_attribute("value") == "50"

    page.named(".units button", "px").click()
    assert page.find("#option-width").get_attribute("value") == "394"


def test_one_switch_changes_the_unit_of_all_sizes(page: Browser) -> None:
    """0.25 in are 6.35 mm, at 300 dpi 75 px."""
    page.named(".units button", "in").click()
    page.type("#option-quiet_zone", "0.25")
    page.says("#size", "prints")
    assert "quiet_zone=6.35" in page.text("#snippet")

    page.named(".units button", "mm").click()
    assert page.find("#option-quiet_zone").get_attribute("value") == "6.35"
    page.named(".units button", "px").click()
    assert page.find("#option-quiet_zone").get_attribute("value") == "75"
    assert page.texts("#options-size .unit").count("px") == 6


def test_suggestion_is_applied_to_a_size_in_mm(page: Browser) -> None:
    page.named(".units button", "mm").click()
    page.type("#option-width", "1")
    page.says("#option-width-problem", "width")
    page.find("#option-width-problem button").click()

    shows(page, "123456789")
    px = page.text("#size").split(" · ")[1].split()[0]
    assert float(page.find("#option-width").get_attribute("value")) == pytest.approx(
        int(px) / 300 * 25.4, abs=0.01
    )


@pytest.mark.parametrize(("typed", "found"), [("qr", "qr"), ("gs1-1", "gs1_128"), ("ean", "ean13")])
def test_search_finds_the_matching_name_first(page: Browser, typed: str, found: str) -> None:
    page.find("#format").click()
    page.driver.switch_to.active_element.send_keys(typed)

    page.until(lambda: page.all(".symbology.active"), "one is found")
    assert page.find(".symbology.active").get_attribute("data-id") == found


def test_long_data_keep_the_rest_visible(page: Browser) -> None:
    page.named("#favourites button", "QR Code").click()
    page.run(
        """const data = document.querySelector("#data");
        data.value = "x".repeat(2000);
        data.dispatchEvent(new Event("input", { bubbles: true }));"""
    )

    page.says("#badge", "(2,000 characters)")
    assert page.find("#badge").rect["height"] < 100


def test_named_colour_is_shown_at_its_field(page: Browser) -> None:
    """CSS Color 4, 6.1: navy is #000080."""
    page.find("#options-colours summary").click()
    page.type("#option-foreground", "navy")

    swatch = page.find('[data-field="foreground"] [type=color]')
    assert swatch.get_attribute("value") == "#000080"


def test_error_is_announced_to_screen_readers(page: Browser) -> None:
    """WCAG 2.2, 4.1.3: a status message is announced without the focus."""
    page.named("#favourites button", "EAN-13").click()
    page.type("#data", "4006381333932")

    status = page.find("#refusal")
    page.until(lambda: "check digit" in str(status.get_attribute("textContent")), "it is announced")
    assert status.get_attribute("role") == "status"


def test_error_correction_is_chosen_from_the_levels_of_the_barcode(page: Browser) -> None:
    """ISO/IEC 18004:2015, 6.5.1: L, M, Q and H."""
    page.named("#favourites button", "QR Code").click()
    page.until(lambda: page.all("#option-ecc"), "QR has error correction")
    page.find("#options-this-barcode summary").click()
    levels = page.texts("#option-ecc option")
    assert levels == ["Auto", "L", "M", "Q", "H"]

    page.find('#option-ecc option[value="H"]').click()

    page.until(lambda: "ecc=H" in page.text("#snippet"), "the level is in the URL")


def test_style_is_drawn_with_its_margin(page: Browser) -> None:
    page.named("#favourites button", "QR Code").click()
    page.until(lambda: page.all("#option-module_style"), "QR has styles")
    page.unfold("#options-style")
    page.find('#option-module_style option[value="dots"]').click()
    page.until(lambda: page.find("#margin").is_displayed(), "the margin is shown")

    assert 25 <= int(page.find("#margin-meter").get_attribute("value")) <= 100
    shows(page, symbology.find("qr").example)
    page.find("#download").click()
    assert read(page.downloaded("qr.png")) == [symbology.find("qr").example]


def test_logo_is_chosen_and_too_large_a_one_is_corrected(page: Browser, tmp_path: Path) -> None:
    file = tmp_path / "logo.png"
    Image.new("RGB", (600, 600), "red").save(file)
    page.named("#favourites button", "QR Code").click()
    page.until(lambda: page.all("#option-logo"), "QR has a logo")
    page.unfold("#options-style")
    page.find("#option-logo").send_keys(str(file))
    page.until(lambda: page.find("#margin").is_displayed(), "the logo is drawn")
    page.type("#option-logo_size", "35")
    page.says("#option-logo_size-problem", "blur")

    page.find("#option-logo_size-problem button").click()

    shows(page, symbology.find("qr").example)
