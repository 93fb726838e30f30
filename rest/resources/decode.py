"""POST ``decode``: every barcode in a picture."""

import msgspec
from falcon import Request, Response

from common.barcode.decode import reader
from common.operations import decode
from common.services.container import Services
from rest import json_response, limits, offload, request_params, uploads
from rest.errors import bad_request
from rest.routes import BINARY, Answer, Operation, Route


class Reading(msgspec.Struct):
    """Every barcode in the picture, from top to bottom."""

    count: int
    barcodes: tuple[decode.DecodedBarcode, ...]


class Decode:
    """Reads pictures."""

    charges = True

    def __init__(self, services: Services) -> None:
        self._max_bytes = services.settings.max_body_bytes

    def on_post(self, req: Request, resp: Response) -> None:
        """Read the picture in the body."""
        request_params.require_none(req)
        pictures = uploads.read(req, self._max_bytes)
        # The answer has no place to assign barcodes to pictures.
        if len(pictures) > 1:
            raise bad_request(
                "body",
                "decode.several_files",
                f"The form has {len(pictures)} files.",
                "Send one picture per request; it may show many barcodes.",
            )
        barcodes = decode.decode(
            limits.quota_of(req), pictures[0].content, read=offload.in_thread(reader.read)
        )
        json_response.send(resp, Reading(len(barcodes), barcodes))


ROUTES = (
    Route(
        "decode",
        Decode,
        operations={
            "POST": Operation(
                "Read every barcode in a picture",
                tag="Barcodes",
                description="Send a PNG, JPEG, GIF, BMP, TIFF, WEBP or PCX picture as the body or "
                "as a file of a multipart form. Photos may be rotated and show several barcodes.",
                body={
                    "image/png": BINARY,
                    "image/jpeg": BINARY,
                    "multipart/form-data": {
                        "type": "object",
                        "properties": {"image": BINARY},
                        "required": ["image"],
                    },
                },
                answers={200: Answer("The barcodes.", {"application/json": Reading})},
                errors=(400, 413, 415, 422, 429),
            )
        },
    ),
)
