"""Payloads that users of other programs reported, which broke on signs with a meaning of their own.

Each case names the repository and the number of the issue.
"""

import pytest

from common.content import catalogue


@pytest.mark.parametrize(
    ("source", "ssid", "password"),
    [
        ("pythops/impala#140", "home", "correct;horse"),
        ("lakhanmankani/wifi_qrcode_generator#8", "home", "C:\\new\\table"),
        ("kokoye2007/wifi-qr#15", "Hoolitsege enda eest :)", "12345678"),
        ("kokoye2007/wifi-qr#12", "home", "123,abcde"),
        ("zxing/zxing#1143", '"foo;bar\\baz"', "12345678"),
        ("evgeni/qifi#29", "User’s Wi-Fi Network", "12345678"),
    ],
)
def test_wifi_networks_keep_every_sign(source: str, ssid: str, password: str) -> None:
    """What is built is explained as the same network."""
    payload = catalogue.build("wifi", {"ssid": ssid, "password": password}).text
    found = catalogue.explain(payload)
    assert found is not None, source
    assert (found.fields["ssid"], found.fields["password"]) == (ssid, password), source
    assert found.problems == ()


def test_the_escapes_of_routers_are_read() -> None:
    """wewewe718/QrAndBarcodeScanner#47: apostrophe and slash are escaped, too."""
    written = "WIFI:S:Gatze;T:WPA;P:_ ! \\\" # ' \\' \\, . \\/ \\: \\; [ \\\\ ] ^ ~;;"
    found = catalogue.explain(written)
    assert found is not None
    assert found.fields["password"] == "_ ! \" # ' ' , . / : ; [ \\ ] ^ ~"


@pytest.mark.parametrize(
    ("source", "fields"),
    [
        ("meziantou/Meziantou.Framework#2302", {"family_name": "van der Berg; Jr"}),
        ("NousResearch/hermes-agent#57791", {"family_name": "Doe, John; Jr."}),
        ("owncloud-archive/apps#1032", {"family_name": "Mustermann, Otto"}),
        ("nextcloud/contacts#798", {"note": "Text before comma, text after comma"}),
        ("owncloud-archive/apps#673", {"note": f"test;{'test' * 17}:testtest"}),
    ],
)
def test_contacts_keep_commas_and_semicolons(source: str, fields: dict[str, str]) -> None:
    """They separate the parts of a name and the values of a list (RFC 2426, 5)."""
    whole = {"name": "Jan Muster", "given_name": "Jan", "family_name": "Muster", **fields}
    found = catalogue.explain(catalogue.build("vcard", whole).text)
    assert found is not None, source
    assert {name: found.fields[name] for name in whole} == whole, source
    assert found.problems == ()
