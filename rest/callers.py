"""Says on whose account a request counts."""

from falcon import Request, Response

from common.services import caller
from common.services.bundle import Services
from common.services.caller import Caller


class Callers:
    """Finds the caller of each request before anything answers it."""

    def __init__(self, services: Services) -> None:
        self._proxies = services.settings.trusted_proxies

    def process_request(self, req: Request, resp: Response) -> None:
        """Note the caller."""
        forwarded = req.get_header("X-Forwarded-For") or ""
        address = caller.client_address(req.remote_addr, forwarded, self._proxies)
        req.context.caller = caller.anonymous(address, "http")


def of(req: Request) -> Caller:
    """Return the caller of *req*."""
    found: Caller = req.context.caller
    return found


def is_known(req: Request) -> bool:
    """Say whether the caller showed credentials, so that the answer is for nobody else."""
    return not of(req).key.startswith("ip:")
