"""What the barcode is for: the first choice on the Make tab, its forms, and recognised texts."""

import json

import pytest
from selenium.webdriver.common.keys import Keys

from tests.e2e.running import RunningStack
from tests.system.browser import Browser, read


@pytest.fixture
def first(browser: Browser, stack: RunningStack) -> Browser:
    """A browser on its first visit."""
    browser.open(stack.url)
    browser.says("#badge", "Reads back")
    browser.until(lambda: browser.all("#purposes button"), "the purposes are offered")
    return browser


def choose(page: Browser, purpose: str) -> None:
    page.named("#purposes button", purpose).click()


def shows(page: Browser, text: str) -> None:
    page.until(
        lambda: page.find("#picture").is_displayed() and read(page.picture()) == [text],
        f"the picture says {text}",
    )


def types(stack: RunningStack) -> dict[str, dict[str, object]]:
    listing = json.loads(stack.get("/api/v1/content")[1])["content"]
    return {each["id"]: each for each in listing}


def test_first_visit_shows_a_link_that_reads_back(first: Browser, stack: RunningStack) -> None:
    [example] = json.loads(stack.get("/api/v1/content/url")[1])["example"].values()

    shows(first, example)
    assert first.find('[data-purpose="link"]').get_attribute("aria-pressed") == "true"


def test_every_content_type_is_offered_by_one_purpose(first: Browser, stack: RunningStack) -> None:
    offered = []
    for button in first.all("#purposes button"):
        button.click()
        first.until(lambda b=button: b.get_attribute("aria-pressed") == "true", "it is chosen")
        options = first.all("#content-kind option")
        offered += [each.get_attribute("value") for each in options]

    assert sorted(filter(None, offered)) == sorted(types(stack))


def test_wifi_form_draws_the_network(first: Browser) -> None:
    """ZXing, Barcode Contents: WIFI:T:WPA;S:<network>;P:<password>;;."""
    choose(first, "Wi-Fi")
    first.until(lambda: first.all("#content-ssid"), "the form is shown")
    first.type("#content-ssid", "Guests")
    first.type("#content-password", "correct horse")

    shows(first, "WIFI:T:WPA;S:Guests;P:correct horse;;")
    assert first.text("#format-title") == "QR Code"
    assert first.text("#format-note") != ""


def test_invalid_field_is_marked_and_the_others_keep_their_values(first: Browser) -> None:
    choose(first, "Payment")
    first.until(lambda: first.all("#content-iban"), "the form is shown")
    first.type("#content-name", "Anna Muster")
    first.type("#content-iban", "DE00")

    first.says("#content-iban-problem", "IBAN")
    assert first.find("#content-iban").get_attribute("aria-invalid") == "true"
    assert first.find("#content-name").get_attribute("value") == "Anna Muster"


def test_amount_with_a_comma_is_corrected_by_one_click(
    browser: Browser, stack: RunningStack
) -> None:
    """Most of Europe writes decimals with a comma, and EPC069-12 a full stop."""
    iban = "BE72000000001616"
    fields = f"content.name=A&content.iban={iban}&content.amount=12,30"
    browser.open(f"{stack.url}/#/make?content=epc&{fields}")
    browser.until(lambda: browser.all("#content-amount-problem button"), "a value is suggested")
    browser.find("#content-amount-problem button").click()

    browser.says("#badge", "Reads back")
    (text,) = read(browser.picture())
    assert "EUR12.3" in text


def test_gs1_form_has_a_date_picker_and_names(first: Browser) -> None:
    """GS1 General Specifications, 3.4: AI 17 is the expiry date as YYMMDD, AI 10 the lot."""
    choose(first, "GS1")
    first.until(lambda: first.all("#content-expiry"), "the form is shown")
    assert first.find("#content-expiry").get_attribute("type") == "date"
    first.run(
        """const field = document.querySelector("#content-expiry");
        field.value = "2027-12-31";
        field.dispatchEvent(new Event("input", { bubbles: true }));"""
    )
    first.type("#content-batch", "A1")

    first.says("#badge", "(17)271231")
    first.says("#elements", "BATCH/LOT")


def test_further_field_is_added_and_removed(first: Browser) -> None:
    choose(first, "Wi-Fi")
    first.until(lambda: first.all(".adder select"), "the form is shown")
    first.find('.adder option[value="hidden"]').click()
    first.until(lambda: first.all("#content-hidden"), "the field is added")
    first.find('#content-hidden option[value="true"]').click()
    first.says("#badge", "H:true")

    first.find('[data-field="content.hidden"] .label-row button').click()

    first.until(lambda: "H:true" not in first.text("#badge"), "the field is removed")
    assert first.all("#content-hidden") == []


def test_entries_are_kept_while_another_purpose_is_looked_at(first: Browser) -> None:
    choose(first, "Wi-Fi")
    first.until(lambda: first.all("#content-ssid"), "the form is shown")
    first.type("#content-ssid", "Mine")
    choose(first, "Event")
    first.until(lambda: first.all("#content-summary"), "another form is shown")
    choose(first, "Wi-Fi")

    first.until(lambda: first.all("#content-ssid"), "the form is shown again")
    assert first.find("#content-ssid").get_attribute("value") == "Mine"


def test_symbology_of_a_form_is_changed(first: Browser) -> None:
    choose(first, "Wi-Fi")
    first.until(lambda: first.all("#content-ssid"), "the form is shown")
    first.named("#favourites button", "Aztec Code").click()

    first.says("#format-title", "Aztec Code")
    first.says("#badge", "WIFI:")
    assert "format=aztec" in first.run("return location.hash")


def test_link_reproduces_a_form(first: Browser) -> None:
    choose(first, "Wi-Fi")
    first.until(lambda: first.all("#content-ssid"), "the form is shown")
    first.type("#content-ssid", "a&b; ü")
    first.says("#badge", "ü")
    link = first.run("return location.href")

    first.open(link)

    first.says("#badge", "a&b\\; ü")
    assert first.find("#content-ssid").get_attribute("value") == "a&b; ü"


def test_several_values_of_a_field_are_separated_by_semicolons(first: Browser) -> None:
    """RFC 6068, 2: several addresses are separated by commas."""
    choose(first, "Message")
    first.until(lambda: first.all("#content-to"), "the form is shown")
    first.type("#content-to", "a@example.com; b@example.com")

    shows(first, "mailto:a@example.com,b@example.com")


def test_product_is_drawn_as_ean_with_long_bars(first: Browser) -> None:
    choose(first, "Product")

    first.says("#format-title", "EAN-13")
    first.says("#size", "prints 37.3 ×")


# Published examples: GS1 General Specifications, the ISBN of its user manual, Wikipedia's IBAN.
LOOKS = {
    "4006381333931": "EAN-13",
    "036000291452": "UPC-A",
    "978-3-16-148410-0": "ISBN",
    "(01)09501101530003(10)ABC": "GS1 element string",
    "https://www.gs1.org/": "a link",
    "WIFI:T:WPA;S:Guests;P:correct horse;;": "Wi-Fi network",
    "GB82 WEST 1234 5698 7654 32": "an IBAN",
    "info@example.com": "e-mail address",
    "1M8GDM9AXKP042788": "vehicle number",
}


@pytest.mark.parametrize(("text", "what"), LOOKS.items())
def test_text_is_recognised_and_the_offer_draws_it(
    first: Browser, stack: RunningStack, text: str, what: str
) -> None:
    first.open(f"{stack.url}/#/make?format=code128&data=x")
    first.says("#badge", "Reads back x")
    first.type("#data", text)
    first.says("#recognised-what", what)

    first.find("#recognised-use button").click()

    first.until(lambda: not first.find("#recognised").is_displayed(), "the offer is used")
    if not what.startswith("an IBAN"):  # which lacks the name of the account
        first.says("#badge", "Reads back")


def test_wrong_check_digit_is_recognised(first: Browser, stack: RunningStack) -> None:
    first.open(f"{stack.url}/#/make?format=code128&data=x")
    first.says("#badge", "Reads back x")
    first.type("#data", "4006381333932")

    first.says("#recognised-what", "EAN-13, whose last digit should be 1")


def test_text_that_is_pasted_beside_the_fields_becomes_the_right_barcode(first: Browser) -> None:
    first.run(
        """const data = new DataTransfer();
        data.setData("text/plain", "4006381333931");
        document.body.dispatchEvent(new ClipboardEvent("paste",
          { clipboardData: data, bubbles: true, cancelable: true }));"""
    )

    first.says("#format-title", "EAN-13")
    shows(first, "4006381333931")


@pytest.mark.parametrize(
    ("word", "found"),
    [("amazon", "Code 128"), ("pharmacy", "PZN"), ("warehouse", "Code 128"), ("book", "ISBN")],
)
def test_search_understands_what_people_want(first: Browser, word: str, found: str) -> None:
    first.find("#format").click()
    first.driver.switch_to.active_element.send_keys(word)

    first.until(
        lambda: any(found in each for each in first.texts(".symbology strong")), "it is found"
    )


def test_search_offers_a_form(first: Browser) -> None:
    first.find("#format").click()
    first.driver.switch_to.active_element.send_keys("wlan")
    first.named("#picker-forms button", "Form: Wi-Fi").click()

    first.until(lambda: first.all("#content-ssid"), "the form is shown")


def test_empty_search_result_offers_other_words(first: Browser) -> None:
    first.find("#format").click()
    first.driver.switch_to.active_element.send_keys("zzzz")
    first.says("#picker-count", "Nothing found")
    first.named("#picker-forms button", "parcel").click()

    first.until(lambda: first.all(".symbology"), "barcodes are found")


def test_typing_a_word_sends_few_requests(first: Browser, stack: RunningStack) -> None:
    """One request when the word is finished; the answer of validate only for GS1."""
    first.open(f"{stack.url}/#/make?format=qr&data=x")
    first.says("#badge", "Reads back x")
    first.run("performance.clearResourceTimings()")
    first.find("#data").send_keys(Keys.END, "yz-warehouse")
    first.says("#badge", "xyz-warehouse")

    sent = first.run(
        "return performance.getEntriesByType('resource').filter((e) => e.name.includes('/api/'))"
        ".length"
    )
    assert sent <= 2


def test_code_of_a_form_is_an_mcp_call(first: Browser) -> None:
    choose(first, "Wi-Fi")
    first.until(lambda: first.all("#content-ssid"), "the form is shown")
    first.says("#badge", "WIFI:")
    first.unfold("#use")
    first.named("#snippet-kinds button", "MCP call").click()

    arguments = json.loads(first.text("#snippet"))["params"]["arguments"]
    assert arguments["content"] == "wifi"
    assert "ssid" in json.loads(arguments["content_fields"])
