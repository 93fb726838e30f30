"""The tool that draws a barcode, with the arguments that the validator takes too."""

from collections.abc import Mapping
from typing import Any

from common.barcode.encode import symbology
from common.barcode.model.errors import OptionError, Problem
from common.barcode.model.options import DrawOptions
from common.barcode.render import image_format
from common.content import catalogue
from common.mcp.context import ToolContext
from common.mcp.protocol import schema
from common.mcp.protocol.definitions import Tool, ToolResult
from common.mcp.protocol.jsonrpc import LongInteger
from common.mcp.tools import image_result
from common.operations.draw import draw_parsed, parse

NAME = "barcode_generator"
# A call with these options alone is drawn within a millisecond, up to these sizes.
BRIEF_OPTIONS = frozenset({"data", "format", "width", "height", "image_format"})
BRIEF_FORMATS = frozenset(
    {
        "codabar",
        "code128",
        "code39",
        "datamatrix",
        "ean13",
        "ean8",
        "gs1_128",
        "itf",
        "itf14",
        "qr",
        "upca",
        "upce",
    }
)
BRIEF_CHARACTERS, BRIEF_PIXELS = 32, 500
# Larger integers lose digits in JavaScript (ECMA-262, Number.MAX_SAFE_INTEGER).
MAX_SAFE_INTEGER = 2**53 - 1
_NUMBER = Problem(
    "data",
    "data.number",
    "data was sent as a number, which has no leading zeros.",
    "If the data starts with a zero, put it in quotation marks.",
)

_DRAWING = schema.of(
    DrawOptions,
    {
        "format": {"enum": symbology.offered_names()},
        "image_format": {"enum": list(image_format.catalogue())},
    },
)
# Some clients drop all tools if one schema has anyOf at its root, so "data and format, or content"
# is only in the descriptions, and the tools check it.
SCHEMA = {
    **{name: value for name, value in _DRAWING.items() if name != "required"},
    "properties": {
        **_DRAWING["properties"],
        "content": {
            "type": "string",
            "enum": list(catalogue.catalogue()),
            "description": "Application standard to build the data from, instead of data and "
            "format. The tool content_types lists the fields of each.",
            "examples": ["wifi"],
        },
        "content_fields": {
            "type": "string",
            "description": "The fields of content, as the text of a JSON object.",
            "examples": ['{"ssid": "Guests", "password": "correct horse"}'],
        },
    },
}


def run(context: ToolContext, arguments: Mapping[str, Any]) -> ToolResult:
    """Draw the barcode that *arguments* describe."""
    request = parse(
        context.quota, coerce(arguments), strings=True, notices=number_notices(arguments)
    )
    # The check is inside, so that a picture that is too long for a result costs no quota.
    picture = draw_parsed(
        context.quota, request, check=image_result.require_short, offload=context.offload
    )
    image_result.log(context, picture, NAME)
    return ToolResult(image_result.as_content(context, picture, request.options))


def is_brief(arguments: Mapping[str, Any]) -> bool:
    """Return True if the barcode that *arguments* describe is drawn within a millisecond."""
    data, format = arguments.get("data"), arguments.get("format")
    return (
        type(data) is str
        and len(data) <= BRIEF_CHARACTERS
        and type(format) is str
        and format in BRIEF_FORMATS
        and arguments.keys() <= BRIEF_OPTIONS
        and arguments.get("image_format") in (None, "PNG", "SVG")
        and _is_brief_side(arguments.get("width"))
        and _is_brief_side(arguments.get("height"))
    )


def _is_brief_side(pixels: object) -> bool:
    return pixels is None or (type(pixels) is int and pixels <= BRIEF_PIXELS)


def coerce(arguments: Mapping[str, Any]) -> dict[str, object]:
    """Return *arguments* without neutral values, and with a number in ``data`` as its digits.

    Many models give every argument of a tool. Null, empty text, and a 0 or false that the option
    can't have therefore count as omitted.

    Raises:
        OptionError: ``data`` is a number that a client in JavaScript may have rounded.
    """
    # Whatever is neutral is false to Python.
    given = {
        name: value for name, value in arguments.items() if value or not _is_neutral(name, value)
    }
    data = given.get("data")
    if isinstance(data, LongInteger) or (isinstance(data, int) and abs(data) > MAX_SAFE_INTEGER):
        raise OptionError.of(
            "data",
            "option.bad_value",
            "data is a number above 2^53 - 1, so the client may have rounded it.",
            "Put it in quotation marks.",
        )
    # bool is a kind of int. A number with a fraction is refused as any other value that is no text.
    # True is an int in Python.
    if isinstance(data, int) and not isinstance(data, bool):
        given["data"] = str(data)
    return given


def number_notices(arguments: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Return the notice that ``data`` was a number, if it was: it may lack leading zeros."""
    return (_NUMBER,) if isinstance(arguments.get("data"), int) else ()


def _is_neutral(name: str, value: object) -> bool:
    if value is None:
        return True
    declared = SCHEMA["properties"].get(name)
    # Empty data is an error. An unknown argument is one, too, whatever its value.
    if name == "data" or declared is None:
        return False
    if value is False:
        return bool(declared["type"] != "boolean")
    # Above 0 if the option can't be 0, as one that is no number.
    least = declared.get("minimum", declared.get("exclusiveMinimum", 0) + 1)
    return value == "" or (type(value) in (int, float) and value == 0 and bool(least > 0))


TOOL = Tool(
    name=NAME,
    title="Draw a barcode",
    description=(
        "Draws one barcode or 2D code, and returns the picture and a text that describes it. Needs "
        "`data` and `format`, or, for a payment, Wi-Fi, contact, ticket or another application "
        "standard, `content` and `content_fields` (content_types lists them). Omit the other "
        "options unless the person requested them. An independent decoder has read the picture "
        "back. Data that the format can't encode is refused with the fix. A missing check digit is "
        "added, a wrong one is refused."
    ),
    input_schema=SCHEMA,
    run=run,
    app="ui://thebarcodeapi/barcode.html",
    is_brief=is_brief,
    charges=True,
)
