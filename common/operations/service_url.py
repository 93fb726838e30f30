"""URLs of the service and of pictures, as a client reaches them."""

from urllib.parse import quote

import msgspec

from common.barcode.encode import symbology
from common.barcode.model.draw_options import DrawOptions
from common.barcode.render import image_format
from common.services.forwarding import RequestSource
from common.settings import Settings

_WILDCARDS = ("0.0.0.0", "::", "")  # noqa: S104 - compared with HOST, not bound


def of_request(settings: Settings, source: RequestSource, scheme: str) -> str:
    """Return the URL of the service without ROOT_PATH: SERVER_URL, or what the client used.

    Args:
        settings: the settings.
        source: host and scheme of the request, as trusted proxies report them.
        scheme: the scheme of the connection, if no proxy reports another one.
    """
    return settings.server_url or f"{source.scheme or scheme}://{source.host}"


def of_process(settings: Settings) -> str:
    """Return the same for a caller that sent no request: SERVER_URL, or HOST and API_PORT."""
    if settings.server_url:
        return settings.server_url
    host = "localhost" if settings.host in _WILDCARDS else settings.host
    # RFC 3986, 3.2.2: an IPv6 address is written in brackets.
    host = f"[{host}]" if ":" in host else host
    return f"http://{host}:{settings.api_port}"


def picture_path(options: DrawOptions) -> str:
    """Return the path and query, below ROOT_PATH, of the picture with *options*."""
    values = msgspec.to_builtins(options)
    kind = symbology.find(values.pop("format")).id
    # Options with their default value are not among the values.
    extension = image_format.find(values.pop("image_format", "PNG")).extension
    query = "&".join(f"{name}={_quoted(value)}" for name, value in values.items())
    return f"/barcodes/{kind}.{extension}?{query}"


def _quoted(value: object) -> str:
    """Return *value* as the API reads it in a query string."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    # Quoting takes longer than the rest of a URL, and most values need none.
    return text if text.isalnum() and text.isascii() else quote(text, safe="")
