"""The tool that checks data without drawing it."""

from collections.abc import Mapping
from typing import Any

from common.content.content_type import Explanation
from common.mcp.context import ToolContext
from common.mcp.protocol import schema
from common.mcp.protocol.content import TextContent
from common.mcp.protocol.definitions import Tool, ToolResult
from common.mcp.tools import barcode_generator
from common.operations.validate import Report, validate


def run(context: ToolContext, arguments: Mapping[str, Any]) -> ToolResult:
    """Check the barcode that *arguments* describe."""
    report = validate(
        barcode_generator.coerce(arguments),
        strings=True,
        notices=barcode_generator.number_notices(arguments),
    )
    # Text and structure say the same: some clients hand over only one of them.
    structured = schema.as_result(report)
    return ToolResult((TextContent(describe(report)),), structured)


def describe(report: Report) -> str:
    """Return *report* as sentences."""
    if not report.valid:
        return "\n".join(["It can't be drawn:", *(str(problem) for problem in report.errors)])
    sentences = [f"It can be drawn as {report.format}: {report.data}."]
    if report.check_digit:
        sentences.append(f"Its check digit is {report.check_digit}.")
    sentences += [f"{each.name}: {each.value}." for each in report.gs1_elements]
    if report.issuer:
        sentences.append(f"Issuer of the number: {report.issuer}.")
    if report.gs1_digital_link:
        sentences.append(f"As a GS1 Digital Link: {report.gs1_digital_link}.")
    if report.explanation:
        sentences.append(explanation_text(report.explanation))
    sentences.append(f"The narrowest picture is {report.smallest_width} px wide.")
    sentences += [f"Warning: {warning}" for warning in report.warnings]
    return " ".join(sentences)


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
        "Checks whether data can be drawn in a format, without drawing it. Returns the normalised "
        "data with its check digit, the GS1 elements and the smallest picture, or each problem "
        "with its fix. Use it to check a GTIN, an ISBN or a GS1 string. Accepts the arguments of "
        "barcode_generator."
    ),
    input_schema=barcode_generator.SCHEMA,
    output_schema=schema.of_result(Report),
    run=run,
)
