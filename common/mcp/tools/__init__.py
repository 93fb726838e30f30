"""MCP tools, one per file.

A file declares ``TOOL``. Its function receives a ``ToolContext`` (``common.mcp.context``) and calls
the operations that the HTTP API calls too.
"""
