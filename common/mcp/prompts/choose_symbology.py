"""The prompt that finds the right symbology."""

from collections.abc import Mapping

from common.barcode.encode import symbology
from common.mcp.prompts.messages import asking
from common.mcp.protocol.definitions import Prompt, PromptArgument


def _choose(values: Mapping[str, str]) -> str:
    return (
        f"I want to mark this with a barcode: {values['purpose']}. Look through symbology_list, "
        "choose the symbology that the trade expects, say in two sentences why, and what data it "
        "needs from me. Then draw its example with barcode_generator."
    )


def _complete(variable: str, typed: str, chosen: Mapping[str, str]) -> tuple[str, ...]:
    families = sorted({kind.family for kind in symbology.catalogue().values()})
    return tuple(family for family in families if family.startswith(typed.casefold()))


PROMPT = Prompt(
    "choose_a_symbology",
    "Choose a symbology",
    "Finds the kind of barcode that a trade expects, and says why.",
    asking(_choose, "Which barcode for what"),
    (PromptArgument("purpose", "Purpose", "What is marked, and who scans it.", required=True),),
    _complete,
)
