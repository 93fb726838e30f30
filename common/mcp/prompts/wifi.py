"""The prompt for the QR code that joins a Wi-Fi network."""

from collections.abc import Mapping

from common.mcp.prompts.messages import DRAW, asking, escape, require_lines
from common.mcp.protocol.definitions import CallError, Prompt, PromptArgument

_KINDS = ("WPA", "WEP", "nopass")
# Phones read WPA as any of its versions; what people call them is beyond doubt.
_MEANT = {kind.casefold(): kind for kind in _KINDS} | {"wpa2": "WPA", "wpa3": "WPA"}
# What separates fields (ZXing's wiki, Barcode Contents).
_SPECIAL = '\\;,:"'
_MOST_SSID_BYTES = 32  # IEEE 802.11, 9.4.2.2


def _wifi(values: Mapping[str, str]) -> str:
    require_lines(values)
    if len(values["ssid"].encode()) > _MOST_SSID_BYTES:
        raise CallError(
            f"ssid: is longer than {_MOST_SSID_BYTES} bytes. Networks have no such name."
        )
    password = values.get("password", "")
    security = _security(values.get("security", ""), password)
    secret = f"P:{escape(password, _SPECIAL)};" if password else ""
    data = f"WIFI:T:{security};S:{escape(values['ssid'], _SPECIAL)};{secret};"
    return f"Make the QR code that joins a Wi-Fi network. Its data is exactly: {data}\n{DRAW}"


def _security(asked: str, password: str) -> str:
    if not asked:
        return "WPA" if password else "nopass"
    security = _MEANT.get(asked.casefold())
    if security is None:
        raise CallError(f"security: {asked[:40]!r} is unknown. Give {', '.join(_KINDS)}.")
    if (security == "nopass") == bool(password):
        fix = "Leave the password out." if password else "Give the password, or nopass."
        raise CallError(f"security: {security} does not go with the password given. {fix}")
    return security


def _complete(variable: str, typed: str, chosen: Mapping[str, str]) -> tuple[str, ...]:
    kinds = _KINDS if variable == "security" else ()
    return tuple(kind for kind in kinds if kind.casefold().startswith(typed.casefold()))


PROMPT = Prompt(
    "wifi_qr",
    "QR code for a Wi-Fi network",
    "Makes the QR code that phones join a network by.",
    asking(_wifi, "A Wi-Fi network's QR code"),
    (
        PromptArgument("ssid", "Name of the network", "SSID.", required=True),
        PromptArgument("password", "Password", "Leave it out for an open network."),
        PromptArgument("security", "Security", "WPA, WEP or nopass."),
    ),
    _complete,
)
