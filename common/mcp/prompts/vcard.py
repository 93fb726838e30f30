"""The prompt for the QR code of a contact."""

from collections.abc import Mapping
from functools import partial

from common.mcp.prompts.messages import DRAW, escape, require_single_lines, user_message
from common.mcp.protocol.definitions import Prompt, PromptArgument

# The characters that separate values (RFC 2426, 4).
_SPECIAL = "\\;,"
_FIELDS = (("phone", "TEL"), ("email", "EMAIL"), ("company", "ORG"), ("url", "URL"))


def _vcard(values: Mapping[str, str]) -> str:
    """Return the message with a vCard 3.0 (RFC 2426)."""
    require_single_lines(values)
    text = partial(escape, special=_SPECIAL)
    # RFC 2426, 3.1.2: N is family name;given name. The last word counts as the family name.
    given, _, family = values["name"].rpartition(" ")
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"N:{text(family)};{text(given)};;;"]
    lines.append(f"FN:{text(values['name'])}")
    for name, field in _FIELDS:
        if values.get(name):
            # A URL is not a text value, so it is not escaped (RFC 2426, 4).
            lines.append(f"{field}:{values[name] if name == 'url' else text(values[name])}")
    data = "\n".join([*lines, "END:VCARD"])
    return f"Create the QR code of a contact. Its data is exactly these lines:\n{data}\n{DRAW}"


PROMPT = Prompt(
    "vcard_qr",
    "QR code for a contact",
    "Creates the QR code with which a phone saves a contact.",
    user_message(_vcard, "A contact's QR code"),
    (
        PromptArgument("name", "Name", "Given and family name.", required=True),
        PromptArgument("phone", "Phone", "With country code."),
        PromptArgument("email", "E-mail", "Address."),
        PromptArgument("company", "Company", "Organisation."),
        PromptArgument("url", "Web page", "With https://."),
    ),
)
