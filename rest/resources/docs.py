"""GET ``/docs``: the API's documentation, shown by a Swagger UI that this server brings along."""

import html
from pathlib import Path
from string import Template

import falcon
from falcon import Request, Response

from common.services.container import Services
from rest import assets
from rest.routes import Route

_DOCS = Path(__file__).parent.parent / "docs"

# Like the page's, without Trusted Types: Swagger UI builds parts of itself from strings.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' blob: data:; "
    "connect-src 'self'; "
    "base-uri 'none'; "
    "form-action 'none'; "
    "frame-ancestors 'none'"
)


class Docs:
    """Serves the documentation and everything that it loads."""

    def __init__(self, services: Services) -> None:
        self._files = assets.load(_DOCS)
        self._name = assets.digest(self._files)
        template = Template(self._files["index.html"].body.decode())
        page = template.substitute(files=html.escape(f"docs/{self._name}"))
        self._index = assets.make(page.encode(), assets.MEDIA_TYPES[".html"])

    def on_get(self, req: Request, resp: Response) -> None:
        """Answer the documentation."""
        resp.set_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        assets.answer(req, resp, self._index, assets.REVALIDATE)

    def on_get_file(self, req: Request, resp: Response, name: str, path: str) -> None:
        """Answer a file; browsers keep it for good under the name that the page gave them."""
        if path not in self._files:
            raise falcon.HTTPNotFound
        resp.set_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        cache = assets.FOREVER if name == self._name else assets.REVALIDATE
        assets.answer(req, resp, self._files[path], cache)

    on_head = on_get
    on_head_file = on_get_file


ROUTES = (
    Route("/docs", Docs, bare=True),
    Route("/docs/{name}/{path:path}", Docs, suffix="file", bare=True),
)
