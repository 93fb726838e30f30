"""MCP tools, one per file.

A file declares ``TOOL``. Its function receives a ``ToolContext`` (``common.mcp.context``) and calls
the same operations as the HTTP API.
"""
