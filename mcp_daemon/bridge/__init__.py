"""Carries the stdio of a client to a running server: ``python -m mcp_daemon.bridge URL``.

For clients that start a process and speak over its standard streams, such as Claude Desktop. URL
is a WebSocket (``ws://…/mcp/ws/{client_id}``) or Streamable HTTP (``http://…/mcp``) endpoint. What
it carries it does not change. A server that goes away and comes back is not the client's concern:
what it was asked meanwhile is answered with an error, and the rest goes on.

    BridgeFailed   the server can't be reached; the text is for a person
"""
