"""MCP resources and resource templates, one per file, declared as ``RESOURCE`` or ``TEMPLATE``."""
