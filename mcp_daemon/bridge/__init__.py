"""Connects the standard streams of a client to a running server: ``python -m mcp_daemon.bridge``.

It is for clients that start a process and use its standard streams, such as Claude Desktop. The
argument is a WebSocket (``ws://…/mcp/ws/{client_id}``) or Streamable HTTP (``http://…/mcp``) URL.
Messages are not changed. If the server restarts, the client stays connected: requests that the
server did not answer are answered with an error, and later ones are carried again.

    BridgeFailed   the server can't be reached; the text is for a person
"""
