"""Identifies the caller of each request, by credentials or by address."""

from falcon import Request, Response

from common.operations.quota import Quota
from common.services import principal
from common.services.accounts.authentication import Identity
from common.services.accounts.errors import BadCredentials
from common.services.container import Services
from common.services.principal import Principal
from common.settings import Settings

# Paths outside ROOT_PATH that clients of the public API, and of MCP over HTTP, use.
ALIASES = frozenset({"/api/generate", "/api/v1/api/generate", "/mcp"})


class AuthenticationMiddleware:
    """Identifies the caller before a resource answers.

    Credentials count for the API only: on other paths they are a proxy's.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._proxies = services.settings.trusted_proxies

    def process_request(self, req: Request, resp: Response) -> None:
        """Note the caller in the request's context.

        Raises:
            AuthError: the credentials are invalid.
            StoreUnavailable: the credentials can't be checked now.
        """
        forwarded = req.get_header("X-Forwarded-For") or ""
        address = principal.client_address(req.remote_addr, forwarded, self._proxies)
        req.context.caller = principal.anonymous_principal(address, "http")
        # Attempts are limited by address, also for callers with credentials.
        req.context.address = req.context.caller.key
        req.context.identity = None
        if is_of_the_api(req, self._services.settings):
            self._identify(req)

    def _identify(self, req: Request) -> None:
        authorization, api_key = req.get_header("Authorization"), req.get_header("X-API-Key")
        if not (authorization or api_key):
            return
        identity = self._services.auth.identify(authorization, api_key, address_of(req))
        if identity is not None:
            req.context.identity = identity
            req.context.caller = identity.principal("http")


def is_of_the_api(req: Request, settings: Settings) -> bool:
    """Return True if the path of *req* is below ROOT_PATH or an alias of such a path."""
    return req.path.startswith(f"{settings.root_path}/") or req.path in ALIASES


def of(req: Request) -> Principal:
    """Return the caller of *req*."""
    caller: Principal = req.context.caller
    return caller


def quota_of(req: Request) -> Quota:
    """Return the quota of *req*."""
    quota: Quota = req.context.quota
    return quota


def address_of(req: Request) -> str:
    """Return the key of the address that *req* comes from."""
    address: str = req.context.address
    return address


def identity_of(req: Request) -> Identity:
    """Return the identity of the credentials in *req*.

    Raises:
        BadCredentials: the request has none.
    """
    identity: Identity | None = req.context.identity
    if identity is None:
        raise BadCredentials("This needs credentials: a token from POST token, or an API key.")
    return identity


def has_credentials(req: Request) -> bool:
    """Return True if the caller sent credentials: shared caches must not keep the answer."""
    return not of(req).key.startswith("ip:")


def scheme_of(req: Request, settings: Settings) -> str:
    """Return ``http`` or ``https``, as the client uses it in front of trusted proxies."""
    # The last element is the one that the nearest proxy has added.
    forwarded = (req.get_header("X-Forwarded-Proto") or "").rpartition(",")[2].strip().lower()
    if forwarded in ("http", "https") and principal.is_trusted(
        req.remote_addr, settings.trusted_proxies
    ):
        return forwarded
    return req.scheme
