"""The arguments of the tools that draw or check a barcode: their schema and coercion."""

from collections.abc import Mapping
from typing import Any

from common.barcode.encode import symbology
from common.barcode.model.options import DrawOptions
from common.barcode.render import image_format
from common.content import catalogue
from common.mcp.protocol import schema
from common.mcp.protocol.jsonrpc import LongInteger

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


def coerce(arguments: Mapping[str, Any]) -> dict[str, object]:
    """Return *arguments* without null values, and with a number in ``data`` as its digits.

    Models and clients send both, and neither is ambiguous.
    """
    given = {name: value for name, value in arguments.items() if value is not None}
    data = given.get("data")
    if isinstance(data, int) and not isinstance(data, bool):
        given["data"] = str(data)
    elif isinstance(data, LongInteger):
        given["data"] = data.text
    return given
