"""Applies the rate limits to each request and reports the rest in the answer's headers.

A resource that draws or reads barcodes charges the quota itself, and declares ``charges = True``.
All other requests below ROOT_PATH cost burst only. This is charged here before the resource runs,
or after it if there is no resource.
"""

from falcon import Request, Response

from common.operations.quota import LimitReached, Quota, describe
from common.services.container import Services
from common.services.limits.limiter import Decision
from rest import authentication
from rest.errors import write_limit_reached

_SECONDS_PER_DAY = 86_400
_CHANGING = ("POST", "PATCH", "DELETE")


class Limits:
    """Creates the quota of each request and writes the headers about it."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._reports = services.settings.rate_limit_enabled

    def process_resource(
        self, req: Request, resp: Response, resource: object, params: dict[str, object]
    ) -> None:
        """Create the quota, and charge burst for a resource that does not charge itself.

        Raises:
            LimitReached: the caller has to wait; nothing is changed.
            StateUnavailable: the request can't be counted now.
        """
        req.context.quota = quota = Quota(self._services, authentication.of(req))
        if getattr(resource, "charges", False):
            return
        if not authentication.is_of_the_api(req, self._services.settings):
            return
        # Before any work: a caller over the burst limit costs no more than this check.
        if req.method in _CHANGING:
            quota.charge()
        else:
            quota.charge_remaining()

    def process_response(
        self, req: Request, resp: Response, resource: object, req_succeeded: bool
    ) -> None:
        """Charge burst if nothing was charged, and write the headers."""
        if "caller" not in req.context:
            return  # Falcon refuses the method WEBSOCKET before it calls any middleware
        if "quota" not in req.context:
            # There is no resource, or the credentials are invalid.
            req.context.quota = Quota(self._services, authentication.of(req))
        quota: Quota | None = req.context.quota
        if quota is None:
            return  # the resource used quotas of its own, as MCP does for each call
        if authentication.is_of_the_api(req, self._services.settings):
            try:
                quota.charge_remaining()
            except LimitReached as reached:
                write_limit_reached(resp, describe(reached.decision), reached.decision)
        if quota.cache_use:
            resp.set_header("X-Cache", quota.cache_use.upper())
        if quota.decision is not None and self._reports:
            write_headers(resp, quota.decision)


def write_headers(resp: Response, decision: Decision) -> None:
    """Write the limits and the rest, in the IETF draft's form and in that of the public API.

    Source: draft-ietf-httpapi-ratelimit-headers-10, 3 and 4.
    """
    resp.set_header(
        "RateLimit-Policy",
        f'"day";q={decision.limit};w={_SECONDS_PER_DAY}, "burst";q={decision.burst_limit};w=1',
    )
    burst_seconds = decision.retry_after_seconds if decision.reason == "burst" else 1
    resp.set_header(
        "RateLimit",
        f'"day";r={decision.remaining};t={decision.reset_seconds}, '
        f'"burst";r={decision.burst_remaining};t={burst_seconds}',
    )
    resp.set_header("X-Rate-Limit-Requests", str(decision.limit))
    resp.set_header("X-Rate-Limit-Remaining", str(decision.remaining))
    resp.set_header("X-Rate-Limit-Reset", str(decision.reset_seconds))


def quota_of(req: Request) -> Quota:
    """Return the quota of *req*."""
    quota: Quota = req.context.quota
    return quota
