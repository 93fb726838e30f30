"""An application that does not end its answers."""

import threading
from collections.abc import Callable, Iterator
from typing import Any


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
    """Answer /livez, begin the answer to /begun, and wait for ever with it and all others."""
    if environ["PATH_INFO"] in ("/livez", "/begun"):
        start_response("200 OK", [("Content-Type", "text/plain")])
        yield b"begun"
    if environ["PATH_INFO"] != "/livez":
        environ["wsgi.input"].read()
        threading.Event().wait()
