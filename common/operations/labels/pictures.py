"""Opens the pictures of a label template, in the limited processes that parse clients' files."""

import base64
import binascii

from common.barcode.labels.label import Image
from common.barcode.labels.template import PictureElement, Template
from common.barcode.model.errors import OptionError, Problem, UnreadableImage
from common.operations import isolated_parsing
from common.services.container import Services

_BASE64 = ";base64"


def open_all(services: Services | None, template: Template, caller: str = "") -> dict[int, Image]:
    """Return the pictures of *template*, by the index of their element.

    Args:
        services: the services, whose pool opens the pictures; None opens them in place.
        template: the template.
        caller: key of the principal.

    Raises:
        OptionError: a picture can't be opened; each such element is named.
    """
    images: dict[int, Image] = {}
    problems: list[Problem] = []
    for index, element in enumerate(template.elements):
        # By index: the problems of all pictures are reported together, each at its element.
        if isinstance(element, PictureElement):
            field = f"elements[{index}].image"
            try:
                content = _decode(element.image, field)
                images[index] = isolated_parsing.read_picture(services, caller, content)
            except OptionError as error:
                problems += error.problems
            except UnreadableImage as error:
                problems += [
                    Problem(field, each.code, each.message, each.fix) for each in error.problems
                ]
    if problems:
        raise OptionError(*problems)
    return images


def _decode(uri: str, field: str) -> bytes:
    """Return the bytes of a data URI (RFC 2397)."""
    head, comma, body = uri.partition(",")
    try:
        # A data URI may also be percent-encoded text, which no picture of a template is.
        if not comma or not head.endswith(_BASE64):
            raise ValueError
        return base64.b64decode(body, validate=True)
    except (ValueError, binascii.Error):
        raise OptionError.of(
            field,
            "template.bad_picture",
            "The picture is no data URI in base64.",
            "Write data:image/png;base64, and then the file in base64.",
        ) from None
