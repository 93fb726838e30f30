"""GET ``/`` and ``/web/…``: the web page, its style, its scripts and its drawn examples.

The page consists of the files in ``rest/web``. The server fills in the path of its API, its
version, and the folder name under which browsers may cache the files for ever.
"""

import html
import json
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

# Scripts of a tab that is not the first one: they load when it is opened.
_ON_DEMAND = "scripts/many/"
# Browsers find these next to the page, whatever its version is.
_WORKER, _MANIFEST = "service-worker.js", "manifest.webmanifest"

# Everything comes from this server, nothing is inline, and no string becomes markup or a script.
# 'self' includes the WebSocket of the console (CSP 3, 6.7.2.8).
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' blob: data:; "
    "connect-src 'self'; "
    "manifest-src 'self'; "
    "worker-src 'self'; "
    "base-uri 'none'; "
    "form-action 'none'; "
    "frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; "
    # The name of the policy that allows the service worker, and no other script.
    "trusted-types service-worker"
)


class PageResource:
    """Serves the page and its files."""

    def __init__(self, services: Services) -> None:
        settings = services.settings
        self._files = assets.bundled("web")
        drawn_by = f"{RENDERER_VERSIONS} {settings.app_version}"
        # The drawn examples are part of the page, so the name depends on the renderer too.
        self._name = assets.digest(f"{assets.combined_digest(self._files)} {drawn_by}".encode())
        variables = {
            "files": f"web/{self._name}",
            "root_path": settings.root_path,
            "version": settings.app_version,
        }
        page = Template(self._files["index.html"].body.decode()).substitute(
            {name: html.escape(value) for name, value in variables.items()},
            preloads=_preloads(variables["files"], self._files),
        )
        self._index = assets.make(page.encode(), assets.MEDIA_TYPES[".html"])
        shell = [f"{variables['files']}/{name}" for name in sorted(self._files)]
        self._worker = self._filled(_WORKER, folder=variables["files"], shell=json.dumps(shell))
        self._manifest = self._filled(_MANIFEST, files=variables["files"])

    def _filled(self, name: str, **values: str) -> assets.Asset:
        body = Template(self._files[name].body.decode()).substitute(values)
        return assets.make(body.encode(), assets.MEDIA_TYPES[Path(name).suffix])

    def on_get(self, req: Request, resp: Response) -> None:
        """Send the page, or forward a URL of bwip-js' online API, whose path is empty."""
        if req.query_string.startswith("bcid=") or "&bcid=" in req.query_string:
            # Relative: a proxy may serve this service below a prefix.
            raise falcon.HTTPFound(f"bwip-js?{req.query_string}")
        _set_security_headers(resp)
        assets.answer(req, resp, self._index, assets.REVALIDATE)

    def on_get_file(self, req: Request, resp: Response, name: str, path: str) -> None:
        """Send a file; browsers cache it for ever under the folder name that the page has."""
        if path not in self._files:
            raise falcon.HTTPNotFound
        _set_security_headers(resp)
        assets.answer(req, resp, self._files[path], self._cache(name))

    def on_get_example(self, req: Request, resp: Response, name: str, id: str) -> None:
        """Send the drawn example of a symbology, which costs no quota."""
        try:
            asset = _example(symbology.find(id).id)
        except UnknownSymbology as error:
            raise falcon.HTTPNotFound from error
        assets.answer(req, resp, asset, self._cache(name))

    def on_get_worker(self, req: Request, resp: Response) -> None:
        """Send the service worker, which keeps the page for times without a network."""
        _set_security_headers(resp)
        assets.answer(req, resp, self._worker, assets.REVALIDATE)

    def on_get_manifest(self, req: Request, resp: Response) -> None:
        """Send the description with which browsers install the page as an app."""
        _set_security_headers(resp)
        assets.answer(req, resp, self._manifest, assets.REVALIDATE)

    def _cache(self, name: str) -> str:
        # During an update, a page of one version may load files from a server of the other: these
        # must not stay in the browser's cache.
        return assets.FOREVER if name == self._name else assets.REVALIDATE

    on_head = on_get
    on_head_file = on_get_file
    on_head_example = on_get_example
    on_head_worker = on_get_worker
    on_head_manifest = on_get_manifest


def _preloads(folder: str, names: Iterable[str]) -> str:
    """Return links with which browsers load all scripts together, not one import after another."""
    # Modules are found only when their importer has loaded (HTML Standard, modulepreload).
    scripts = (
        name for name in names if name.startswith("scripts/") and not name.startswith(_ON_DEMAND)
    )
    return "\n".join(f'  <link rel="modulepreload" href="{folder}/{name}">' for name in scripts)


@cache
def _example(id: str) -> assets.Asset:
    # Cached by the symbology's own id: the number of spellings of its aliases is unlimited.
    picture = catalogue.draw_example(id)
    return assets.make(picture.body, picture.media_type)


def _set_security_headers(resp: Response) -> None:
    resp.set_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    resp.set_header("Cross-Origin-Opener-Policy", "same-origin")
    resp.set_header("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")


ROUTES = (
    Route("/", PageResource, bare=True),
    Route("/service-worker.js", PageResource, suffix="worker", bare=True),
    Route("/manifest.webmanifest", PageResource, suffix="manifest", bare=True),
    Route("/web/{name}/examples/{id}.svg", PageResource, suffix="example", bare=True),
    Route("/web/{name}/{path:path}", PageResource, suffix="file", bare=True),
)
