"""Builds the app of a tool as one HTML document, since a client loads nothing else for it."""

import re
from pathlib import Path
from typing import Any, Final

from common.mcp.context import ToolContext
from common.mcp.protocol import apps
from common.mcp.protocol.content import TextResourceContents
from common.mcp.protocol.definitions import Resource

FOLDER: Final = Path(__file__).parent
_STYLE = re.compile(r'<link rel="stylesheet" href="([\w.]+)">')
_SCRIPT = re.compile(r'<script src="([\w.]+)"></script>')
# An app uses no other origin, so it declares no domains: a client then allows none.
_META: Final[dict[str, Any]] = {
    "ui": {"prefersBorder": True, "permissions": {"clipboardWrite": {}}},
}


def app_of(tool: str, name: str, description: str) -> Resource:
    """Return the app of *tool* as a resource.

    Args:
        tool: the title of the tool.
        name: the name of the app, which is that of its files.
        description: what a person sees and can do there.
    """
    uri, text = uri_of(name), compose(name)

    def read(context: ToolContext) -> TextResourceContents:
        return TextResourceContents(uri, text, apps.MIME_TYPE, _META)

    return Resource(
        uri=uri,
        name=name,
        title=tool,
        description=description,
        mime_type=apps.MIME_TYPE,
        read=read,
        ttl_ms=3_600_000,
        is_listed=False,
    )


def uri_of(name: str) -> str:
    """Return the URI of the app *name*."""
    return f"ui://thebarcodeapi/{name}.html"


def compose(name: str) -> str:
    """Return the app *name*, with its style and its scripts in it."""
    text = _read(f"{name}.html")
    text = _STYLE.sub(lambda link: f"<style>\n{_read(link[1])}</style>", text)
    return _SCRIPT.sub(lambda script: f"<script>\n{_read(script[1])}</script>", text)


def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
