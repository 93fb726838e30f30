"""GET URLs of other barcode services, on their own paths: change the host, and they work."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from falcon import Request, Response

from common.operations import compatible_urls, draw
from common.operations.compatible_urls import Query, Translation
from common.services.container import Services
from rest import authentication, image_response, request_params
from rest.routes import Route


class CompatibleResource:
    """Draws what the URL of another service means.

    The description of the API omits these paths: new programs use ``generate``.
    """

    charges = True

    def __init__(self, services: Services) -> None:
        pass

    def on_get(self, req: Request, resp: Response) -> None:
        """Draw the barcode of a service that has everything in the query."""
        self._answer(req, resp, compatible_urls.BY_PATH[req.path])

    on_head = on_get

    def on_get_typed(self, req: Request, resp: Response, data: str) -> None:
        """Draw the barcode of BarcodeAPI.org, which has type and data in the path."""
        kind = req.path.split("/")[2]
        # Neither WSGI nor Falcon keeps a slash at the end, which belongs to many links.
        raw = str(req.env.get("RAW_URI", ""))
        sent = raw.partition(f"/api/{kind}/")[2].partition("?")[0]
        exact = unquote(sent) if sent else data
        self._answer(req, resp, lambda query: compatible_urls.barcode_api(kind, exact, query))

    on_head_typed = on_get_typed

    def _answer(
        self, req: Request, resp: Response, translate: Callable[[Query], Translation]
    ) -> None:
        quota = authentication.quota_of(req)
        translation = translate(request_params.from_query(req))
        arguments: dict[str, Any] = translation.options
        # These services send PNG, whatever the client accepts.
        arguments.setdefault("image_format", "PNG")
        notices = (*request_params.notices(req), *translation.notices)
        request = draw.parse(quota, arguments, strings=True, notices=notices)
        image_response.answer(req, resp, quota, request)


ROUTES = (
    *(Route(path, CompatibleResource, bare=True) for path in compatible_urls.BY_PATH),
    *(
        # The converter takes slashes: WSGI decodes them.
        Route(f"/api/{kind}/{{data:path}}", CompatibleResource, suffix="typed", bare=True)
        for kind in compatible_urls.BARCODE_API_TYPES
    ),
)
