"""The apps that clients show with the results of tools (MCP Apps)."""
