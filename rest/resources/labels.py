"""POST ``labels``: labels of rows in the body. GET ``label-templates``: what may be on them."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from falcon import Request, Response

from common.barcode.labels import builtin, label_options, template_document
from common.barcode.model.errors import Problem
from common.operations import isolated_parsing
from common.operations.labels import direct, outputs, saved
from common.operations.labels.direct import Prepared, Source
from common.services.container import Services
from rest import (
    authentication,
    disconnection,
    json_response,
    offload,
    request_body,
    request_params,
    uploads,
)
from rest.batch_requests import take_choice, take_encoding
from rest.errors import ProblemError, bad_request
from rest.routes import BINARY, Answer, Operation, Parameter, Route
from rest.streaming import DOWNLOADS, HEADERS

TAG = "Labels"
USAGE_NAME = "labels"


# What a small picture of an element needs.
_PLACE = ("type", "left", "top", "width", "height", "length", "thickness", "direction")
_OUTLINE = frozenset((*_PLACE, "format", "font_size", "align"))


class TemplateEntry(msgspec.Struct, frozen=True):
    """One label template.

    Attributes:
        name: the value of `template`.
        title: what it is.
        description: what it is for, and its columns.
        own: true if the caller has saved it.
        width: of its labels in mm; 0 if it is for labels of any size.
        height: of its labels in mm; 0 if it is for labels of any size.
        outline: its elements with their places, without what they say.
    """

    name: str
    title: str
    description: str
    own: bool
    width: float
    height: float
    outline: list[dict[str, str | float]]


class TemplateListing(msgspec.Struct, frozen=True):
    """The caller's label templates, then those of the product, each in order of name."""

    count: int
    templates: list[TemplateEntry]


class LabelsResource:
    """Draws labels of the rows that a request contains."""

    charges = True

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_post(self, req: Request, resp: Response) -> None:
        """Send the labels of the rows or of the table in the body."""
        source, given = source_of(self._services, req)
        kind = str(given.pop("format", outputs.PDF))
        prepared = prepare(self._services, req, kind, source, given)
        name = f"labels.{prepared.output.kind}"
        media_type = prepared.output.media_type
        with authentication.quota_of(req).refunding(prepared.cost):
            DOWNLOADS.send(req, resp, prepared.pieces(), name, media_type, _charged_already)


def _charged_already() -> None:
    """Do nothing when the download begins."""


def prepare(
    services: Services, req: Request, kind: str, source: Source, given: dict[str, object]
) -> Prepared:
    """Return the labels of *source*, which are charged then.

    The most that they may cost is charged before anything is drawn. A request that is refused costs
    burst only.

    Args:
        services: the services.
        req: the request.
        kind: the kind of the file.
        source: the rows.
        given: the options, ``strict`` among them.

    Raises:
        ProblemError: ``strict`` is malformed.
        BarcodeError: the labels can't be made.
        LimitReached: the caller has less left.
    """
    strict = request_params.boolean("strict", given.pop("strict", True))
    quota = authentication.quota_of(req)
    charged = 0

    def admit(cost: int) -> None:
        nonlocal charged
        requests = quota.requests_for_barcodes(cost)
        quota.charge(format=USAGE_NAME, cost=cost, requests=requests)
        charged = cost

    try:
        prepared = _prepared(services, req, kind, source, given, strict, admit)
    except BaseException:
        quota.refund(charged)
        raise
    quota.refund(charged - prepared.cost)
    return prepared


def _prepared(
    services: Services,
    req: Request,
    kind: str,
    source: Source,
    given: dict[str, object],
    strict: bool,
    admit: Callable[[int], None],
) -> Prepared:
    return direct.prepare(
        services,
        authentication.of(req).key,
        kind,
        given,
        source,
        datetime.fromtimestamp(services.clock.now(), UTC),
        strict=strict,
        find_template=saved.finder(services, authentication.of(req).key),
        admit=admit,
        pause=disconnection.stopping(req, offload.yield_to_others()),
    )


def source_of(services: Services, req: Request) -> tuple[Source, dict[str, object]]:
    """Return the rows and the options of *req*: JSON, or a table with options in the query.

    Raises:
        ProblemError, BarcodeError: the body is malformed.
    """
    query = request_params.from_query(req)
    media_type = (req.content_type or "").partition(";")[0].strip().lower()
    if media_type == json_response.JSON:
        body = request_body.parse_json(request_body.read(req))
        # In JSON, null is the same as an omitted option.
        given = {
            name: value
            for name, value in request_params.merge(query, body).items()
            if value is not None
        }
        return direct.of_objects(given.pop("rows", None)), given
    form = uploads.read_form(req, services.settings.max_body_bytes, ("template",))
    given = request_params.merge(query, form.fields)
    if len(form.files) != 1:
        raise bad_request("body", "body.several_files", "Labels need one table.", "Send one file.")
    (file,) = form.files
    caller, encoding = authentication.of(req).key, take_encoding(given)
    # Many requests that arrive together would otherwise all be read in one round of the loop.
    offload.take_turn()
    table = isolated_parsing.read_table(
        services,
        caller,
        file.name,
        file.content,
        media_type=file.media_type,
        encoding=encoding,
        wanted=take_choice(given),
        pause=disconnection.stopping(req, offload.yield_to_others()),
        cancelled=disconnection.checks(req),
    )
    return direct.of_table(table), given


class TemplatesResource:
    """Describes the label templates of the product."""

    def __init__(self, services: Services) -> None:
        self._services = services
        # Encoded once: the answer is the same for all callers.
        self._schema = msgspec.json.encode(template_document.schema())

    def on_get(self, req: Request, resp: Response) -> None:
        """List every template of the product, and those of the caller's account."""
        request_params.require_none(req)
        own = []
        caller = authentication.of(req).key
        if caller.startswith("user:"):
            own = saved.every(self._services, authentication.identity_of(req).user.id)
        entries = [_entry(each, is_own=True) for each in own]
        entries += [_entry(each, is_own=False) for each in builtin.documents().values()]
        json_response.send(resp, TemplateListing(len(entries), entries))

    def on_get_schema(self, req: Request, resp: Response) -> None:
        """Send the JSON Schema of templates."""
        request_params.require_none(req)
        json_response.send(resp, self._schema, json_response.ONE_HOUR)

    def on_get_one(self, req: Request, resp: Response, name: str) -> None:
        """Send the document of one template."""
        request_params.require_none(req)
        document = saved.document(self._services, authentication.of(req).key, name)
        if document is None:
            raise _unknown(name)
        json_response.send(resp, document)

    def on_put_one(self, req: Request, resp: Response, name: str) -> None:
        """Save a template in the caller's account."""
        identity = authentication.identity_of(req)
        request_params.require_none(req)
        document = request_body.parse_json(request_body.read(req, saved.MAX_BYTES))
        saved.save(self._services, identity.user.id, name, document)
        resp.status = 204
        resp.set_header("Cache-Control", "no-store")

    def on_delete_one(self, req: Request, resp: Response, name: str) -> None:
        """Delete a template of the caller's account."""
        identity = authentication.identity_of(req)
        request_params.require_none(req)
        if not self._services.label_templates.delete(identity.user.id, name):
            raise _unknown(name)
        resp.status = 204
        resp.set_header("Cache-Control", "no-store")

    on_head = on_get
    on_head_schema = on_get_schema
    on_head_one = on_get_one


def _entry(document: Mapping[str, Any], *, is_own: bool) -> TemplateEntry:
    title, description = str(document.get("title", "")), str(document.get("description", ""))
    size = document.get("size") or {}
    outline = [
        {name: value for name, value in element.items() if name in _OUTLINE}
        for element in document["elements"]
    ]
    width, height = float(size.get("width", 0)), float(size.get("height", 0))
    return TemplateEntry(str(document["name"]), title, description, is_own, width, height, outline)


def _unknown(name: str) -> ProblemError:
    problem = Problem(
        "name",
        "labels.unknown_template",
        f"No label template is called {name[:40]!r}.",
        f"There are {', '.join(builtin.names())}, and those that you have saved.",
    )
    return ProblemError(404, problem.code, "Unknown label template", problem)


_ROW_EXAMPLE = {"name": "Tea", "price": "3.20 €", "ean": "5901234123457"}
_DOCUMENT = {"type": "object", "description": "A label template.", "additionalProperties": True}


def body_schema() -> dict[str, Any]:
    """Return the JSON Schema of a request with rows."""
    properties = dict(label_options.schema()["properties"])
    # The rows of a grid: a template names those in its stock. Here `rows` are the data.
    del properties["rows"]
    return {
        "type": "object",
        "properties": {
            "rows": {
                "type": "array",
                "minItems": 1,
                "maxItems": direct.MAX_ROWS,
                "items": {"type": "object", "additionalProperties": True},
                "description": "The columns of each label.",
            },
            "format": {
                "type": "string",
                "enum": list(outputs.kinds()),
                "default": outputs.PDF,
                "description": "The kind of the file: PDF, PNG or a printers' language.",
            },
            "strict": {
                "type": "boolean",
                "default": True,
                "description": "false prints the reason on the label of a row that can't be "
                "printed; true refuses all rows.",
            },
            **in_body({**outputs.options_schema(), **properties}),
        },
        "required": ["rows"],
        "additionalProperties": False,
        "example": {"template": "product-price", "stock": "L7160", "rows": [_ROW_EXAMPLE]},
    }


def in_body(properties: dict[str, Any]) -> dict[str, Any]:
    """Return options of labels as members of a JSON object: the template may be a document."""
    template = {
        **{name: value for name, value in properties["template"].items() if name != "type"},
        # Generated clients take a list of types for one of them.
        "anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": True}],
    }
    return without_defaults({**properties, "template": template})


def without_defaults(properties: dict[str, Any]) -> dict[str, Any]:
    """Return *properties* with their defaults in words.

    Generated clients send every default, and most options apply to some templates only.
    """
    result = {}
    for name, schema in properties.items():
        kept = {key: value for key, value in schema.items() if key != "default"}
        if schema.get("default") not in (None, ""):
            kept["description"] = f"{schema.get('description', '')} Default: {schema['default']}."
        result[name] = kept
    return result


_CSV = {"type": "string", "example": "name,price,ean\nTea,3.20 €,5901234123457"}
_FORM = {
    "type": "object",
    "properties": {"file": {"type": "string", "format": "binary"}},
    "required": ["file"],
}
_OWN_NAME = Parameter("name", {"type": "string"}, "path", "Its name.", example="my-label")
_SECURITY = ("bearer", "api_key")
LABEL_BODY = {json_response.JSON: body_schema(), "text/csv": _CSV, "multipart/form-data": _FORM}
LABEL_ERRORS = (400, 413, 415, 422, 429, 503)

ROUTES = (
    Route(
        "labels",
        LabelsResource,
        operations={
            "POST": Operation(
                "Draw labels",
                tag=TAG,
                description="Of rows as JSON, or of a table (CSV, XLSX, TXT) with the options in "
                "the query or in fields of the form, where `sheet`, `range`, `header_row` and "
                "`encoding` say how to read it. Nothing is stored. Each row costs the "
                "barcodes that are drawn for it, equal copies once, and one at least.",
                body=LABEL_BODY,
                answers={
                    200: Answer(
                        "The file.",
                        {"application/pdf": BINARY, "image/png": BINARY},
                        HEADERS,
                    )
                },
                errors=LABEL_ERRORS,
            )
        },
    ),
    Route(
        "label-templates",
        TemplatesResource,
        operations={
            "GET": Operation(
                "List every label template",
                tag=TAG,
                answers={200: Answer("Every template.", {json_response.JSON: TemplateListing})},
            )
        },
    ),
    Route(
        "label-templates/schema",
        TemplatesResource,
        suffix="schema",
        operations={
            "GET": Operation(
                "Read the JSON Schema of label templates",
                tag=TAG,
                answers={200: Answer("JSON Schema 2020-12.", {json_response.JSON: _DOCUMENT})},
            )
        },
    ),
    Route(
        "label-templates/{name}",
        TemplatesResource,
        suffix="one",
        operations={
            "GET": Operation(
                "Read a label template",
                tag=TAG,
                parameters=(
                    Parameter(
                        "name", {"type": "string"}, "path", "Its name.", example="product-price"
                    ),
                ),
                answers={200: Answer("The document.", {json_response.JSON: _DOCUMENT})},
                errors=(404,),
            ),
            "PUT": Operation(
                "Save a label template",
                tag=TAG,
                description="In your account, where it replaces one of the same name; `template` "
                "then accepts the name.",
                parameters=(_OWN_NAME,),
                body={json_response.JSON: _DOCUMENT},
                answers={204: Answer("The template is saved.")},
                errors=(400, 401, 413, 415, 429, 503),
                security=_SECURITY,
            ),
            "DELETE": Operation(
                "Delete a label template",
                tag=TAG,
                parameters=(_OWN_NAME,),
                answers={204: Answer("The template is deleted.")},
                errors=(401, 404, 429, 503),
                security=_SECURITY,
            ),
        },
    ),
)
