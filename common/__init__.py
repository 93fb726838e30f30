"""What the REST app and the MCP daemon share: barcodes, protocol, services, use cases."""

__version__ = "0.1.0"
