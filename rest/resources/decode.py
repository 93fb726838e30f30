"""POST ``decode``: every barcode in a picture or document."""

from falcon import Request, Response
from msgspec import structs

from common.barcode.decode import reader
from common.barcode.decode.diagnosis.request import MODES
from common.barcode.decode.reader import Wanted
from common.barcode.pages.page import MAX_PAGES
from common.barcode.pages.page_errors import READABLE
from common.operations import decode
from common.services.container import Services
from rest import authentication, disconnection, json_response, offload, request_params, uploads
from rest.errors import bad_request
from rest.routes import BINARY, Answer, Operation, Parameter, Route


class Reading(decode.DecodedFile, frozen=True, kw_only=True):
    """Every barcode in the file, by page, from top to bottom."""

    count: int


class DecodeResource:
    """Reads pictures and documents."""

    charges = True

    def __init__(self, services: Services) -> None:
        self._max_bytes = services.settings.max_body_bytes

    def on_post(self, req: Request, resp: Response) -> None:
        """Read the picture in the body."""
        wanted = _wanted(request_params.from_query(req))
        pictures = uploads.read(req, self._max_bytes)
        # The answer has no place to assign barcodes to pictures.
        if len(pictures) > 1:
            raise bad_request(
                "body",
                "decode.several_files",
                f"The form has {len(pictures)} files.",
                "Send one picture per request; it may show many barcodes.",
            )
        found = decode.decode(
            authentication.quota_of(req),
            pictures[0].content,
            wanted,
            read=offload.in_thread(reader.read_file),
            cancelled=disconnection.checks(req),
        )
        json_response.send(resp, Reading(**structs.asdict(found), count=len(found.barcodes)))


def _wanted(query: dict[str, object]) -> Wanted:
    """Return what the options of *query* ask for.

    Raises:
        ProblemError: 400 naming an option that is unknown or given more than once.
    """
    known = {name: query.pop(name) for name in ("formats", "pages", "diagnose") if name in query}
    request_params.require_no(query)
    return Wanted.parse(**{name: _text(name, value) for name, value in known.items()})


def _text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    raise bad_request(
        name,
        "option.repeated",
        f"{name} is given more than once.",
        "Give it once." if name == "diagnose" else "Give it once, with commas.",
    )


ROUTES = (
    Route(
        "decode",
        DecodeResource,
        operations={
            "POST": Operation(
                "Read every barcode in a picture or document",
                tag="Barcodes",
                description=f"Send a file as {READABLE}, as the body or as a file of a multipart "
                "form. Photos may be rotated and show several barcodes; all pages and frames are "
                "read, and each costs one barcode of the quota. `generate` accepts `format` and "
                "`text` of each unchanged.",
                parameters=(
                    Parameter(
                        "formats",
                        {"type": "string"},
                        description="Ids or aliases of symbologies to search for, separated by "
                        "commas; all by default. Those whose bars fit others as well are searched "
                        "for if they are named, or if nothing else is found.",
                        example="pharmacode,msi",
                    ),
                    Parameter(
                        "pages",
                        {"type": "string"},
                        description="Pages or frames to read, from 1; all by default, at most "
                        f"{MAX_PAGES} in a request.",
                        example="1-3,7",
                    ),
                    Parameter(
                        "diagnose",
                        {"type": "string", "enum": list(MODES), "default": "auto"},
                        description="Whether `diagnosis` of each page says what is wrong with a "
                        "barcode that is not read. `auto`: if nothing sure is found, or less than "
                        "`formats` names. `all`: always, and also what other readers may fail at "
                        "in those that are read, with their `quality`. `none`: never.",
                    ),
                ),
                body={
                    "image/png": BINARY,
                    "image/jpeg": BINARY,
                    "application/pdf": BINARY,
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
