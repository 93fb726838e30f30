"""The app that shows the barcode of barcode_generator."""

from common.mcp.apps.document import app_of
from common.mcp.tools import barcode_generator

RESOURCE = app_of(
    barcode_generator.TOOL.title,
    "barcode",
    "Shows the barcode, copies and downloads it, and draws it again with other options.",
)
