"""POST ``decode``: every barcode in a picture."""

import msgspec
from falcon import Request, Response

from common.barcode.decode import reader
from common.operations import decode
from common.services.container import Services
from rest import authentication, json_response, offload, request_params, uploads
from rest.errors import bad_request
from rest.routes import BINARY, Answer, Operation, Parameter, Route


class Reading(msgspec.Struct):
    """Every barcode in the picture, from top to bottom."""

    count: int
    barcodes: tuple[decode.DecodedBarcode, ...]


class DecodeResource:
    """Reads pictures."""

    charges = True

    def __init__(self, services: Services) -> None:
        self._max_bytes = services.settings.max_body_bytes

    def on_post(self, req: Request, resp: Response) -> None:
        """Read the picture in the body."""
        formats = _formats(request_params.from_query(req))
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
            authentication.quota_of(req),
            pictures[0].content,
            formats=formats,
            read=offload.in_thread(reader.read),
        )
        json_response.send(resp, Reading(len(barcodes), barcodes))


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


ROUTES = (
    Route(
        "decode",
        DecodeResource,
        operations={
            "POST": Operation(
                "Read every barcode in a picture",
                tag="Barcodes",
                description="Send a PNG, JPEG, GIF, BMP, TIFF, WEBP or PCX picture as the body or "
                "as a file of a multipart form. Photos may be rotated and show several "
                "barcodes. `generate` accepts `format` and `text` of each unchanged.",
                parameters=(
                    Parameter(
                        "formats",
                        {"type": "string"},
                        description="Ids or aliases of symbologies to search for, separated by "
                        "commas; all by default. Those whose bars fit others as well are searched "
                        "for if they are named, or if nothing else is found.",
                        example="pharmacode,msi",
                    ),
                ),
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
