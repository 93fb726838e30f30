"""Chooses what to answer from the Accept header (RFC 9110, 12.5.1)."""

from collections.abc import Mapping

import falcon
from falcon import Request
from falcon.util import mediatypes
from msgspec import Struct

from common.barcode.model.errors import Problem, UnknownFormat
from common.barcode.render import image_format
from rest.errors import ProblemError, bad_request

DEFAULT_IMAGE_FORMAT = "PNG"
_JSON = "application/json"

# Everything but the first candidate weighs this much (a source quality, RFC 2295, 5.3), so that a
# browser's `image/webp,*/*;q=0.8` still gets the documented default and an explicit wish wins.
_SOURCE_QUALITY = 0.75


def choose(accept: str, candidates: tuple[str, ...]) -> str:
    """Return which of *candidates* the client would rather have; the first is the default.

    Raises:
        ProblemError: 400 for a header that is no Accept header, 406 where nothing fits.
    """
    # RFC 9110, 5.6.1.2: a recipient ignores empty list elements.
    accept = ",".join(item for item in accept.split(",") if item.strip()) or "*/*"
    # A common misspelling of image/jpeg.
    accept = accept.replace("image/jpg", "image/jpeg")
    try:
        weights = {
            media_type: _quality(media_type, accept)
            * (1 if media_type == candidates[0] else _SOURCE_QUALITY)
            for media_type in candidates
        }
    except (falcon.InvalidMediaRange, falcon.InvalidMediaType, ValueError) as error:
        raise bad_request(
            "Accept",
            "accept.malformed",
            "The Accept header is not a list of media ranges.",
            "Send for example Accept: image/png, or leave it out.",
        ) from error
    best = max(weights, key=lambda media_type: weights[media_type])
    if weights[best] > 0:
        return best
    raise ProblemError(
        406,
        "accept.nothing_fits",
        "Not acceptable",
        Problem(
            "Accept",
            "accept.nothing_fits",
            "Nothing that the Accept header names can be answered here.",
            f"These can: {', '.join(candidates)}.",
        ),
    )


def _quality(media_type: str, accept: str) -> float:
    """Return how much the client wants *media_type*; case does not count (RFC 9110, 8.3.1)."""
    return mediatypes.quality(media_type, accept.lower())


class ImagePreference(Struct, frozen=True):
    """What a client wants of a picture.

    Attributes:
        arguments: the options, with an image format where the Accept header chose one.
        envelope: True for a JSON document that holds the picture.
    """

    arguments: Mapping[str, object]
    envelope: bool


def negotiate_image(req: Request, given: Mapping[str, object]) -> ImagePreference:
    """Settle between the options in *given* and the Accept header what to answer.

    An ``image_format`` decides the picture's kind whatever the header says; a client that would
    rather have JSON than that kind gets it in an envelope.

    Raises:
        ProblemError: 400 for a malformed header, 406 where nothing fits.
    """
    if "image_format" in given:
        return ImagePreference(given, envelope=_would_rather_have_json(req.accept, given))
    media_types = {each.media_type: id for id, each in image_format.catalogue().items()}
    default = image_format.find(DEFAULT_IMAGE_FORMAT).media_type
    others = [media_type for media_type in media_types if media_type != default]
    chosen = choose(req.accept, (default, *others, _JSON))
    if chosen == _JSON:
        return ImagePreference(given, envelope=True)
    return ImagePreference({**given, "image_format": media_types[chosen]}, envelope=False)


def _would_rather_have_json(accept: str, given: Mapping[str, object]) -> bool:
    try:
        kind = image_format.find(str(given["image_format"]))
        choose(accept, (kind.media_type, _JSON))
        return _quality(_JSON, accept) > _quality(kind.media_type, accept)
    except (UnknownFormat, ProblemError):
        # The options' own check names the format; a picture that was asked for by name is sent
        # whatever the Accept header says.
        return False
