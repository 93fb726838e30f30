"""Says who calls, and on whose account a request counts."""

from falcon import Request, Response

from common.services import principal
from common.services.accounts.authentication import Identity
from common.services.accounts.errors import BadCredentials
from common.services.container import Services
from common.services.principal import Principal
from common.settings import Settings

# Where clients of the public API, and of MCP over HTTP, call what is below ROOT_PATH too.
ALIASES = frozenset({"/api/generate", "/api/v1/api/generate", "/mcp"})


class AuthenticationMiddleware:
    """Finds the caller of each request before anything answers it.

    Credentials count where the API is: elsewhere they are a proxy's, or nobody's.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._proxies = services.settings.trusted_proxies

    def process_request(self, req: Request, resp: Response) -> None:
        """Note the caller.

        Raises:
            AuthError: the credentials are not good.
            StoreUnavailable: they can't be told from others now.
        """
        forwarded = req.get_header("X-Forwarded-For") or ""
        address = principal.client_address(req.remote_addr, forwarded, self._proxies)
        req.context.caller = principal.anonymous_principal(address, "http")
        req.context.address = req.context.caller.key
        req.context.identity = None
        if is_of_the_api(req, self._services.settings):
            self._identify(req)

    def _identify(self, req: Request) -> None:
        found = self._services.auth.identify(
            req.get_header("Authorization"), req.get_header("X-API-Key"), address_of(req)
        )
        if found is not None:
            req.context.identity = found
            req.context.caller = found.principal("http")


def is_of_the_api(req: Request, settings: Settings) -> bool:
    """Say whether *req* asks for something below ROOT_PATH, or by one of its other names."""
    return req.path.startswith(f"{settings.root_path}/") or req.path in ALIASES


def of(req: Request) -> Principal:
    """Return the caller of *req*."""
    found: Principal = req.context.caller
    return found


def address_of(req: Request) -> str:
    """Return the key of the address that *req* comes from."""
    found: str = req.context.address
    return found


def identity_of(req: Request) -> Identity:
    """Return who shows credentials in *req*.

    Raises:
        BadCredentials: nobody does.
    """
    found: Identity | None = req.context.identity
    if found is None:
        raise BadCredentials("This needs credentials: a token from POST token, or an API key.")
    return found


def scheme_of(req: Request, settings: Settings) -> str:
    """Return ``http`` or ``https``, as the caller sees it through the proxies that are trusted."""
    told = (req.get_header("X-Forwarded-Proto") or "").rpartition(",")[2].strip().lower()
    if told in ("http", "https") and principal.is_trusted(
        req.remote_addr, settings.trusted_proxies
    ):
        return told
    return req.scheme


def is_known(req: Request) -> bool:
    """Say whether the caller showed credentials, so that the answer is for nobody else."""
    return not of(req).key.startswith("ip:")
