"""The prompt for the GS1 barcode of a product."""

import re
from collections.abc import Mapping

from common.barcode.encode import gs1
from common.mcp.prompts.messages import user_message
from common.mcp.protocol.definitions import CallError, Prompt, PromptArgument

# GS1 General Specifications, 3.2: the identifiers, in the order in which they are written.
_IDENTIFIERS = (("gtin", "01"), ("lot", "10"), ("expiry", "17"), ("serial", "21"))


def _label(values: Mapping[str, str]) -> str:
    if not re.fullmatch("[0-9]{8,14}", values["gtin"]):
        raise CallError(f"gtin: {values['gtin'][:40]!r} is not a GTIN. Give its 8 to 14 digits.")
    # GS1 General Specifications, 3.3.2: AI 01 has 14 digits, with leading zeros.
    given = {**values, "gtin": values["gtin"].zfill(14)}
    elements = tuple(
        gs1.Element(code, given[name], "") for name, code in _IDENTIFIERS if given.get(name)
    )
    # Parsed to check every value, so that the model does not draw what can't be right.
    text = gs1.written(gs1.parse(gs1.written(elements)))
    return (
        f"Create the GS1 barcode of a product: {text}. Draw it with barcode_generator as gs1_128 "
        "for a carton, and as gs1_datamatrix for a small item, and show me both pictures."
    )


PROMPT = Prompt(
    "label_a_product",
    "Label a product with GTIN and lot",
    "Creates the GS1 barcode of a product, for a carton and for a small item.",
    user_message(_label, "A product's GS1 barcode"),
    (
        PromptArgument("gtin", "GTIN", "8 to 14 digits.", required=True),
        PromptArgument("lot", "Lot", "Batch or lot number, at most 20 characters."),
        PromptArgument("expiry", "Expiry date", "YYMMDD."),
        PromptArgument("serial", "Serial number", "Of the single item, at most 20 characters."),
    ),
)
