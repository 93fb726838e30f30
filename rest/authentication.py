"""Identifies the caller of each request, by credentials or by address."""

from urllib.parse import parse_qsl

from falcon import Request, Response

from common.operations import compatible_urls
from common.operations.quota import Quota
from common.operations.signed_urls import is_picture
from common.services import forwarding, principal
from common.services.accounts.authentication import Identity
from common.services.accounts.errors import BadCredentials
from common.services.accounts.url_signatures import FIELD, SignedUrl
from common.services.container import Services
from common.services.forwarding import RequestSource
from common.services.principal import Principal

# Paths outside ROOT_PATH, for clients of the public API, of MCP over HTTP and of other services.
ALIASES = frozenset({"/api/generate", "/api/v1/api/generate", "/mcp", *compatible_urls.BY_PATH})
_ALIAS_PREFIXES = tuple(f"/api/{kind}/" for kind in compatible_urls.BARCODE_API_TYPES)


class AuthenticationMiddleware:
    """Identifies the caller before a resource answers.

    Credentials count for the API only: on other paths they are a proxy's.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._proxies = services.settings.trusted_proxies
        self._prefixes = (f"{services.settings.root_path}/", *_ALIAS_PREFIXES)

    def process_request(self, req: Request, resp: Response) -> None:
        """Note the caller in the request's context.

        Raises:
            AuthError: the credentials are invalid.
            StoreUnavailable: the credentials can't be checked now.
        """
        # The peer of a Unix socket has no address.
        peer = req.remote_addr or ""
        # Without proxies, nothing that a client says about others is looked at.
        source = (
            forwarding.source_of(peer, req.get_header, self._proxies)
            if self._proxies
            else RequestSource(peer, req.env.get("HTTP_HOST", ""))
        )
        req.context.source = source
        req.context.caller = principal.anonymous_principal(source.address, "http")
        # Attempts are limited by address, also for callers with credentials.
        req.context.address = req.context.caller.key
        req.context.identity = None
        req.context.signed = None
        req.context.is_of_the_api = self._is_of_the_api(req.path)
        if req.context.is_of_the_api:
            self._identify(req)

    def _is_of_the_api(self, path: str) -> bool:
        return path.startswith(self._prefixes) or path in ALIASES

    def _identify(self, req: Request) -> None:
        authorization = req.env.get("HTTP_AUTHORIZATION")
        api_key = req.env.get("HTTP_X_API_KEY")
        if authorization or api_key:
            identity = self._services.auth.identify(authorization, api_key, address_of(req))
            if identity is not None:
                req.context.identity = identity
                req.context.caller = identity.principal("http")
                return
        if f"{FIELD}=" in req.query_string:
            self._identify_signer(req)

    def _identify_signer(self, req: Request) -> None:
        """Charge a picture with a signed URL to the account that signed it."""
        if req.method not in ("GET", "HEAD") or not is_picture(
            req.path, self._services.settings.root_path
        ):
            return
        # WSGI passes bytes as Latin-1 (PEP 3333). The resource refuses what is no UTF-8.
        query = req.query_string.encode("latin-1").decode(errors="replace")
        pairs = parse_qsl(query, keep_blank_values=True)
        signature = next((value for name, value in pairs if name == FIELD), "")
        signed = self._services.url_signatures.check(signature, req.path, pairs)
        user = self._services.auth.identify_key_id(signed.key_id)
        req.context.signed = signed
        req.context.caller = Principal(f"user:{user.id}", user.tier, "http")


def signed_url_of(req: Request) -> SignedUrl | None:
    """Return what the signature in the URL of *req* says; None if it has none that counts."""
    signed: SignedUrl | None = getattr(req.context, "signed", None)
    return signed


def is_of_the_api(req: Request) -> bool:
    """Return True if the path of *req* is below ROOT_PATH or an alias of such a path."""
    found: bool = req.context.is_of_the_api
    return found


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
        message = "This needs credentials: a token from POST token, or an API key."
        if req.get_header("Authorization") is not None:
            message += " The Authorization header is a proxy's: send them in X-API-Key."
        raise BadCredentials(message)
    return identity


def has_credentials(req: Request) -> bool:
    """Return True if the caller sent credentials of this service."""
    return not of(req).key.startswith("ip:")


def is_private(req: Request) -> bool:
    """Return True if shared caches must not keep the answer to *req*.

    Also for the credentials of a proxy, which would otherwise protect an answer that a cache in
    front of it returns to everybody.
    """
    # Everybody who has a signed URL may see its picture.
    has_own = has_credentials(req) and signed_url_of(req) is None
    return has_own or "HTTP_AUTHORIZATION" in req.env


def source_of(req: Request) -> RequestSource:
    """Return the address of the client, and the host and scheme that it used."""
    source: RequestSource = req.context.source
    return source
