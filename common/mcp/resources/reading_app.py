"""The app that shows what barcode_decoder read."""

from common.mcp.apps.document import app_of
from common.mcp.tools import barcode_decoder

RESOURCE = app_of(
    barcode_decoder.TOOL.title,
    "reading",
    "Shows and copies what the barcodes say, and reads another picture of the person.",
)
