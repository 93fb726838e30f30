"""Wi-Fi networks. ZXing's Wi-Fi network config and the Wi-Fi Alliance's WPA3 specification."""

import re

from common.content import field_checks
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.escapes import escaped, raw_fields, unescaped, unknown_key
from common.content.problem_list import ProblemList, decoded, present, text_of

_ID = "wifi"
_KEYS = {
    "S": "ssid",
    "T": "security",
    "P": "password",
    "H": "hidden",
    "E": "eap_method",
    "A": "anonymous_identity",
    "I": "identity",
    "PH2": "phase2",
}
_SECURITIES = ("WPA", "WPA3", "WEP", "nopass", "WPA2-EAP")
# What writers put into T, by what it means here.
_MEANT = {one.casefold(): one for one in _SECURITIES} | {
    "": "nopass",
    "wpa2": "WPA",
    "wpa/wpa2": "WPA",
    "sae": "WPA3",
    "none": "nopass",
    "wpa3-eap": "WPA2-EAP",
}
_EAP_FIELDS = ("eap_method", "anonymous_identity", "identity", "phase2")
_MAX_SSID_BYTES = 32  # IEEE 802.11-2020, 9.4.2.2
_WPA_PASSWORD = re.compile("[ -~]{8,63}|[0-9A-Fa-f]{64}")  # IEEE 802.11-2020, annex J.4
_WEP_KEY = re.compile("[ -~]{5}|[ -~]{13}|[0-9A-Fa-f]{10}|[0-9A-Fa-f]{26}")


def _check(values: Values, security: str) -> ProblemList:
    problems = ProblemList(_ID)
    ssid, password = text_of(values, "ssid"), text_of(values, "password")
    # An SSID is limited in bytes, so that letters with accents count more than once.
    if (length := len(ssid.encode("utf-8", "replace"))) > _MAX_SSID_BYTES:
        problems.add(
            "ssid",
            "too_long",
            f"The name has {length} bytes in UTF-8; {_MAX_SSID_BYTES} are allowed.",
            "Give the name of the network.",
        )
    _check_password(security, password, problems)
    for name in _EAP_FIELDS if security != "WPA2-EAP" else ():
        if text_of(values, name):
            problems.add(
                name,
                "not_applicable",
                f"{name} applies to WPA2-EAP only.",
                "Leave it out, or give WPA2-EAP as security.",
            )
    return problems


def _check_password(security: str, password: str, problems: ProblemList) -> None:
    if security == "nopass" and password:
        problems.add(
            "password",
            "not_applicable",
            "An open network has no password.",
            "Leave the password out, or give another security.",
        )
    elif security in ("WPA", "WPA3", "WEP") and not password:
        problems.add(
            "password",
            "missing_field",
            f"{security} needs a password.",
            "Give the password, or nopass as security.",
        )
    # WPA3 (SAE) sets no limits to the length of a password.
    elif security == "WPA" and not _WPA_PASSWORD.fullmatch(password):
        problems.add(
            "password",
            "bad_password",
            "A WPA password has 8 to 63 ASCII characters, or 64 hexadecimal digits.",
            "Give the password of the network.",
        )
    elif security == "WEP" and not _WEP_KEY.fullmatch(password):
        problems.add(
            "password",
            "bad_password",
            "A WEP key has 5 or 13 ASCII characters, or 10 or 26 hexadecimal digits.",
            "Give the key of the network.",
        )


def build(fields: Values) -> Payload:
    """Return the payload; WPA3 is written as WPA with R:1, as the Wi-Fi Alliance has it."""
    default = "WPA" if text_of(fields, "password") else "nopass"
    security = text_of(fields, "security") or default
    _check(fields, security).refuse_if_any()
    # WPA3 specification 3.4, 7.1: R is a bit field; bit 0 disables the transition to WPA2.
    text = "WIFI:T:WPA;R:1;" if security == "WPA3" else f"WIFI:T:{security};"
    for key, name in _KEYS.items():
        value = text_of(fields, name)
        # T is written first, H last.
        if value and name not in ("security", "hidden"):
            text += f"{key}:{escaped(value)};"
    # The field is left out if false: some readers only look for its presence.
    text += "H:true;;" if text_of(fields, "hidden") == "true" else ";"
    return Payload(text, symbology="qr")


def recognise(text: str) -> bool:
    """Return True for a payload that begins with WIFI:."""
    return text[:5].casefold() == "wifi:"


def explain(payload: bytes | str) -> Explanation:
    """Return the network; security and hidden are always among the fields."""
    problems = ProblemList(_ID)
    found: dict[str, str] = {}
    transition_disabled = False
    for key, value in raw_fields(decoded(payload)[5:], problems):
        if key.upper() == "R":
            # Hexadecimal; bit 0 means WPA3-Personal.
            transition_disabled = bool(re.fullmatch(".*[13579bdfBDF]", value))
        elif key.upper() == "K":
            continue  # The public key of SAE-PK, which this type does not write.
        elif name := _KEYS.get(key.upper()):
            _keep(name, unescaped(value), found, problems)
        else:
            unknown_key(key, _KEYS, problems)
    found["security"] = _security(found.get("security", ""), transition_disabled)
    found["hidden"] = found.get("hidden", "false").casefold()
    values = present(found)
    declared = field_checks.value_problems(_ID, FIELDS, values)
    specific = _check(values, found["security"]).found
    return Explanation(_ID, values, (*problems.found, *declared, *specific))


def _keep(name: str, value: str, found: dict[str, str], problems: ProblemList) -> None:
    if name in found:
        problems.add(
            name,
            "repeated_key",
            f"{name} occurs more than once.",
            "Escape a semicolon in a value by a backslash.",
        )
    else:
        found[name] = value


def _security(written: str, transition_disabled: bool) -> str:
    meant = _MEANT.get(written.casefold(), written)
    return "WPA3" if meant == "WPA" and transition_disabled else meant


FIELDS = (
    Field("ssid", "Name", "The name of the network (SSID).", "Guest; 2nd floor", required=True),
    Field(
        "security",
        "Security",
        "WPA is WPA to WPA3 as the network offers, WPA3 excludes WPA2; if absent, WPA with a "
        "password and nopass without.",
        "WPA",
        choices=_SECURITIES,
    ),
    Field("password", "Password", "The password or key of the network.", "correct horse"),
    Field(
        "hidden",
        "Hidden",
        "true if the network does not broadcast its name.",
        "false",
        choices=("true", "false"),
    ),
    Field(
        "eap_method", "EAP method", "The method of WPA2-EAP.", "TTLS", pattern="[A-Za-z0-9-]{1,20}"
    ),
    Field("anonymous_identity", "Anonymous identity", "The outer identity of EAP.", "anon"),
    Field("identity", "Identity", "The user's name in EAP.", "alice"),
    Field(
        "phase2",
        "Phase 2 method",
        "The inner method of EAP.",
        "MSCHAPV2",
        pattern="[A-Za-z0-9-]{1,20}",
    ),
)

CONTENT_TYPE = ContentType(
    id=_ID,
    title="Wi-Fi network",
    standard="ZXing, Barcode Contents, Wi-Fi Network config; Wi-Fi Alliance, WPA3 Specification "
    "3.4, section 7.1",
    family="device",
    description="Joins a wireless network.",
    fields=FIELDS,
    symbologies=("qr", "aztec", "datamatrix"),
    build=build,
    recognise=recognise,
    explain=explain,
    synonyms=("wlan", "wireless", "network", "ssid"),
)
