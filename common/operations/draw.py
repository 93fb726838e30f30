"""Draw one barcode: the use case behind ``GET generate`` and the MCP tool.

Every edge hands over what the caller wrote, unparsed, so that a query string, a JSON body and tool
arguments are checked by the same declaration and counted in the same place.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from common.barcode import options, pipeline, symbology
from common.barcode.errors import BarcodeError
from common.barcode.options import DrawOptions
from common.barcode.picture import Picture
from common.operations.account import Account


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


def draw_parsed(account: Account, asked: DrawOptions) -> Picture:
    """Draw what *asked* says, on *account*; what is not drawn costs no quota.

    Raises:
        BarcodeError: the barcode can't be drawn as asked.
        LimitReached: the caller has to wait.
    """
    with _refusals_counted(account):
        kind = symbology.find(asked.format).id
        with account.charged(format=kind):
            picture = pipeline.draw(asked)
    account.services.metrics.count(
        "barcodes_drawn",
        interface=account.caller.interface,
        format=picture.symbology,
        image_format=picture.image_format,
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
