"""The prompt for the QR code that joins a Wi-Fi network."""

from collections.abc import Mapping

from common.mcp.prompts.messages import DRAW, escape, require_single_lines, user_message
from common.mcp.protocol.definitions import CallError, Prompt, PromptArgument

_KINDS = ("WPA", "WEP", "nopass")
# Phones read WPA as any of its versions.
_ALIASES = {kind.casefold(): kind for kind in _KINDS} | {"wpa2": "WPA", "wpa3": "WPA"}
# The characters that separate fields (ZXing's wiki, Barcode Contents).
_SPECIAL = '\\;,:"'
_MAX_SSID_BYTES = 32  # IEEE 802.11, 9.4.2.2


def _wifi(values: Mapping[str, str]) -> str:
    require_single_lines(values)
    # IEEE 802.11 counts bytes: 32 characters may be too long.
    if len(values["ssid"].encode()) > _MAX_SSID_BYTES:
        raise CallError(
            f"ssid: is longer than {_MAX_SSID_BYTES} bytes. Give the name that the network has."
        )
    password = values.get("password", "")
    security = _security(values.get("security", ""), password)
    secret = f"P:{escape(password, _SPECIAL)};" if password else ""
    data = f"WIFI:T:{security};S:{escape(values['ssid'], _SPECIAL)};{secret};"
    return f"Create the QR code that joins a Wi-Fi network. Its data is exactly: {data}\n{DRAW}"


def _security(given: str, password: str) -> str:
    if not given:
        return "WPA" if password else "nopass"
    security = _ALIASES.get(given.casefold())
    if security is None:
        raise CallError(f"security: {given[:40]!r} is unknown. Give {', '.join(_KINDS)}.")
    # A phone would join without the password, or fail with an empty one.
    if (security == "nopass") == bool(password):
        fix = "Omit the password." if password else "Give the password, or nopass."
        raise CallError(f"security: {security} contradicts the password. {fix}")
    return security


def _complete(variable: str, typed: str, chosen: Mapping[str, str]) -> tuple[str, ...]:
    kinds = _KINDS if variable == "security" else ()
    return tuple(kind for kind in kinds if kind.casefold().startswith(typed.casefold()))


PROMPT = Prompt(
    "wifi_qr",
    "QR code for a Wi-Fi network",
    "Creates the QR code with which a phone joins a network.",
    user_message(_wifi, "A Wi-Fi network's QR code"),
    (
        PromptArgument("ssid", "Name of the network", "SSID.", required=True),
        PromptArgument("password", "Password", "Omit it for an open network."),
        PromptArgument("security", "Security", "WPA, WEP or nopass."),
    ),
    _complete,
)
