"""POST ``decode``: every barcode in a picture."""

import msgspec
from falcon import Request, Response

from common.barcode.decode import reader
from common.operations import decode
from common.services.container import Services
from rest import limits, offload, request_params, uploads
from rest.errors import bad_request
from rest.routes import Answer, Operation, Parameter, Route


class Reading(msgspec.Struct):
    """Every barcode in the picture, from top to bottom."""

    count: int
    barcodes: tuple[decode.DecodedBarcode, ...]


class Decode:
    """Reads pictures."""

    charges = True

    def __init__(self, services: Services) -> None:
        self._most_bytes = services.settings.max_body_bytes

    def on_post(self, req: Request, resp: Response) -> None:
        """Read the picture in the body."""
        formats = _formats(request_params.from_query(req))
        found = uploads.read(req, self._most_bytes)
        if len(found) > 1:
            raise bad_request(
                "body",
                "decode.several_files",
                f"The form holds {len(found)} files.",
                "Send one picture a request; it may hold many barcodes.",
            )
        barcodes = decode.decode(
            limits.quota_of(req),
            found[0].content,
            formats=formats,
            read=offload.in_thread(reader.read),
        )
        resp.content_type = "application/json"
        resp.data = msgspec.json.encode(Reading(len(barcodes), barcodes))
        resp.set_header("Cache-Control", "no-store")


def _formats(query: dict[str, object]) -> str:
    """Return the option ``formats``, the only one of *query*.

    Raises:
        ProblemError: 400 naming another option, or ``formats`` if it is given more than once.
    """
    formats = query.pop("formats", "")
    request_params.require_no(query)
    if isinstance(formats, str):
        return formats
    raise bad_request(
        "formats",
        "option.repeated",
        "formats is given more than once.",
        "Give it once, with commas between the symbologies.",
    )


_PICTURE = {"type": "string", "format": "binary"}

ROUTES = (
    Route(
        "decode",
        Decode,
        operations={
            "POST": Operation(
                "Read every barcode in a picture",
                tag="Barcodes",
                description="Send a PNG, JPEG, GIF, BMP, TIFF, WEBP or PCX picture as the body or "
                "as a file of a multipart form. Photos may be turned and hold several barcodes. "
                "`format` and `text` of each can be given to `generate` unchanged.",
                parameters=(
                    Parameter(
                        "formats",
                        {"type": "string"},
                        description="Symbologies to look for, ids or aliases separated by commas; "
                        "all, if it is left out. Those whose bars fit others as well are looked "
                        "for if they are named, or if nothing else is found.",
                        example="pharmacode,msi",
                    ),
                ),
                body={
                    "image/png": _PICTURE,
                    "image/jpeg": _PICTURE,
                    "multipart/form-data": {
                        "type": "object",
                        "properties": {"image": _PICTURE},
                        "required": ["image"],
                    },
                },
                answers={200: Answer("What was read.", {"application/json": Reading})},
                errors=(400, 413, 415, 422, 429),
            )
        },
    ),
)
