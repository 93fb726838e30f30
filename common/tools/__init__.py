"""One MCP tool, resource, template or prompt a file; ``catalogue`` collects them.

A file declares TOOL, RESOURCE, TEMPLATE or PROMPT (or a tuple of them). Its functions get a
``ToolContext`` (``common.tools.context``) and call the operations that HTTP calls too.
"""
