"""The prompt that chooses a symbology."""

from collections.abc import Mapping

from common.barcode.encode import symbology
from common.mcp.prompts.messages import user_message
from common.mcp.protocol.definitions import Prompt, PromptArgument


def _choose(values: Mapping[str, str]) -> str:
    return (
        f"I want to mark this with a barcode: {values['purpose']}. Call symbology_list, choose the "
        "symbology that is usual in this trade, and explain in two sentences why, and which data "
        "it needs from me. Then draw its example with barcode_generator."
    )


def _complete(variable: str, typed: str, chosen: Mapping[str, str]) -> tuple[str, ...]:
    families = sorted({kind.family for kind in symbology.catalogue().values()})
    return tuple(family for family in families if family.startswith(typed.casefold()))


PROMPT = Prompt(
    "choose_a_symbology",
    "Choose a symbology",
    "Chooses the symbology that is usual in a trade, and explains why.",
    user_message(_choose, "Which barcode for what"),
    (
        PromptArgument(
            "purpose",
            "Purpose",
            "What is marked, and who scans it, such as cartons for a supermarket.",
            required=True,
        ),
    ),
    _complete,
)
