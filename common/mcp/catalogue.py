"""Everything that the product offers over MCP."""

from types import ModuleType

from common import discovery
from common.mcp import prompts, resources, tools
from common.mcp.protocol.definitions import (
    About,
    Declaration,
    Prompt,
    Resource,
    ResourceTemplate,
    Tool,
)
from common.mcp.protocol.registry import Registry

INSTRUCTIONS = """\
theBarcodeAPI draws barcodes that scan: every picture is read back by an independent decoder before
it is sent. To make a barcode call barcode_generator with `data` and `format`, and leave every
other option out unless the person asked for it: the defaults scan and print well. Formats are
named as in code128, ean13, upca, gs1_128, itf, code39, qr. If you don't know which one fits: a
product for retail is ean13 (upca in North America), a link, Wi-Fi or contact is qr, a carton with
GTIN, lot or date is gs1_128, anything else in a line is code128. Check digits are added where they
are missing. When a call is refused, the text says what to change; change that and call again.
For many barcodes or sheets of labels call barcode_batch once; to read a barcode in a picture,
barcode_decoder; to check data without drawing, barcode_validator; for every format and its rules,
symbology_list; for payments, Wi-Fi, contacts and other standards with named fields,
content_types."""


def catalogue(version: str) -> Registry:
    """Return what the tools, resources and prompts declare, under the product's *version*."""
    kinds: tuple[tuple[ModuleType, str, type[Declaration]], ...] = (
        (tools, "TOOL", Tool),
        (resources, "RESOURCE", Resource),
        (resources, "TEMPLATE", ResourceTemplate),
        (prompts, "PROMPT", Prompt),
    )
    declared: list[Declaration] = []
    for package, constant, kind in kinds:
        declared += discovery.collect(package, constant, kind)
    return Registry(about(version), declared)


def about(version: str) -> About:
    """Return who the server is."""
    return About(
        name="theBarcodeAPI",
        title="theBarcodeAPI AGSC Server",
        version=version,
        description="Draws barcodes that scan, in the symbologies of retail, logistics and phones.",
        instructions=INSTRUCTIONS,
    )
