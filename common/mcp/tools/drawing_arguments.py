"""The arguments of the tools that draw or check a barcode: their schema and coercion."""

from collections.abc import Mapping
from typing import Any

from common.barcode.encode import symbology
from common.barcode.model.options import DrawOptions
from common.barcode.render import image_format
from common.mcp.protocol import schema

SCHEMA = schema.of(
    DrawOptions,
    {
        "format": {"enum": symbology.offered_names()},
        "image_format": {"enum": list(image_format.catalogue())},
    },
)


def coerce(arguments: Mapping[str, Any]) -> dict[str, object]:
    """Return *arguments* without null values, and with a number as ``data`` converted to digits.

    Models and clients send both, and the intent is unambiguous.
    """
    given = {name: value for name, value in arguments.items() if value is not None}
    data = given.get("data")
    if isinstance(data, int) and not isinstance(data, bool):
        given["data"] = str(data)
    return given
