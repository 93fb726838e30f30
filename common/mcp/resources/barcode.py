"""The resources that are barcodes: ``barcode://{format}/{data}``."""

from collections.abc import Mapping

from common.barcode.encode import symbology
from common.barcode.model.errors import UnknownSymbology
from common.mcp.context import ToolContext
from common.mcp.protocol.content import ResourceContents
from common.mcp.protocol.definitions import ResourceNotFound, ResourceTemplate
from common.mcp.tools import image_result
from common.operations.draw import draw

NAME = "barcode"


def read(context: ToolContext, uri: str, values: Mapping[str, str]) -> ResourceContents:
    """Draw the barcode that *uri* names, and charge it to the reader."""
    # An unknown format is a resource that does not exist; invalid data is an error of its own.
    try:
        symbology.find(values["format"])
    except UnknownSymbology as error:
        raise ResourceNotFound(str(error)) from error
    picture = draw(context.quota, dict(values))
    image_result.log(context, picture, NAME)
    return image_result.as_resource(picture, uri)


def complete(variable: str, typed: str, chosen: Mapping[str, str]) -> tuple[str, ...]:
    """Return the formats that match *typed*, or as data the example of the chosen format."""
    if variable == "format":
        names = symbology.offered_names()
        # What begins with the text is what the user types; the others are less likely.
        first = [name for name in names if name.startswith(typed.casefold())]
        inside = [name for name in names if typed.casefold() in name and name not in first]
        return tuple(first + inside)
    try:
        example = symbology.find(chosen.get("format", "")).example
    except UnknownSymbology:
        return ()
    return (example,) if example.startswith(typed) else ()


TEMPLATE = ResourceTemplate(
    uri_template="barcode://{format}/{data}",
    name=NAME,
    title="A barcode",
    description=(
        "The picture (PNG) of a barcode, by symbology and percent-encoded data, such as "
        "barcode://ean13/4006381333931. For other sizes, colours or image formats call "
        "barcode_generator."
    ),
    mime_type="image/png",
    read=read,
    complete=complete,
    # A day: the picture depends on its URI alone.
    ttl_ms=86_400_000,
    charges=True,
)
