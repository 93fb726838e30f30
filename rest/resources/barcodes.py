"""GET HEAD ``barcodes/{format}.{ext}?data=…``: one barcode as a plain, cacheable picture URL."""

from falcon import Request, Response

from common.barcode.encode import symbology
from common.barcode.model.errors import UnknownFormat, UnknownSymbology
from common.barcode.render import image_format
from common.operations import draw
from common.operations.content import LEAST_OPTIONS, request_schema
from common.services.container import Services
from rest import image_response, limits, request_params
from rest.errors import ProblemError, bad_request
from rest.routes import Answer, Operation, Parameter, Route

# The path says these, so that a query that says them too would contradict or repeat it.
_IN_PATH = ("format", "image_format")


class Barcodes:
    """Draws what a picture's address says."""

    def __init__(self, services: Services) -> None:
        pass

    def on_get(self, req: Request, resp: Response, format: str, ext: str) -> None:
        """Draw the barcode; the extension alone chooses the image format."""
        given = request_params.from_query(req)
        for name in _IN_PATH:
            if name in given:
                raise bad_request(
                    name, "option.in_path", f"The path says {name} already.", "Leave it out."
                )
        _require_names(format, ext)
        quota = limits.quota_of(req)
        wanted = {**given, "format": format, "image_format": ext}
        asked = draw.parse(quota, wanted, strings=True)
        image_response.answer(req, resp, quota, asked)

    on_head = on_get


def _require_names(format: str, ext: str) -> None:
    """Answer 404, with near names, for a path that no picture can have."""
    try:
        symbology.find(format)
        image_format.find(ext)
    except (UnknownSymbology, UnknownFormat) as error:
        problem = error.problems[0]
        raise ProblemError(404, problem.code, "Not found", problem) from error


_SCHEMA = request_schema()

ROUTES = (
    Route(
        "barcodes/{format}.{ext}",
        Barcodes,
        operations={
            "GET": Operation(
                "Draw one barcode by its address",
                tag="Barcodes",
                description="For `<img src>`: the extension is the image format, nothing is "
                "negotiated, and caches may keep the picture for a day.",
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
                    *(
                        Parameter(
                            name,
                            schema,
                            description=schema.get("description", ""),
                            example=LEAST_OPTIONS.get(name),
                        )
                        for name, schema in _SCHEMA["properties"].items()
                        if name not in _IN_PATH
                    ),
                ),
                answers={
                    200: Answer(
                        "The barcode.",
                        {
                            each.media_type: {"type": "string", "format": "binary"}
                            for each in image_format.catalogue().values()
                        },
                        image_response.HEADERS,
                    ),
                    304: image_response.NOT_MODIFIED,
                },
                errors=(400, 404, 422, 429),
            )
        },
    ),
)
