"""POST ``decode``: every barcode in pictures and documents."""

from falcon import Request, Response
from msgspec import structs

from common.barcode.decode import reader
from common.barcode.decode.diagnosis.request import MAX_EXPECTED, MODES
from common.barcode.decode.reader import Wanted
from common.barcode.pages.page import MAX_PAGES
from common.barcode.pages.page_errors import READABLE
from common.operations import decode
from common.services.container import Services
from rest import authentication, disconnection, json_response, offload, request_params, uploads
from rest.errors import bad_request
from rest.routes import BINARY, Answer, Operation, Parameter, Route

_OPTIONS = ("formats", "pages", "diagnose", "expected")


class Reading(decode.DecodedFile, frozen=True, kw_only=True):
    """Every barcode in the files, by page, from top to bottom."""

    count: int


class DecodeResource:
    """Reads pictures and documents."""

    charges = True

    def __init__(self, services: Services) -> None:
        self._max_bytes = services.settings.max_body_bytes

    def on_post(self, req: Request, resp: Response) -> None:
        """Read the pictures in the body."""
        query = request_params.from_query(req)
        join = request_params.boolean("join", query.pop("join", "false"))
        wanted = _wanted(query)
        pictures = uploads.read(req, self._max_bytes)
        found = decode.decode(
            authentication.quota_of(req),
            [picture.content for picture in pictures],
            wanted,
            join=join,
            read=offload.in_thread(reader.read_file),
            cancelled=disconnection.checks(req),
        )
        json_response.send(resp, Reading(**structs.asdict(found), count=len(found.barcodes)))


def _wanted(query: dict[str, object]) -> Wanted:
    """Return what the options of *query* ask for.

    Raises:
        ProblemError: 400 naming an option that is unknown or given more than once.
    """
    known = {name: query.pop(name) for name in _OPTIONS if name in query}
    request_params.require_no(query)
    return Wanted.parse(**{name: _text(name, value) for name, value in known.items()})


def _text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    raise bad_request(
        name,
        "option.repeated",
        f"{name} is given more than once.",
        "Give it once, with commas." if name in ("formats", "pages") else "Give it once.",
    )


ROUTES = (
    Route(
        "decode",
        DecodeResource,
        operations={
            "POST": Operation(
                "Read every barcode in pictures and documents",
                tag="Barcodes",
                description=f"Send a file as {READABLE}, as the body, or several as files of a "
                "multipart form. Photos may be rotated and show several barcodes; all pages and "
                "frames are read, and each costs one barcode of the quota. `generate` accepts "
                "`format` and `text` of each unchanged.",
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
                        "`formats` names or `expected` says, or if scanners with red light "
                        "can't see what is read. `all`: always, and also what other readers may "
                        "fail at in those that are read, with their `quality`. "
                        "`none`: never.",
                    ),
                    Parameter(
                        "expected",
                        {"type": "integer", "minimum": 1, "maximum": MAX_EXPECTED},
                        description="How many barcodes each page should show. If fewer are read, "
                        "`missing` of the page says how many, and `diagnosis` has the areas that "
                        "look like a barcode and were not read.",
                        example=3,
                    ),
                    Parameter(
                        "join",
                        {"type": "boolean", "default": False},
                        description="Return the symbols of a message (structured append of QR Code,"
                        " Data Matrix and Aztec Code, Macro PDF417) as one barcode with the whole "
                        "text, whatever pages and files they are on. A message with a part that is "
                        "missing or there twice is refused.",
                    ),
                ),
                body={
                    "image/png": BINARY,
                    "image/jpeg": BINARY,
                    "application/pdf": BINARY,
                    "multipart/form-data": {
                        "type": "object",
                        "properties": {"image": {"type": "array", "items": BINARY}},
                        "required": ["image"],
                    },
                },
                answers={200: Answer("The barcodes.", {"application/json": Reading})},
                errors=(400, 413, 415, 422, 429),
            )
        },
    ),
)
