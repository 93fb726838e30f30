"""The catalogue of everything that the product offers over MCP."""

from types import ModuleType

from common import discovery
from common.mcp import file_tools, prompts, resources, tools
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
theBarcodeAPI draws barcodes that scan: an independent decoder reads every picture back before it is
sent. To draw a barcode, call barcode_generator with `data` and `format`. Omit every other option
unless the person requested it: the defaults scan and print well. Formats have names such as
code128, ean13, upca, gs1_128, itf, code39 and qr. If you don't know which one to use: ean13 for a
retail product (upca in North America), qr for a link, Wi-Fi or contact, gs1_128 for a carton with
GTIN, lot or date, code128 for any other one-dimensional barcode. A missing check digit is added. If
a call is refused, the text says what to change: change that and call again. For many barcodes or
sheets of labels, call barcode_batch once. To read a barcode in a picture, call barcode_decoder. To
check data without drawing it, call barcode_validator. To list every format with its rules, call
symbology_list. For payments, Wi-Fi, contacts and other standards with named fields, call
content_types."""

WITH_FILES = """ This server runs on the person's machine: give save_as to write a picture or labels
to a file there, and path to read a picture or a table."""


def catalogue(version: str, *, with_files: bool = False) -> Registry:
    """Return the registry of all declared tools, resources and prompts.

    Args:
        version: the version of the product.
        with_files: True for a server on the user's own machine: its tools may use files of the
            user, in folders that the user or the client allows.
    """
    kinds: tuple[tuple[ModuleType, str, type[Declaration]], ...] = (
        (tools, "TOOL", Tool),
        (resources, "RESOURCE", Resource),
        (resources, "TEMPLATE", ResourceTemplate),
        (prompts, "PROMPT", Prompt),
    )
    declared: list[Declaration] = []
    for package, constant, kind in kinds:
        declared += discovery.collect(package, constant, kind)
    # Over stdio, a tool with files takes the place of the one of the same name.
    if with_files:
        own = discovery.index(discovery.collect(file_tools, "TOOL", Tool), by="name")
        others = [each for each in declared if not (isinstance(each, Tool) and each.name in own)]
        declared = [*others, *own.values()]
    return Registry(about(version, with_files=with_files), declared, uses_roots=with_files)


def about(version: str, *, with_files: bool = False) -> About:
    """Return the name, version and description of the server."""
    return About(
        name="theBarcodeAPI",
        title="theBarcodeAPI AGSC Server",
        version=version,
        description="Draws barcodes that scan, in the symbologies of retail, logistics and phones.",
        instructions=INSTRUCTIONS + (WITH_FILES if with_files else ""),
    )
