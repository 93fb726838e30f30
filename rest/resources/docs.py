"""GET ``/openapi.json`` and ``/docs``: the API's description, and a page that displays it."""

import html
from string import Template

import falcon
from falcon import Request, Response

from common.services.container import Services
from rest import assets, json_response, openapi, routes
from rest.assets import Asset
from rest.resources.page import CONTENT_SECURITY_POLICY
from rest.routes import Answer, Operation, Route

# The documentation has the design of the page.
_SHARED = (
    "early.js",
    "scripts/dom.js",
    "style/base.css",
    "style/controls.css",
    "style/fields.css",
)


class OpenApiResource:
    """Serves the OpenAPI document, which changes with the product's version only."""

    def __init__(self, services: Services) -> None:
        self._settings = services.settings
        self._document: Asset | None = None

    def on_get(self, req: Request, resp: Response) -> None:
        """Send the document."""
        # At the first request, which keeps the start of a worker short.
        if self._document is None:
            built = openapi.build(self._settings, routes.collect())
            self._document = json_response.document(built)
        json_response.send_document(req, resp, self._document)

    on_head = on_get


class DocsResource:
    """Serves the documentation and its files."""

    def __init__(self, services: Services) -> None:
        web = assets.bundled("web")
        self._files = assets.bundled("docs") | {f"page/{name}": web[name] for name in _SHARED}
        # Files that changed have another folder name, so that caches need no check.
        self._name = assets.combined_digest(self._files)
        template = Template(self._files["index.html"].body.decode())
        page = template.substitute(files=html.escape(f"docs/{self._name}"))
        self._index = assets.make(page.encode(), assets.MEDIA_TYPES[".html"])

    def on_get(self, req: Request, resp: Response) -> None:
        """Send the documentation."""
        resp.set_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        assets.answer(req, resp, self._index, assets.REVALIDATE)

    def on_get_file(self, req: Request, resp: Response, name: str, path: str) -> None:
        """Send a file; browsers cache it for ever under the folder name that the page has."""
        if path not in self._files:
            raise falcon.HTTPNotFound
        resp.set_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        cache = assets.FOREVER if name == self._name else assets.REVALIDATE
        assets.answer(req, resp, self._files[path], cache)

    on_head = on_get
    on_head_file = on_get_file


ROUTES = (
    Route(
        "/openapi.json",
        OpenApiResource,
        bare=True,
        operations={
            "GET": Operation(
                "Describe this API",
                tag="Service",
                answers={200: Answer("OpenAPI 3.1.", {"application/json": {"type": "object"}})},
            )
        },
    ),
    Route("/docs", DocsResource, bare=True),
    Route("/docs/{name}/{path:path}", DocsResource, suffix="file", bare=True),
)
