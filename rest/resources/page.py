"""GET ``/`` and ``/web/…``: the web page, its style, its scripts and its drawn examples.

The page is plain files of ``rest/web``; only what this server alone knows is filled in: where its
API lives, its version, and the name under which browsers may keep the files for good.
"""

import html
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from string import Template

import falcon
from falcon import Request, Response

from common.barcode.encode import symbology
from common.barcode.model.errors import UnknownSymbology
from common.barcode.pipeline import RENDERER_VERSIONS
from common.operations import catalogue
from common.services.container import Services
from rest import assets
from rest.routes import Route

_WEB = Path(__file__).parent.parent / "web"

# Everything from here, nothing inline, no string ever becomes markup or script. 'self' covers the
# WebSocket of the console too (CSP 3, 6.7.2.8).
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' blob: data:; "
    "connect-src 'self'; "
    "base-uri 'none'; "
    "form-action 'none'; "
    "frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)


class Page:
    """Serves the page and everything that it loads."""

    def __init__(self, services: Services) -> None:
        settings = services.settings
        self._files = assets.load(_WEB)
        drawn_by = f"{RENDERER_VERSIONS} {settings.app_version}"
        self._name = assets.name_of(f"{assets.digest(self._files)} {drawn_by}".encode())
        known = {
            "files": f"web/{self._name}",
            "root_path": settings.root_path,
            "version": settings.app_version,
        }
        page = Template(self._files["index.html"].body.decode()).substitute(
            {name: html.escape(value) for name, value in known.items()},
            preloads=_preloads(known["files"], self._files),
        )
        self._index = assets.make(page.encode(), assets.MEDIA_TYPES[".html"])

    def on_get(self, req: Request, resp: Response) -> None:
        """Answer the page."""
        _secure(resp)
        assets.answer(req, resp, self._index, assets.REVALIDATE)

    def on_get_file(self, req: Request, resp: Response, name: str, path: str) -> None:
        """Answer a file; browsers keep it for good under the name that the page gave them."""
        if path not in self._files:
            raise falcon.HTTPNotFound
        _secure(resp)
        assets.answer(req, resp, self._files[path], self._cache(name))

    def on_get_example(self, req: Request, resp: Response, name: str, id: str) -> None:
        """Answer a symbology's example, drawn. It is part of the page and costs no quota."""
        try:
            asset = _example(symbology.find(id).id)
        except UnknownSymbology as error:
            raise falcon.HTTPNotFound from error
        assets.answer(req, resp, asset, self._cache(name))

    def _cache(self, name: str) -> str:
        # While a new version rolls out, a page of the other one may ask here: nothing of that may
        # stay in its cache.
        return assets.FOREVER if name == self._name else assets.REVALIDATE

    on_head = on_get
    on_head_file = on_get_file
    on_head_example = on_get_example


def _preloads(folder: str, names: Iterable[str]) -> str:
    """Name every script in advance, so that browsers ask for all at once, not import by import."""
    scripts = (name for name in names if name.endswith(".js"))
    return "\n".join(f'  <link rel="modulepreload" href="{folder}/{name}">' for name in scripts)


@cache
def _example(id: str) -> assets.Asset:
    # Cached under the symbology's own id: its aliases and their spellings are without number.
    picture = catalogue.draw_example(id)
    return assets.make(picture.body, picture.media_type)


def _secure(resp: Response) -> None:
    resp.set_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    resp.set_header("Cross-Origin-Opener-Policy", "same-origin")
    resp.set_header("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")


ROUTES = (
    Route("/", Page, bare=True),
    Route("/web/{name}/examples/{id}.svg", Page, suffix="example", bare=True),
    Route("/web/{name}/{path:path}", Page, suffix="file", bare=True),
)
