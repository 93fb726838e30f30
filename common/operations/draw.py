"""Draw one barcode: the use case behind ``GET generate`` and the MCP tool.

Every edge hands over what the caller wrote, unparsed, so that a query string, a JSON body and tool
arguments are checked by the same declaration and counted in the same place.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from common.barcode import options, pipeline
from common.barcode.errors import BarcodeError
from common.barcode.options import DrawOptions
from common.barcode.picture import Picture
from common.services.bundle import Services
from common.services.caller import Caller


def draw(services: Services, caller: Caller, arguments: Mapping[str, object]) -> Picture:
    """Draw what *arguments* ask for and count it for *caller*.

    Args:
        services: the services to count in.
        caller: on whose account.
        arguments: option names and typed values as the caller gave them.

    Raises:
        BarcodeError: the barcode can't be drawn as asked.
    """
    return draw_parsed(services, caller, parse(services, caller, arguments, strings=False))


def parse(
    services: Services, caller: Caller, arguments: Mapping[str, object], *, strings: bool
) -> DrawOptions:
    """Check *arguments* without drawing, for an edge that may answer from a client's cache.

    Args:
        services: the services to count a refusal in.
        caller: on whose account.
        arguments: option names and values as the caller gave them.
        strings: True where every value is text, as in a query string.

    Raises:
        OptionError: an option is unknown or malformed; every such option is named.
    """
    with _refusals_counted(services, caller):
        return options.parse(arguments, strings=strings)


def draw_parsed(services: Services, caller: Caller, asked: DrawOptions) -> Picture:
    """Draw what *asked* says and count it for *caller*.

    Raises:
        BarcodeError: the barcode can't be drawn as asked.
    """
    with _refusals_counted(services, caller):
        picture = pipeline.draw(asked)
    services.metrics.count(
        "barcodes_drawn",
        interface=caller.interface,
        format=picture.symbology,
        image_format=picture.image_format,
    )
    return picture


@contextmanager
def _refusals_counted(services: Services, caller: Caller) -> Iterator[None]:
    try:
        yield
    except BarcodeError as error:
        code = error.problems[0].code
        services.metrics.count("barcode_refusals", interface=caller.interface, code=code)
        raise
