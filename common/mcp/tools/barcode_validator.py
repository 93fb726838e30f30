"""The tool that checks data without drawing it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from common.content.content_type import Explanation
from common.mcp.context import ToolContext
from common.mcp.protocol import schema
from common.mcp.protocol.definitions import TextContent, Tool, ToolResult
from common.mcp.tools import drawing_arguments
from common.operations.validate import Report, validate


def run(context: ToolContext, arguments: Mapping[str, Any]) -> ToolResult:
    """Report on what *arguments* would draw."""
    report = validate(drawing_arguments.coerce(arguments), strings=True)
    structured = msgspec.to_builtins(report)
    return ToolResult((TextContent(tell(report)),), structured)


def tell(report: Report) -> str:
    """Say in words what *report* holds."""
    if not report.valid:
        return "\n".join(["It can't be drawn:", *(str(problem) for problem in report.errors)])
    said = [f"It can be drawn as {report.format}: {report.data}."]
    if report.check_digit:
        said.append(f"Its check digit is {report.check_digit}.")
    said += [f"{each.name}: {each.value}." for each in report.gs1_elements]
    if report.gs1_digital_link:
        said.append(f"As a GS1 Digital Link: {report.gs1_digital_link}.")
    if report.explanation:
        said.append(explanation_text(report.explanation))
    said.append(f"The narrowest picture is {report.smallest_width} px wide.")
    said += [f"Warning: {warning}" for warning in report.warnings]
    return " ".join(said)


def explanation_text(explanation: Explanation) -> str:
    """Return the meaning of a payload in words."""
    fields = ", ".join(
        f"{name} {value if isinstance(value, str) else ' / '.join(value)}"
        for name, value in explanation.fields.items()
    )
    problems = " ".join(f"{one.field}: {one.message} {one.fix}" for one in explanation.problems)
    return f"Content {explanation.type}: {fields}. {problems}".rstrip()


TOOL = Tool(
    name="barcode_validator",
    title="Check barcode data",
    description=(
        "Tells whether data can be drawn in a format, without drawing it: the normalised data "
        "with its check digit, GS1 elements, the smallest picture, or what is wrong and what "
        "would work. Use it to check a GTIN, an ISBN or a GS1 string. Takes the arguments of "
        "barcode_generator."
    ),
    input_schema=drawing_arguments.SCHEMA,
    output_schema=schema.of_result(Report),
    run=run,
)
