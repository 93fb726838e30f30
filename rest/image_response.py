"""Answers with a picture: headers, validators and the JSON envelope."""

import base64
import hashlib

import msgspec
from falcon import HTTP_304, Request, Response

from common.barcode import pipeline
from common.barcode.model.options import DrawOptions
from common.barcode.model.rendered_image import RenderedImage
from common.barcode.render import image_format
from common.operations import draw
from common.operations.quota import Quota
from rest import authentication, negotiation, offload
from rest.json_response import JSON
from rest.routes import BINARY, Answer

CACHE_SECONDS = 86_400

CONTENT = {each.media_type: BINARY for each in image_format.catalogue().values()}

HEADERS = {
    "ETag": "A strong validator: equal requests draw equal bytes.",
    "Cache-Control": "How long the picture may be cached.",
    "X-Barcode-Verified": "`true`: an independent decoder read it back; `unsupported`: none can.",
    "X-Barcode-Format": "The symbology's id.",
    "X-Barcode-Module-Px": "Width of a module in pixels.",
    "X-Barcode-Module-Mm": "Printed width of a module in mm at the picture's resolution.",
    "X-Barcode-Warning": "Why the printed barcode may not scan, in one or more sentences. The "
    "`warnings` of the JSON document hold them separately.",
    "X-Cache": "`HIT`: cached by an earlier request; `MISS`: drawn and cached; `BYPASS`: drawn.",
}

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
        resp.status = HTTP_304
    else:
        picture = draw.draw_parsed(quota, request, offload=offload.in_thread)
        write_picture(resp, picture, envelope=envelope)
    write_validators(resp, etag, private=authentication.has_credentials(req), negotiated=negotiated)


def _is_current(req: Request, etag: str, quota: Quota, request: draw.DrawRequest) -> bool:
    # A client that holds the ETag was sent the picture, so the options are valid.
    if negotiation.has_etag(req, etag):
        return True
    if not negotiation.has_any_etag(req):
        return False
    # "*" matches a picture that exists, so an error of the options comes first.
    draw.check_parsed(quota, request)
    return True


def etag_of(options: DrawOptions, envelope: bool) -> str:
    """Return the strong validator (RFC 9110, 8.8.3) of an answer, without drawing it."""
    # Equal options are drawn to equal bytes by one version of the renderer.
    identity = msgspec.json.encode((pipeline.RENDERER_VERSIONS, envelope, options))
    return '"' + base64.urlsafe_b64encode(hashlib.sha256(identity).digest()[:18]).decode() + '"'


def write_validators(resp: Response, etag: str, *, private: bool, negotiated: bool) -> None:
    """Set the headers for caches, which a 304 repeats (RFC 9110, 15.4.5)."""
    resp.set_header("ETag", etag)
    audience = "private" if private else "public"
    resp.set_header("Cache-Control", f"{audience}, max-age={CACHE_SECONDS}")
    if negotiated:
        resp.append_header("Vary", "Accept")


def write_picture(resp: Response, picture: RenderedImage, *, envelope: bool) -> None:
    """Answer with *picture*, as bytes or inside a JSON document."""
    resp.set_header("X-Barcode-Verified", picture.verified)
    resp.set_header("X-Barcode-Format", picture.symbology)
    resp.set_header("X-Barcode-Module-Px", str(picture.module_px))
    resp.set_header("X-Barcode-Module-Mm", f"{picture.module_mm:.4g}")
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
    )
