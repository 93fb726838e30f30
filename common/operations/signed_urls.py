"""Sign the URL of a picture, so that programs that send no header can charge it to an account.

InvalidInput   the URL, the open options, the expiry or the key is not valid
"""

from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from msgspec import Struct

from common.barcode.model.errors import Problem
from common.operations.content import request_schema
from common.operations.users import InvalidInput
from common.services.accounts.authentication import Identity
from common.services.accounts.url_signatures import FIELD, SignedUrl
from common.services.container import Services

MAX_SECONDS = 999_999_999
MAX_URL_CHARACTERS = 8_000


class SignatureRequest(Struct, frozen=True):
    """What to sign.

    Attributes:
        url: a path and query of this service, or a whole URL.
        open: names of options that may be added or changed, separated by commas.
        expires_in_seconds: from now; None never expires.
        key_id: the API key that signs; None for the one that authenticates the request.
    """

    url: str
    open: str = ""
    expires_in_seconds: int | None = None
    key_id: int | None = None


class Signature(Struct, frozen=True):
    """A signed URL.

    Attributes:
        url: the whole URL.
        expires_at: in seconds since 1970-01-01 UTC; null if it does not expire.
        open: the options that may be added or changed.
        key_id: the API key that signed it: revoke it to end all of its URLs.
    """

    url: str
    expires_at: int | None
    open: tuple[str, ...]
    key_id: int


def is_picture(path: str, root_path: str) -> bool:
    """Return True if a GET of *path* answers with a picture, whose URL can be signed."""
    below = path.removeprefix(f"{root_path}/")
    return below != path and (below == "generate" or below.startswith("barcodes/"))


def sign(
    services: Services, identity: Identity, request: SignatureRequest, service_url: str
) -> Signature:
    """Sign the URL of a picture with an API key of the user.

    Args:
        services: the services.
        identity: the user, by an API key or by a token.
        request: what to sign.
        service_url: URL of the service without ROOT_PATH.

    Raises:
        InvalidInput: a field is not valid; each problem names its field.
        StoreUnavailable: the store does not answer.
    """
    parts = urlsplit(request.url)
    path = unquote(parts.path)
    if len(request.url) > MAX_URL_CHARACTERS or not is_picture(path, services.settings.root_path):
        raise InvalidInput(_bad_url(services.settings.root_path))
    own = urlsplit(service_url)
    if parts.netloc and parts.netloc != own.netloc:
        message = f"The URL is of {parts.netloc[:60]!r}, and this service is {own.netloc!r}."
        raise InvalidInput(Problem("url", "signature.other_host", message, "Give its path only."))
    names = tuple(sorted({name.strip() for name in request.open.split(",")} - {""}))
    unknown = [name for name in names if name not in request_schema()["properties"]]
    if unknown:
        message = f"There is no option {unknown[0][:40]!r} that could be left open."
        fix = "Give names of options of generate, such as data."
        raise InvalidInput(Problem("open", "option.unknown", message, fix))
    # A signature that the URL has already is replaced.
    fields = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != FIELD]
    expires_at = _expiry(services.clock.now(), request.expires_in_seconds)
    signed = SignedUrl(_key_id(services, identity, request.key_id), expires_at)
    value = services.url_signatures.sign(path, fields, signed, names)
    query = urlencode([*fields, (FIELD, value)], quote_via=quote)
    url = f"{service_url}{parts.path}?{query}"
    return Signature(url, expires_at or None, names, signed.key_id)


def _bad_url(root_path: str) -> Problem:
    message = "Only URLs of pictures can be signed."
    fix = f"Give {root_path}/generate?… or {root_path}/barcodes/….png?…"
    return Problem("url", "signature.no_picture", message, fix)


def _expiry(now: float, seconds: int | None) -> int:
    if seconds is None:
        return 0
    if 1 <= seconds <= MAX_SECONDS:
        return int(now) + seconds
    fix = f"Give 1 to {MAX_SECONDS} seconds, or omit it."
    raise InvalidInput(
        Problem("expires_in_seconds", "signature.bad_expiry", "The time is out of range.", fix)
    )


def _key_id(services: Services, identity: Identity, given: int | None) -> int:
    """Return the key that signs: that of the request, or *given*, which the user owns."""
    if given is None and identity.digest:
        key = services.accounts.key_with_digest(identity.digest)
        if key is not None:
            return key.id
    if any(key.id == given for key in services.accounts.keys(identity.user.id)):
        # It is never 0 here: a key of the user has this id.
        return given or 0
    message = "The URL is valid as long as an API key, and none of yours is named."
    fix = "Send the request with X-API-Key, or give the id of a key from GET keys as key_id."
    raise InvalidInput(Problem("key_id", "signature.no_key", message, fix))
