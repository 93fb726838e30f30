"""Turns a RenderedImage into an HTTP answer: headers, validators, and the JSON envelope."""

import base64
import hashlib

import msgspec
from falcon import HTTP_304, Request, Response

from common.barcode import pipeline
from common.barcode.model.options import DrawOptions
from common.barcode.model.rendered_image import RenderedImage
from common.operations import draw
from common.operations.quota import Quota
from rest import authentication, conditional_requests, offload
from rest.routes import Answer

CACHE_SECONDS = 86_400

HEADERS = {
    "ETag": "A strong validator: the same request draws the same bytes.",
    "Cache-Control": "How long the picture may be kept.",
    "X-Barcode-Verified": "`true`: an independent decoder read it back; `unsupported`: none can.",
    "X-Barcode-Format": "The symbology's id.",
    "X-Barcode-Module-Px": "Width of a module in pixels.",
    "X-Barcode-Module-Mm": "Printed width of a module in mm at the picture's resolution.",
    "X-Barcode-Warning": "What may keep the printed barcode from scanning, a sentence or more. The "
    "JSON document has each by itself, as `warnings`.",
    "X-Cache": "`HIT`: kept from an earlier request; `MISS`: drawn and kept; `BYPASS`: drawn.",
}

NOT_MODIFIED = Answer(
    "The client holds the picture already.",
    headers={name: HEADERS[name] for name in ("ETag", "Cache-Control")},
)


class Envelope(msgspec.Struct):
    """A picture inside a JSON document, for clients that can't take bytes."""

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
    """Answer with the picture of *request*, or with 304 to a client that holds it already.

    Args:
        req: the request; only GET and HEAD are answered with 304.
        resp: the answer to write.
        quota: on which it is drawn.
        request: what to draw.
        envelope: inside a JSON document.
        negotiated: the Accept header took part in the choice.

    Raises:
        BarcodeError: the barcode can't be drawn as asked.
        LimitReached: the caller has to wait.
    """
    etag = etag_of(request.options, envelope)
    if req.method != "POST" and _is_held(req, etag, quota, request):
        resp.status = HTTP_304
    else:
        write_picture(
            resp, draw.draw_parsed(quota, request, offload=offload.in_thread), envelope=envelope
        )
    write_validators(resp, etag, private=authentication.is_known(req), negotiated=negotiated)


def _is_held(req: Request, etag: str, quota: Quota, request: draw.DrawRequest) -> bool:
    if conditional_requests.is_held(req, etag):
        return True
    if not conditional_requests.asks_for_none(req):
        return False
    draw.check_parsed(quota, request)
    return True


def etag_of(asked: DrawOptions, envelope: bool) -> str:
    """Return the strong validator of the answer to *asked*, without drawing it."""
    request = msgspec.json.encode((pipeline.RENDERER_VERSIONS, envelope, asked))
    return '"' + base64.urlsafe_b64encode(hashlib.sha256(request).digest()[:18]).decode() + '"'


def write_validators(resp: Response, etag: str, *, private: bool, negotiated: bool) -> None:
    """Set what caches go by, on a 200 and a 304 alike."""
    resp.set_header("ETag", etag)
    audience = "private" if private else "public"
    resp.set_header("Cache-Control", f"{audience}, max-age={CACHE_SECONDS}")
    if negotiated:
        resp.append_header("Vary", "Accept")


def write_picture(resp: Response, picture: RenderedImage, *, envelope: bool) -> None:
    """Answer with *picture*, as it is or inside a JSON document."""
    resp.set_header("X-Barcode-Verified", picture.verified)
    resp.set_header("X-Barcode-Format", picture.symbology)
    resp.set_header("X-Barcode-Module-Px", str(picture.module_px))
    resp.set_header("X-Barcode-Module-Mm", f"{picture.module_mm:.4g}")
    if picture.warnings:
        # One line of text: a list would be parted by commas, which sentences hold too.
        resp.set_header("X-Barcode-Warning", " ".join(picture.warnings))
    if envelope:
        resp.content_type = "application/json"
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
