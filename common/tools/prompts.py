"""Prompts for tasks that people bring: each says what to ask for and which tool does it."""

from collections.abc import Callable, Mapping
from typing import Any

from common.barcode import symbology
from common.mcp.declarations import (
    Context,
    Prompt,
    PromptArgument,
    PromptMessage,
    PromptResult,
    TextContent,
)

Fill = Callable[[Context[Any, Any], Mapping[str, str]], PromptResult]

_DRAW = "Draw it with barcode_generator and show me the picture."


def _asking(text: Callable[[Mapping[str, str]], str], description: str) -> Fill:
    """Return a function that fills a prompt of one message, written by *text*."""

    def fill(context: Context[Any, Any], values: Mapping[str, str]) -> PromptResult:
        return PromptResult((PromptMessage("user", TextContent(text(values))),), description)

    return fill


def _label(values: Mapping[str, str]) -> str:
    elements = [f"(01){values['gtin']}"]
    elements += [
        f"({identifier}){values[name]}"
        for name, identifier in (("lot", "10"), ("expiry", "17"), ("serial", "21"))
        if values.get(name)
    ]
    return (
        f"Make the GS1 barcode of a product: {''.join(elements)}. First check the string with "
        "barcode_validator (format gs1_128); a GTIN of fewer than 14 digits is filled with zeros "
        "on the left, dates are YYMMDD. If it is valid, draw it with barcode_generator as gs1_128 "
        "for a carton, and as gs1_datamatrix for a small item, and show me both."
    )


def _choose(values: Mapping[str, str]) -> str:
    return (
        f"I want to mark this with a barcode: {values['purpose']}. Look through symbology_list, "
        "choose the symbology that the trade expects, say in two sentences why, and what data it "
        "needs from me. Then draw its example with barcode_generator."
    )


def _check(values: Mapping[str, str]) -> str:
    return (
        f"Check this GS1 string with barcode_validator (format gs1_128): {values['elements']}. "
        "Explain each element in a table (identifier, meaning, value) and every problem with the "
        "value that would be right."
    )


def _escape(value: str) -> str:
    r"""Escape what separates fields: \ ; , : and double quotes (ZXing's MECARD-like syntax)."""
    return "".join("\\" + c if c in '\\;,:"' else c for c in value)


def _wifi(values: Mapping[str, str]) -> str:
    password = values.get("password", "")
    security = values.get("security") or ("WPA" if password else "nopass")
    secret = f"P:{_escape(password)};" if password else ""
    data = f"WIFI:T:{security};S:{_escape(values['ssid'])};{secret};"
    return f"Make the QR code that joins a Wi-Fi network. Its data is exactly: {data}\n{_DRAW}"


def _vcard(values: Mapping[str, str]) -> str:
    given, _, family = values["name"].rpartition(" ")
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"N:{_escape(family)};{_escape(given)};;;"]
    lines.append(f"FN:{_escape(values['name'])}")
    for name, field in (("phone", "TEL"), ("email", "EMAIL"), ("company", "ORG"), ("url", "URL")):
        if values.get(name):
            lines.append(f"{field}:{values[name] if name == 'url' else _escape(values[name])}")
    data = "\n".join([*lines, "END:VCARD"])
    return f"Make the QR code of a contact. Its data is exactly these lines:\n{data}\n{_DRAW}"


def _complete_security(variable: str, typed: str, chosen: Mapping[str, str]) -> tuple[str, ...]:
    kinds = ("WPA", "WEP", "nopass") if variable == "security" else ()
    return tuple(kind for kind in kinds if kind.casefold().startswith(typed.casefold()))


def _complete_purpose(variable: str, typed: str, chosen: Mapping[str, str]) -> tuple[str, ...]:
    families = sorted({kind.family for kind in symbology.catalogue().values()})
    return tuple(family for family in families if family.startswith(typed.casefold()))


PROMPT = (
    Prompt(
        "label_a_product",
        "Label a product with GTIN and lot",
        "Makes the GS1 barcode of a product for a carton and for a small item.",
        _asking(_label, "A product's GS1 barcode"),
        (
            PromptArgument("gtin", "GTIN", "8 to 14 digits.", required=True),
            PromptArgument("lot", "Lot", "Batch or lot number."),
            PromptArgument("expiry", "Expiry date", "YYMMDD."),
            PromptArgument("serial", "Serial number", "Of the single item."),
        ),
    ),
    Prompt(
        "choose_a_symbology",
        "Choose a symbology",
        "Finds the kind of barcode that a trade expects, and says why.",
        _asking(_choose, "Which barcode for what"),
        (PromptArgument("purpose", "Purpose", "What is marked, and who scans it.", required=True),),
        _complete_purpose,
    ),
    Prompt(
        "check_a_gs1_string",
        "Check a GS1 string",
        "Explains the elements of a GS1 string and what is wrong with them.",
        _asking(_check, "A GS1 string explained"),
        (
            PromptArgument(
                "elements", "Element string", "Such as (01)09501101530003(10)ABC.", required=True
            ),
        ),
    ),
    Prompt(
        "wifi_qr",
        "QR code for a Wi-Fi network",
        "Makes the QR code that phones join a network by.",
        _asking(_wifi, "A Wi-Fi network's QR code"),
        (
            PromptArgument("ssid", "Name of the network", "SSID.", required=True),
            PromptArgument("password", "Password", "Leave it out for an open network."),
            PromptArgument("security", "Security", "WPA, WEP or nopass."),
        ),
        _complete_security,
    ),
    Prompt(
        "vcard_qr",
        "QR code for a contact",
        "Makes the QR code that phones save a contact by.",
        _asking(_vcard, "A contact's QR code"),
        (
            PromptArgument("name", "Name", "Given and family name.", required=True),
            PromptArgument("phone", "Phone", "With country code."),
            PromptArgument("email", "E-mail", "Address."),
            PromptArgument("company", "Company", "Organisation."),
            PromptArgument("url", "Web page", "With https://."),
        ),
    ),
)
