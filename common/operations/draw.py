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
from common.operations.quota import Account


def draw(account: Account, arguments: Mapping[str, object]) -> Picture:
    """Draw what *arguments* ask for, on *account*.

    Args:
        account: of the request.
        arguments: option names and typed values as the caller gave them.

    Raises:
        BarcodeError: the barcode can't be drawn as asked.
        LimitReached: the caller has to wait.
    """
    return draw_parsed(account, parse(account, arguments, strings=False))


def parse(account: Account, arguments: Mapping[str, object], *, strings: bool) -> DrawOptions:
    """Check *arguments* without drawing, for an edge that may answer from a client's cache.

    Args:
        account: of the request; a refusal is counted there.
        arguments: option names and values as the caller gave them.
        strings: True where every value is text, as in a query string.

    Raises:
        OptionError: an option is unknown or malformed; every such option is named.
    """
    with _refusals_counted(account):
        return options.parse(arguments, strings=strings)


def _sendable(_: Picture) -> None:
    """Refuse no picture: most edges send any."""


def draw_parsed(
    account: Account, asked: DrawOptions, *, check: Callable[[Picture], None] = _sendable
) -> Picture:
    """Draw what *asked* says, on *account*; what is not drawn costs no quota.

    Args:
        account: of the request.
        asked: what to draw.
        check: raises BarcodeError for a picture that the edge can't send, which costs none either.

    Raises:
        BarcodeError: the barcode can't be drawn as asked.
        LimitReached: the caller has to wait.
    """
    with _refusals_counted(account):
        kind = symbology.find(asked.format).id
        with account.charged(format=kind):
            picture = _drawn(account, asked)
            check(picture)
    labels = {
        "interface": account.caller.interface,
        "format": picture.symbology,
        "image_format": picture.image_format,
    }
    account.services.metrics.count_all(
        ("barcodes_drawn", labels), ("cache_uses", {"use": account.cache_use})
    )
    return picture


def check_parsed(account: Account, asked: DrawOptions) -> None:
    """Make sure that *asked* can be drawn, without drawing it; it costs no quota.

    Raises:
        BarcodeError: the barcode can't be drawn as asked.
    """
    with _refusals_counted(account):
        pipeline.check(asked)


def _drawn(account: Account, asked: DrawOptions) -> Picture:
    """Return the picture, drawn now or cached from an equal request."""
    picture, account.cache_use = account.services.images.get_or_draw(
        asked, lambda: pipeline.draw(asked)
    )
    return picture


@contextmanager
def _refusals_counted(account: Account) -> Iterator[None]:
    try:
        yield
    except BarcodeError as error:
        code, interface = error.problems[0].code, account.caller.interface
        account.services.metrics.count("barcode_refusals", interface=interface, code=code)
        raise
