"""Tools that use files of the user, for a server on the user's own machine.

A file declares ``TOOL``, which replaces the tool of that name in ``common.mcp.tools``: it accepts
the same arguments and, in addition, paths in folders that the user or the client allows.
"""
