"""Refuses requests that a foreign web page makes in the browser of a person.

`/mcp` and the WebSockets answer such requests in their own formats, by the same policy. Pictures
may be embedded in any page: the Origin of a GET is not checked.
"""

from functools import lru_cache

from falcon import Request, Response

from common.barcode.model.errors import Problem
from common.operations.request_origin import policy
from common.services.principal import is_local
from common.settings import Settings
from rest import authentication
from rest.errors import ProblemError

_CHANGING = ("POST", "PUT", "PATCH", "DELETE")


class RequestOrigins:
    """Checks the Origin and Host of requests.

    Args:
        settings: which origins and hosts are allowed, and which proxies are trusted.
    """

    def __init__(self, settings: Settings) -> None:
        self._policy = policy(settings)
        self._proxies = settings.trusted_proxies
        # Most requests have one of a few hosts, and come from a few peers.
        self._host_problem = lru_cache(maxsize=1024)(self._check_host)

    def problem(self, req: Request) -> Problem | None:
        """Return why *req* is refused by its Host or its Origin, or None."""
        return self.host_problem(req) or self.origin_problem(req)

    def host_problem(self, req: Request) -> Problem | None:
        """Return why *req* is refused by its Host, or None."""
        return self._host_problem(authentication.source_of(req).host, req.remote_addr or "")

    def _check_host(self, host: str, peer: str) -> Problem | None:
        return self._policy.host_problem(host, local=is_local(peer, self._proxies))

    def origin_problem(self, req: Request) -> Problem | None:
        """Return why *req* is refused by its Origin, or None."""
        host = authentication.source_of(req).host
        return self._policy.origin_problem(req.get_header("Origin"), host)

    def is_foreign(self, req: Request) -> bool:
        """Return True if a page of another origin makes *req*, whether or not it may."""
        origin = req.get_header("Origin")
        host = authentication.source_of(req).host
        return origin is not None and not self._policy.is_own(origin, host)


class OriginMiddleware:
    """Checks every request below ROOT_PATH before its resource runs.

    A resource that answers for itself declares ``checks_origin = True``.

    Args:
        settings: the settings.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._origins = RequestOrigins(settings)

    def process_resource(
        self, req: Request, resp: Response, resource: object, params: dict[str, object]
    ) -> None:
        """Check the Host and, of a request that changes or costs something, the Origin.

        Raises:
            ProblemError: 403 if one of them is not allowed, 415 for a body without Content-Type
                from another origin.
        """
        if getattr(resource, "checks_origin", False):
            return
        if not authentication.is_of_the_api(req) or req.method == "OPTIONS":
            return
        # Browsers always send Host; a client of HTTP/1.0 need not.
        problem = self._origins.host_problem(req) if req.env.get("HTTP_HOST") else None
        if problem is None and req.method in _CHANGING:
            problem = self._origins.origin_problem(req)
        if problem is not None:
            raise ProblemError(403, problem.code, "Forbidden", problem)
        if req.method in _CHANGING:
            self._require_content_type(req)

    def _require_content_type(self, req: Request) -> None:
        """Refuse a body without a type from another origin.

        Browsers send such a body without asking the service first: without Content-Type, a request
        is "simple" (Fetch Standard, 2.2.2), although the body would be read as JSON here.
        """
        has_body = bool(req.content_length) or req.get_header("Transfer-Encoding") is not None
        if has_body and not req.content_type and self._origins.is_foreign(req):
            problem = Problem(
                "Content-Type",
                "body.media_type",
                "A body that a page of another origin sends must have a type.",
                "Send Content-Type.",
            )
            raise ProblemError(415, "body.media_type", "Unsupported media type", problem)
