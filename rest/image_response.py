"""Answers with a picture: negotiation, validators, headers and the JSON envelope.

Source: RFC 9110, 12 (negotiation) and 13 (conditional requests).
"""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache, lru_cache
from urllib.parse import unquote

import falcon
import msgspec
from falcon import Request, Response
from falcon.util import mediatypes

from common.barcode import pipeline
from common.barcode.model.errors import Problem, UnknownFormat
from common.barcode.model.options import DrawOptions
from common.barcode.model.rendered_image import RenderedImage
from common.barcode.render import image_format
from common.operations import draw
from common.operations.quota import Quota
from rest import authentication, offload
from rest.errors import ProblemError, bad_request
from rest.json_response import JSON
from rest.middleware import put_headers
from rest.problems import PROBLEM_JSON
from rest.routes import BINARY, Answer

DEFAULT_IMAGE_FORMAT = "PNG"

# The weight of every candidate but the first (a source quality, RFC 2295, 5.3). A browser's
# `image/webp,*/*;q=0.8` still gets the documented default, and an explicit preference wins.
_SOURCE_QUALITY = 0.75

CACHE_SECONDS = 86_400
# Queries that are known but for their data, and the characters of their data.
_MAX_KNOWN, _MAX_DATA = 512, 1_000

# The default first, which generated clients use. Without the JSON document: the Python client of
# openapi-generator would request it and never a picture.
CONTENT = {
    kind.media_type: {"type": "string"} if kind.media_type.startswith("text/") else BINARY
    for kind in (image_format.find(DEFAULT_IMAGE_FORMAT), *image_format.catalogue().values())
}

HEADERS = {
    "ETag": "A strong validator: equal requests draw equal bytes.",
    "Cache-Control": "How long the picture may be cached.",
    "X-Barcode-Verified": "`true`: an independent decoder read it back; `unsupported`: none can.",
    "X-Barcode-Format": "The symbology's id.",
    "X-Barcode-Module-Px": "Width of a module in pixels.",
    "X-Barcode-Module-Mm": "Printed width of a module in mm at the picture's resolution.",
    "X-Barcode-Scan-Margin": "Error correction that is left in a styled QR Code with blur and "
    "noise, in per cent.",
    "X-Barcode-Ecc": "Error correction level of a QR Code.",
    "X-Barcode-Warning": "Why the printed barcode may not scan, in one or more sentences. The "
    "`warnings` of the JSON document hold them separately.",
    "X-Cache": "`HIT`: cached by an earlier request; `MISS`: drawn and cached; `BYPASS`: drawn.",
}

_encode = msgspec.json.Encoder().encode

NOT_MODIFIED = Answer(
    "The client holds the picture already.",
    headers={name: HEADERS[name] for name in ("ETag", "Cache-Control")},
)


class Envelope(msgspec.Struct):
    """A picture inside a JSON document, for clients that can't process bytes."""

    format: str
    data: str
    text: str
    media_type: str
    width: int
    height: int
    image: str
    data_uri: str
    module_px: int
    module_mm: float
    verified: str
    warnings: tuple[str, ...]
    notices: tuple[Problem, ...]
    ecc: str
    scan_margin: int | None


class Preference(msgspec.Struct, frozen=True):
    """The answer that a client prefers.

    Attributes:
        arguments: the options, with an image format if the Accept header chose one.
        envelope: True for a JSON document that holds the picture.
    """

    arguments: Mapping[str, object]
    envelope: bool


def negotiate(req: Request, given: Mapping[str, object]) -> Preference:
    """Return the answer that the options in *given* and the Accept header choose.

    An ``image_format`` decides the picture's kind whatever the header says. A client that prefers
    JSON to that kind gets the picture in an envelope.

    Raises:
        ProblemError: 400 if the header is malformed, 406 if nothing fits.
    """
    # An option is explicit; many clients send Accept without a choice of their own.
    if "image_format" in given:
        return Preference(given, envelope=_prefers_json(req.accept, given))
    chosen = choose(req.accept, _candidates())
    if chosen == JSON:
        return Preference(given, envelope=True)
    return Preference({**given, "image_format": _media_types()[chosen]}, envelope=False)


@cache
def _media_types() -> dict[str, str]:
    """Return the id of each image format by its media type."""
    return {each.media_type: id for id, each in image_format.catalogue().items()}


@cache
def _candidates() -> tuple[str, ...]:
    # The default first: equal weights choose the first candidate.
    default = image_format.find(DEFAULT_IMAGE_FORMAT).media_type
    return (default, *(each for each in _media_types() if each != default), JSON)


def _prefers_json(accept: str, given: Mapping[str, object]) -> bool:
    try:
        kind = image_format.find(str(given["image_format"]))
        choose(accept, (kind.media_type, JSON))
        return _quality(JSON, accept) > _quality(kind.media_type, accept)
    except (UnknownFormat, ProblemError):
        # The check of the options names an unknown format. A picture whose format is given is
        # sent whatever the Accept header says.
        return False


@lru_cache(maxsize=256)
def choose(accept: str, candidates: tuple[str, ...]) -> str:
    """Return the candidate that the client prefers; the first one is the default.

    Args:
        accept: the Accept header.
        candidates: media types.

    Raises:
        ProblemError: 400 if *accept* is malformed, 406 if it excludes every candidate.
    """
    # RFC 9110, 5.6.1.2: a recipient ignores empty list elements. Generated clients name the type of
    # errors alone, which is no choice of a picture.
    items = (item.strip() for item in accept.split(","))
    accept = ",".join(item for item in items if item and not item.startswith(PROBLEM_JSON)) or "*/*"
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


@lru_cache(maxsize=1024)
def _quality(media_type: str, accept: str) -> float:
    """Return the weight of *media_type* in *accept*; case is ignored (RFC 9110, 8.3.1)."""
    return mediatypes.quality(media_type, accept.lower())


def answer(
    req: Request,
    resp: Response,
    quota: Quota,
    request: draw.DrawRequest,
    *,
    envelope: bool = False,
    negotiated: bool = False,
) -> None:
    """Answer with the picture of *request*, or with 304 if the client holds it already.

    Args:
        req: the request; only GET and HEAD are answered with 304 (RFC 9110, 13.1.2).
        resp: the answer to write.
        quota: the quota that pays for the drawing.
        request: the parsed options.
        envelope: True to send the picture inside a JSON document.
        negotiated: True if the answer depends on the Accept header.

    Raises:
        BarcodeError: the barcode can't be drawn with its options.
        LimitReached: the caller has to wait.
    """
    etag = etag_of(request.options, envelope)
    if req.method != "POST" and _is_current(req, etag, quota, request):
        resp.status = falcon.HTTP_304
        _keep(quota, req, Sent(request.options, etag, negotiated))
    else:
        picture = draw.draw_parsed(quota, request, offload=offload.drawing_in_thread)
        write_picture(resp, picture, envelope=envelope)
        # Only what is requested repeatedly: most data is drawn once.
        if req.method != "POST" and quota.cache_use == "hit":
            body, content_type = resp.data or b"", resp.content_type or ""
            # Others belong to the request, such as its id.
            headers = [pair for pair in resp.headers.items() if pair[0].startswith("x-barcode-")]
            kept = Sent(
                request.options, etag, negotiated, picture, body, content_type, dict(headers)
            )
            _keep(quota, req, kept)
    write_validators(req, resp, etag, negotiated=negotiated)


class Sent(msgspec.Struct, frozen=True):
    """An answer to a GET that was sent before, for equal requests.

    Attributes:
        options: the options that were drawn.
        etag: its validator.
        negotiated: True if it depends on the Accept header.
        picture: the picture; None if only a 304 was sent.
        body: the picture, or the JSON document that contains it.
        content_type: the media type of *body*.
        headers: those that describe the picture.
    """

    options: DrawOptions
    etag: str
    negotiated: bool
    picture: RenderedImage | None = None
    body: bytes = b""
    content_type: str = ""
    headers: Mapping[str, str] = {}

    @property
    def data(self) -> str:
        """The data, by which the cache measures the answer."""
        return self.options.data

    @property
    def text(self) -> str:
        """No further text."""
        return ""


def _key(req: Request) -> tuple[str, str, str]:
    """Return all that the answer to a GET of a picture depends on, without the caller."""
    return req.path, req.query_string, req.accept


def _keep(quota: Quota, req: Request, sent: Sent) -> None:
    quota.services.images.put(_key(req), sent)


def answer_again(req: Request, resp: Response, quota: Quota) -> bool:
    """Answer a GET that equals an earlier one without parsing it; return False if none does.

    It is charged and counted as if it were drawn.

    Raises:
        LimitReached: the caller has to wait.
    """
    sent: Sent | None = quota.services.images.get(_key(req))
    if sent is None:
        return False
    held = req.if_none_match or ()
    if sent.etag in held or ("*" in held and sent.picture is not None):
        resp.status = falcon.HTTP_304
    elif sent.picture is None:
        return False
    else:
        draw.draw_again(quota, sent.options, sent.picture)
        put_headers(resp, sent.headers)
        resp.content_type, resp.data = sent.content_type, sent.body
    write_validators(req, resp, sent.etag, negotiated=sent.negotiated)
    return True


class _Data(msgspec.Struct, frozen=True):
    """The data in a query string, and what is before and after it.

    Attributes:
        before: up to ``data=``.
        after: from the next ``&``.
        data: decoded.
    """

    before: str
    after: str
    data: str


def _data_of(query: str) -> _Data | None:
    """Return the data in *query*; None if it is missing, too long, or not simply written."""
    at = 0 if query.startswith("data=") else query.find("&data=") + 1
    begin = at + len("data=")
    end = query.find("&", begin)
    after = "" if end < 0 else query[end:]
    raw = query[begin:end] if after else query[begin:]
    # A plus sign needs a notice, and WSGI passes other bytes as Latin-1 (PEP 3333).
    is_simple = 0 < len(raw) <= _MAX_DATA and "+" not in raw and raw.isascii()
    if not (query.startswith("data=", at) and is_simple) or "&data=" in after:
        return None
    try:
        data = unquote(raw, errors="strict") if "%" in raw else raw
    except UnicodeDecodeError:
        return None
    return _Data(query[:at], after, data)


# By the query string without its data and by the Accept header: the options, and True for a
# document that contains the picture.
_known: dict[tuple[str, str, str], tuple[DrawOptions, bool]] = {}


def known(req: Request) -> tuple[draw.DrawRequest, bool] | None:
    """Return a GET that differs from an earlier one in its data alone, without parsing it.

    Returns:
        The request, and True to answer with a document that contains the picture; None if it has
        to be parsed.
    """
    found = _data_of(req.query_string)
    if found is None:
        return None
    earlier = _known.get((found.before, found.after, req.accept))
    if earlier is None:
        return None
    options, envelope = earlier
    return draw.DrawRequest(msgspec.structs.replace(options, data=found.data)), envelope


def remember(req: Request, request: draw.DrawRequest, *, envelope: bool) -> None:
    """Remember a parsed GET for `known`, unless other data could be parsed otherwise."""
    found = _data_of(req.query_string)
    is_long = len(req.query_string) + len(req.accept) > _MAX_DATA
    is_signed = authentication.signed_url_of(req) is not None
    # A POST may have options in its body, too.
    is_get = req.method != "POST"
    if not is_get or found is None or is_long or is_signed:
        return
    if request.notices or not request.is_plain:
        return
    if len(_known) >= _MAX_KNOWN:
        # Emptied as a whole: a record of what was used last would cost every request.
        _known.clear()
    _known[found.before, found.after, req.accept] = request.options, envelope


def _is_current(req: Request, etag: str, quota: Quota, request: draw.DrawRequest) -> bool:
    # Weak comparison, as If-None-Match requires: Falcon drops the W/ (RFC 9110, 13.1.2).
    held = req.if_none_match or ()
    # A client that holds the ETag was sent the picture, so the options are valid.
    if etag in held:
        return True
    if "*" not in held:
        return False
    # "*" matches a picture that exists, so an error of the options comes first.
    draw.check_parsed(quota, request)
    return True


def etag_of(options: DrawOptions, envelope: bool) -> str:
    """Return the strong validator (RFC 9110, 8.8.3) of an answer, without drawing it."""
    # Equal options are drawn to equal bytes by one version of the renderer.
    # Drawing is a pure function of these, so that the validator needs no picture.
    identity = _hash_of(pipeline.RENDERER_VERSIONS).copy()
    identity.update(_encode((envelope, options)))
    return base64.urlsafe_b64encode(identity.digest()[:18]).decode()


@cache
def _hash_of(versions: tuple[str, ...]) -> "hashlib._Hash":
    """Return the hash of *versions*, to be copied and continued."""
    return hashlib.sha256(_encode(versions))


def write_validators(req: Request, resp: Response, etag: str, *, negotiated: bool) -> None:
    """Set the headers for caches, which a 304 repeats (RFC 9110, 15.4.5)."""
    resp.etag = etag
    audience = "private" if authentication.is_private(req) else "public"
    signed, seconds = authentication.signed_url_of(req), CACHE_SECONDS
    if signed is not None and signed.expires_at:
        # No cache answers longer than the URL is valid.
        now = authentication.quota_of(req).services.clock.now()
        seconds = max(0, min(seconds, signed.expires_at - int(now)))
    put_headers(resp, {"cache-control": f"{audience}, max-age={seconds}"})
    if negotiated:
        # Caches must not give a PNG to a client that wants JSON (RFC 9110, 12.5.5).
        resp.append_header("Vary", "Accept")


def write_picture(resp: Response, picture: RenderedImage, *, envelope: bool) -> None:
    """Answer with *picture*, as bytes or inside a JSON document."""
    put_headers(
        resp,
        {
            "x-barcode-verified": picture.verified,
            "x-barcode-format": picture.symbology,
            "x-barcode-module-px": str(picture.module_px),
            "x-barcode-module-mm": f"{picture.module_mm:.4g}",
        },
    )
    if picture.ecc:
        resp.set_header("X-Barcode-Ecc", picture.ecc)
    if picture.scan_margin is not None:
        resp.set_header("X-Barcode-Scan-Margin", str(picture.scan_margin))
    if picture.warnings:
        # One line of text: commas separate the values of a list, and sentences contain commas.
        resp.set_header("X-Barcode-Warning", " ".join(picture.warnings))
    if envelope:
        resp.content_type = JSON
        resp.data = msgspec.json.encode(_wrap(picture))
    else:
        resp.content_type = picture.media_type
        resp.data = picture.body


def _wrap(picture: RenderedImage) -> Envelope:
    image = base64.b64encode(picture.body).decode()
    return Envelope(
        format=picture.symbology,
        data=picture.data,
        text=picture.text,
        media_type=picture.media_type,
        width=picture.width_px,
        height=picture.height_px,
        image=image,
        data_uri=f"data:{picture.media_type};base64,{image}",
        module_px=picture.module_px,
        module_mm=picture.module_mm,
        verified=picture.verified,
        warnings=picture.warnings,
        notices=picture.notices,
        ecc=picture.ecc,
        scan_margin=picture.scan_margin,
    )
