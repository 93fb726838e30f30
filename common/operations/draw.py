"""Draw one barcode: the use case behind ``GET generate`` and the MCP tool.

Every edge hands over what the caller wrote, unparsed, so that a query string, a JSON body and tool
arguments are checked by the same declaration and counted in the same place.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from common.barcode import pipeline
from common.barcode.encode import symbology
from common.barcode.model import options
from common.barcode.model.errors import BarcodeError
from common.barcode.model.options import DrawOptions
from common.barcode.model.rendered_image import Picture
from common.operations.quota import Quota


def draw(quota: Quota, arguments: Mapping[str, object]) -> Picture:
    """Draw what *arguments* ask for, on *quota*.

    Args:
        quota: of the request.
        arguments: option names and typed values as the caller gave them.

    Raises:
        BarcodeError: the barcode can't be drawn as asked.
        LimitReached: the caller has to wait.
    """
    return draw_parsed(quota, parse(quota, arguments, strings=False))


def parse(quota: Quota, arguments: Mapping[str, object], *, strings: bool) -> DrawOptions:
    """Check *arguments* without drawing, for an edge that may answer from a client's cache.

    Args:
        quota: of the request; a refusal is counted there.
        arguments: option names and values as the caller gave them.
        strings: True where every value is text, as in a query string.

    Raises:
        OptionError: an option is unknown or malformed; every such option is named.
    """
    with _refusals_counted(quota):
        return options.parse(arguments, strings=strings)


def _sendable(_: Picture) -> None:
    """Refuse no picture: most edges send any."""


def draw_parsed(
    quota: Quota, asked: DrawOptions, *, check: Callable[[Picture], None] = _sendable
) -> Picture:
    """Draw what *asked* says, on *quota*; what is not drawn costs no quota.

    Args:
        quota: of the request.
        asked: what to draw.
        check: raises BarcodeError for a picture that the edge can't send, which costs none either.

    Raises:
        BarcodeError: the barcode can't be drawn as asked.
        LimitReached: the caller has to wait.
    """
    with _refusals_counted(quota):
        kind = symbology.find(asked.format).id
        with quota.charged(format=kind):
            picture = _drawn(quota, asked)
            check(picture)
    labels = {
        "interface": quota.caller.interface,
        "format": picture.symbology,
        "image_format": picture.image_format,
    }
    quota.services.metrics.count_all(
        ("barcodes_drawn", labels), ("cache_uses", {"use": quota.cache_use})
    )
    return picture


def check_parsed(quota: Quota, asked: DrawOptions) -> None:
    """Make sure that *asked* can be drawn, without drawing it; it costs no quota.

    Raises:
        BarcodeError: the barcode can't be drawn as asked.
    """
    with _refusals_counted(quota):
        pipeline.check(asked)


def _drawn(quota: Quota, asked: DrawOptions) -> Picture:
    """Return the picture, drawn now or cached from an equal request."""
    picture, quota.cache_use = quota.services.images.get_or_draw(
        asked, lambda: pipeline.draw(asked)
    )
    return picture


@contextmanager
def _refusals_counted(quota: Quota) -> Iterator[None]:
    try:
        yield
    except BarcodeError as error:
        code, interface = error.problems[0].code, quota.caller.interface
        quota.services.metrics.count("barcode_refusals", interface=interface, code=code)
        raise
