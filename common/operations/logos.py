"""Turns the logo of a request into pixels, in the limited processes that parse files of clients."""

from msgspec import structs

from common.barcode.model.options import DrawOptions
from common.barcode.model.style import Logo
from common.barcode.pages import logo
from common.operations import isolated_parsing
from common.services.container import Services


def as_pixels(services: Services, caller: str, options: DrawOptions) -> DrawOptions:
    """Return *options* with the logo as pixels, which the pipeline draws without a parser.

    Args:
        services: the services; their pool parses the logo if there is one.
        caller: key of the principal.
        options: the options of a request.

    Raises:
        OptionError: the logo is not a picture, or too large.
        ServiceError: too many files are waiting, or the pool does not answer.
    """
    if options.logo is None or Logo.decode(options.logo) is not None:
        return options
    return structs.replace(options, logo=isolated_parsing.read_logo(services, options.logo, caller))


def as_pixels_in_place(options: DrawOptions) -> DrawOptions:
    """Return *options* as `as_pixels` does, for a caller who owns the file and the process."""
    if options.logo is None:
        return options
    return structs.replace(options, logo=logo.read(options.logo).encode())
