"""Chooses an answer by Accept, Accept-Encoding and If-None-Match (RFC 9110, 12 and 13)."""

from collections.abc import Mapping

import falcon
from falcon import Request
from falcon.util import mediatypes
from msgspec import Struct

from common.barcode.model.errors import Problem, UnknownFormat
from common.barcode.render import image_format
from rest.errors import ProblemError, bad_request
from rest.json_response import JSON

DEFAULT_IMAGE_FORMAT = "PNG"

# The weight of every candidate but the first (a source quality, RFC 2295, 5.3). A browser's
# `image/webp,*/*;q=0.8` still gets the documented default, and an explicit preference wins.
_SOURCE_QUALITY = 0.75


class ImagePreference(Struct, frozen=True):
    """The answer that a client prefers.

    Attributes:
        arguments: the options, with an image format if the Accept header chose one.
        envelope: True for a JSON document that holds the picture.
    """

    arguments: Mapping[str, object]
    envelope: bool


def negotiate_image(req: Request, given: Mapping[str, object]) -> ImagePreference:
    """Return the answer that the options in *given* and the Accept header choose.

    An ``image_format`` decides the picture's kind whatever the header says. A client that prefers
    JSON to that kind gets the picture in an envelope.

    Raises:
        ProblemError: 400 if the header is malformed, 406 if nothing fits.
    """
    if "image_format" in given:
        return ImagePreference(given, envelope=_prefers_json(req.accept, given))
    media_types = {each.media_type: id for id, each in image_format.catalogue().items()}
    default = image_format.find(DEFAULT_IMAGE_FORMAT).media_type
    others = [media_type for media_type in media_types if media_type != default]
    chosen = choose(req.accept, (default, *others, JSON))
    if chosen == JSON:
        return ImagePreference(given, envelope=True)
    return ImagePreference({**given, "image_format": media_types[chosen]}, envelope=False)


def _prefers_json(accept: str, given: Mapping[str, object]) -> bool:
    try:
        kind = image_format.find(str(given["image_format"]))
        choose(accept, (kind.media_type, JSON))
        return _quality(JSON, accept) > _quality(kind.media_type, accept)
    except (UnknownFormat, ProblemError):
        # The check of the options names an unknown format. A picture whose format is given is
        # sent whatever the Accept header says.
        return False


def choose(accept: str, candidates: tuple[str, ...]) -> str:
    """Return the candidate that the client prefers; the first one is the default.

    Args:
        accept: the Accept header.
        candidates: media types.

    Raises:
        ProblemError: 400 if *accept* is malformed, 406 if it excludes every candidate.
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
            "Send for example Accept: image/png, or omit it.",
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
            "The Accept header excludes every media type of this resource.",
            f"Accept one of {', '.join(candidates)}.",
        ),
    )


def _quality(media_type: str, accept: str) -> float:
    """Return the weight of *media_type* in *accept*; case is ignored (RFC 9110, 8.3.1)."""
    return mediatypes.quality(media_type, accept.lower())


def accepts_gzip(req: Request) -> bool:
    """Return True if the client decodes gzip (RFC 9110, 12.5.3)."""
    for item in (req.get_header("Accept-Encoding") or "").split(","):
        coding, _, weight = item.replace(" ", "").partition(";q=")
        if coding.lower() == "gzip":
            # q=0, however it is written, excludes the coding (RFC 9110, 12.4.2).
            return weight.strip("0.") != "" if weight else True
    return False


def has_etag(req: Request, etag: str) -> bool:
    """Return True if the client holds the answer with *etag* (RFC 9110, 13.1.2)."""
    return etag in {tag.strip().removeprefix("W/") for tag in _if_none_match(req).split(",")}


def has_any_etag(req: Request) -> bool:
    """Return True for ``If-None-Match: *``: the client wants no answer if there is one."""
    return _if_none_match(req).strip() == "*"


def _if_none_match(req: Request) -> str:
    return req.get_header("If-None-Match") or ""
