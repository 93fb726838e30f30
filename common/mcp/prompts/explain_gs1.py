"""The prompt that explains a GS1 string."""

from collections.abc import Mapping

from common.mcp.prompts.messages import user_message
from common.mcp.protocol.definitions import Prompt, PromptArgument


def _check(values: Mapping[str, str]) -> str:
    return (
        f"Check this GS1 string with barcode_validator (format gs1_128): {values['elements']}. "
        "Explain each element in a table (identifier, meaning, value), and each problem with the "
        "correct value."
    )


PROMPT = Prompt(
    "check_a_gs1_string",
    "Check a GS1 string",
    "Explains the elements of a GS1 string and the errors in them.",
    user_message(_check, "A GS1 string explained"),
    (
        PromptArgument(
            "elements", "Element string", "Such as (01)09501101530003(10)ABC.", required=True
        ),
    ),
)
