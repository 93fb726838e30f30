"""The prompt for the QR code of a contact."""

from collections.abc import Mapping
from functools import partial

from common.mcp.prompts.messages import DRAW, asking, escape, require_lines
from common.mcp.protocol.definitions import Prompt, PromptArgument

# What separates values (RFC 2426, 4).
_SPECIAL = "\\;,"
_FIELDS = (("phone", "TEL"), ("email", "EMAIL"), ("company", "ORG"), ("url", "URL"))


def _vcard(values: Mapping[str, str]) -> str:
    """Write a vCard 3.0 (RFC 2426)."""
    require_lines(values)
    text = partial(escape, special=_SPECIAL)
    given, _, family = values["name"].rpartition(" ")
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"N:{text(family)};{text(given)};;;"]
    lines.append(f"FN:{text(values['name'])}")
    for name, field in _FIELDS:
        if values.get(name):
            # A URL is no text value: nothing in it is escaped.
            lines.append(f"{field}:{values[name] if name == 'url' else text(values[name])}")
    data = "\n".join([*lines, "END:VCARD"])
    return f"Make the QR code of a contact. Its data is exactly these lines:\n{data}\n{DRAW}"


PROMPT = Prompt(
    "vcard_qr",
    "QR code for a contact",
    "Makes the QR code that phones save a contact by.",
    asking(_vcard, "A contact's QR code"),
    (
        PromptArgument("name", "Name", "Given and family name.", required=True),
        PromptArgument("phone", "Phone", "With country code."),
        PromptArgument("email", "E-mail", "Address."),
        PromptArgument("company", "Company", "Organisation."),
        PromptArgument("url", "Web page", "With https://."),
    ),
)
