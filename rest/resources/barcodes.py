"""GET and HEAD ``barcodes/{format}.{ext}?data=…``: one barcode as a cacheable picture URL."""

from falcon import Request, Response

from common.barcode.encode import symbology
from common.barcode.model.errors import UnknownFormat, UnknownSymbology
from common.barcode.render import image_format
from common.operations import draw
from common.operations.content import EXAMPLE_REQUEST, request_schema
from common.services.container import Services
from rest import authentication, image_response, request_params
from rest.errors import ProblemError, bad_request
from rest.routes import Answer, Operation, Parameter, Route, query_parameters

# The path sets these options, so a query string must not repeat or contradict them.
_IN_PATH = ("format", "image_format")


class BarcodesResource:
    """Draws the barcode that a URL describes."""

    def __init__(self, services: Services) -> None:
        pass

    def on_get(self, req: Request, resp: Response, format: str, ext: str) -> None:
        """Draw the barcode; only the extension chooses the image format."""
        quota = authentication.quota_of(req)
        if image_response.answer_again(req, resp, quota):
            return
        given = request_params.from_query(req)
        for name in _IN_PATH:
            if name in given:
                raise bad_request(
                    name,
                    "option.in_path",
                    f"The path already sets {name}.",
                    "Omit it from the query.",
                )
        _require_names(format, ext)
        values = {**given, "format": format, "image_format": ext}
        notices = request_params.notices(req)
        request = draw.parse(quota, values, strings=True, notices=notices)
        image_response.answer(req, resp, quota, request)

    on_head = on_get


def _require_names(format: str, ext: str) -> None:
    """Raise a 404 that suggests similar names if the path names no symbology or image format."""
    try:
        symbology.find(format)
        image_format.find(ext)
    except (UnknownSymbology, UnknownFormat) as error:
        problem = error.problems[0]
        raise ProblemError(404, problem.code, "Not found", problem) from error


ROUTES = (
    Route(
        "barcodes/{format}.{ext}",
        BarcodesResource,
        operations={
            "GET": Operation(
                "Draw one barcode by its URL",
                tag="Barcodes",
                description="For `<img src>`: the extension chooses the image format, whatever the "
                "Accept header says, and caches may keep the picture for a day.",
                parameters=(
                    Parameter(
                        "format",
                        {"type": "string"},
                        "path",
                        "The symbology's id or an alias.",
                        example="code128",
                    ),
                    Parameter(
                        "ext",
                        {"type": "string"},
                        "path",
                        "The image format's extension.",
                        example="png",
                    ),
                    *query_parameters(
                        request_schema()["properties"], without=_IN_PATH, examples=EXAMPLE_REQUEST
                    ),
                ),
                answers={
                    200: Answer("The barcode.", image_response.CONTENT, image_response.HEADERS),
                    304: image_response.NOT_MODIFIED,
                },
                errors=(400, 404, 422, 429),
            )
        },
    ),
)
