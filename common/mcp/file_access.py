"""The files that a call may use: in folders of the command line and in the roots of the client."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

from common.mcp.context import ToolContext
from common.mcp.protocol.definitions import ROOTS, CallError, InputRequired, ToolResult
from common.services.user_files import FileRefused, UserFiles

SAVE_AS: Final[Mapping[str, Any]] = {
    "type": "string",
    "minLength": 1,
    "maxLength": 4096,
}
OVERWRITE: Final[Mapping[str, Any]] = {
    "type": "boolean",
    "description": "Replace the file of save_as if it exists. Default false.",
    "examples": [True],
}
PATH: Final[Mapping[str, Any]] = {"type": "string", "minLength": 1, "maxLength": 4096}


def with_files(
    context: ToolContext, paths: list[str], use: Callable[[UserFiles], ToolResult]
) -> ToolResult | InputRequired:
    """Return the result of *use*, called with the user's files.

    Args:
        context: of the call.
        paths: what the call names. If one is outside of the folders of the command line, a client
            of a stateless revision that has roots is requested to send them.
        use: reads and writes.

    Raises:
        CallError: a file may not or can't be used.
    """
    files = context.files
    if not isinstance(files, UserFiles):
        raise TypeError("tools with files need a server on the user's machine")
    # The answer to the request below: the client calls again with its roots.
    roots = context.client.inputs.get(ROOTS)
    if roots is not None:
        files = files.plus(_folders(roots))
    # Only if a path needs it: most clients would ask their user.
    elif ROOTS in context.client.capabilities and not all(map(files.contains, paths)):
        return InputRequired({ROOTS: {"method": "roots/list"}})
    try:
        return use(files)
    except FileRefused as refused:
        raise CallError(str(refused)) from refused


def _folders(roots: Any) -> Iterator[Path]:
    """Yield the folders in an answer to ``roots/list``; other roots are ignored."""
    listed = roots.get("roots") if isinstance(roots, dict) else None
    for root in listed if isinstance(listed, list) else ():
        uri = root.get("uri") if isinstance(root, dict) else None
        if not isinstance(uri, str) or not uri.startswith("file://"):
            # Client, roots, data types: a root must be a file:// URI in this revision.
            continue
        try:
            parts = urlsplit(uri)
            path = Path(url2pathname(parts.path))
            is_usable = parts.netloc in ("", "localhost") and path.is_absolute()
            if is_usable and path.is_dir():
                yield path
        except (ValueError, OSError):
            # A malformed URI, or a path that no file system takes.
            continue
