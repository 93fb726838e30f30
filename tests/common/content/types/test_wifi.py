"""Wi-Fi payloads: bad fields first, then the forms that writers use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from segno import helpers

from common.content.catalogue import build
from tests.common.content.types.explained import fields_and_codes, refusal


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"ssid": "ä" * 17, "password": "12345678"}, "too_long"),
        ({"ssid": "a", "password": "short"}, "bad_password"),
        ({"ssid": "a", "security": "WEP", "password": "123"}, "bad_password"),
        ({"ssid": "a", "security": "WPA"}, "missing_field"),
        ({"ssid": "a", "security": "nopass", "password": "12345678"}, "not_applicable"),
        ({"ssid": "a", "identity": "me"}, "not_applicable"),
        ({"ssid": "a", "security": "wpa", "password": "12345678"}, "bad_choice"),
    ],
)
def test_bad_fields_are_refused(fields: dict[str, str], code: str) -> None:
    """Limits of IEEE 802.11-2020, 9.4.2.2 and annex J.4."""
    assert refusal("wifi", fields).code == f"content.wifi.{code}"


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (
            {"ssid": "mynetwork", "password": "mypass12", "security": "WPA"},
            "WIFI:T:WPA;S:mynetwork;P:mypass12;;",
        ),
        (
            {"ssid": 'foo;bar\\baz"', "password": "a:b,c;d\\e", "security": "WPA"},
            'WIFI:T:WPA;S:foo\\;bar\\\\baz\\";P:a\\:b\\,c\\;d\\\\e;;',
        ),
        (
            {"ssid": "n", "password": "12345678", "security": "WPA3", "hidden": "true"},
            "WIFI:T:WPA;R:1;S:n;P:12345678;H:true;;",
        ),
        ({"ssid": "open"}, "WIFI:T:nopass;S:open;;"),
    ],
)
def test_payload_is_escaped_and_terminated(fields: dict[str, str], text: str) -> None:
    """The first and second are the examples of ZXing's wiki, with passwords of allowed length."""
    assert build("wifi", fields).text == text


@pytest.mark.parametrize(
    ("written", "security"),
    [
        ("T:WPA2;S:n;P:12345678;;", "WPA"),
        ("T:SAE;S:n;P:1;;", "WPA3"),
        ("T:WPA3;S:n;P:1;;", "WPA3"),
        ("S:n;P:12345678;T:WPA;R:1;;", "WPA3"),
        ("S:n;;", "nopass"),
    ],
)
def test_names_of_securities_are_understood(written: str, security: str) -> None:
    """SAE is what Android writes, R:1 what the Wi-Fi Alliance defines for WPA3."""
    fields, codes = fields_and_codes(f"WIFI:{written}")
    assert (fields["security"], codes) == (security, [])


def test_hidden_network_of_segno_is_read() -> None:
    """Segno ends a hidden network in one semicolon, which is named as a problem."""
    payload = helpers.make_wifi_data(ssid="a;b", password="12:45678", security="WPA", hidden=True)
    assert fields_and_codes(payload) == (
        {"ssid": "a;b", "security": "WPA", "password": "12:45678", "hidden": "true"},
        ["unterminated"],
    )


def test_unescaped_semicolon_is_a_problem() -> None:
    """The rest of the value has no known key."""
    fields, codes = fields_and_codes("WIFI:T:WPA;S:a;b;P:12345678;;")
    assert (fields["ssid"], codes) == ("a", ["unknown_key"])


# segno leaves commas alone, which ZXing escapes.
_PRINTABLE = st.characters(min_codepoint=0x20, max_codepoint=0x7E, exclude_characters=",")


@given(
    ssid=st.text(_PRINTABLE, min_size=1, max_size=32),
    password=st.text(_PRINTABLE, min_size=8, max_size=63),
)
def test_segno_writes_the_same_payload(ssid: str, password: str) -> None:
    """Segno escapes the other characters alike, and ends a visible network in two semicolons."""
    fields = {"ssid": ssid, "password": password, "security": "WPA"}
    expected = helpers.make_wifi_data(ssid=ssid, password=password, security="WPA")
    assert build("wifi", fields).text == expected
