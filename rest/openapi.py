"""Builds the OpenAPI 3.1 document from the declarations of the routes."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

import msgspec

from common import json_schema
from common.settings import Settings
from rest import openapi_text
from rest.json_response import JSON
from rest.problems import PROBLEM_JSON, ProblemDocument
from rest.routes import Answer, Operation, Parameter, Route, Schema, Shape

_MULTIPART = "multipart/form-data"

_REF = "#/components/schemas/{name}"
# Every operation below ROOT_PATH checks credentials and counts the request.
_ERRORS_BELOW_ROOT_PATH = (400, 401, 429, 503)


def build(settings: Settings, routes: Iterable[Route]) -> dict[str, Any]:
    """Return the document that describes *routes* of a server with *settings*."""
    documented = [route for route in routes if route.operations]
    paths: dict[str, dict[str, Any]] = {}
    for route in documented:
        path = paths.setdefault(route.location(settings.root_path), {})
        for method, operation in route.operations.items():
            path[method.lower()] = _operation(operation, route, method)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": settings.project_name,
            "version": settings.app_version,
            "summary": "Barcodes that an independent decoder reads back before they are sent.",
            "description": openapi_text.DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": settings.server_url or "/"}],
        "tags": [{"name": name, "description": text} for name, text in openapi_text.TAGS.items()],
        # In order of path: the order of discovery is that of file names.
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": _components(documented),
            "headers": openapi_text.HEADERS,
            "securitySchemes": SECURITY_SCHEMES,
        },
    }


def _components(routes: list[Route]) -> dict[str, Any]:
    shapes: list[Any] = [ProblemDocument]
    for route in routes:
        for operation in route.operations.values():
            shapes += operation.body.values()
            shapes += [s for answer in operation.answers.values() for s in answer.content.values()]
    # Each struct once, in a stable order, so that the document has a stable ETag and diff.
    structs = list(dict.fromkeys(shape for shape in shapes if isinstance(shape, type)))
    components = msgspec.json.schema_components(structs, ref_template=_REF)[1]
    # Generators of clients refuse `items: false`.
    simple: dict[str, Any] = json_schema.simplify(components)
    return simple


def _schema(shape: Shape) -> Schema:
    return {"$ref": _REF.format(name=shape.__name__)} if isinstance(shape, type) else shape


SECURITY_SCHEMES: dict[str, Schema] = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "api_key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    "master_key": {"type": "apiKey", "in": "header", "name": "master-key"},
}


def _operation(operation: Operation, route: Route, method: str) -> dict[str, Any]:
    name = route.path.strip("/").replace("/", "_").replace("{", "").replace("}", "")
    document: dict[str, Any] = {
        "operationId": f"{method.lower()}_{name.replace('.', '_').replace('-', '_')}",
        "summary": operation.summary,
        "parameters": [_parameter(parameter) for parameter in operation.parameters],
        "responses": {
            **{
                str(status): _answer(status, answer, route)
                for status, answer in operation.answers.items()
            },
            **{str(status): _problem(status, route) for status in _errors(operation, route)},
        },
    }
    description = " ".join(filter(None, (operation.description, _other_bodies(operation.body))))
    if description:
        document["description"] = description
    if operation.tag:
        document["tags"] = [operation.tag]
    if security := _security(operation, route):
        document["security"] = security
    if operation.body:
        document["requestBody"] = {
            "required": operation.body_required,
            "content": _content(_body_for_generators(operation.body)),
        }
    return document


def _security(operation: Operation, route: Route) -> list[dict[str, list[str]]]:
    """Return the credentials that *operation* takes; generated clients send only those.

    An empty object means that it needs none (OpenAPI 3.1.0, 4.8.10, `security`).
    """
    is_optional = not operation.security and not route.bare
    schemes = operation.optional_security if is_optional else operation.security
    required: list[dict[str, list[str]]] = [{scheme: []} for scheme in schemes]
    return [*required, {}] if required and is_optional else required


def _body_for_generators(body: Mapping[str, Shape]) -> dict[str, Shape]:
    """Return the one media type of a body that generated clients send.

    openapi-generator's TypeScript client does not compile if there are several, and others use one
    of them only: named fields as JSON, and files as parts of a form.
    """
    chosen = JSON if _json_body(body) else _MULTIPART if _MULTIPART in body else next(iter(body))
    return _json_body(body) or {chosen: body[chosen]}


def _other_bodies(body: Mapping[str, Shape]) -> str:
    """Return a sentence about the media types that `_body_for_generators` omits."""
    if not body:
        return ""
    others = [f"`{name}`" for name in body if name not in _body_for_generators(body)]
    return f"The body may also be {', '.join(others)}." if others else ""


def _json_body(body: Mapping[str, Shape]) -> dict[str, Shape]:
    """Return the JSON body's schema, in which an optional field may be null, as if absent."""
    shape = body.get(JSON)
    if not isinstance(shape, dict) or "properties" not in shape:
        return {}
    required = shape.get("required", ())
    properties = {
        name: schema if name in required else _nullable(schema)
        for name, schema in shape["properties"].items()
    }
    return {JSON: {**shape, "properties": properties}}


def _nullable(schema: Schema) -> Schema:
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    # JSON Schema 2020-12, validation 6.1.2: an enum must list null too.
    choices = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return {**schema, **choices, "type": [*kinds, "null"]}


def _errors(operation: Operation, route: Route) -> list[int]:
    """Return the statuses of the operation's problem documents."""
    below_root = () if route.bare else _ERRORS_BELOW_ROOT_PATH
    # Only a query string can make a request line too long.
    queried = any(parameter.place == "query" for parameter in operation.parameters)
    statuses = {*operation.errors, *below_root, *((414,) if queried else ())}
    # A status among the answers has a description of its own.
    return sorted(statuses - operation.answers.keys())


def _parameter(parameter: Parameter) -> dict[str, Any]:
    document = {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.required or parameter.place == "path",
        "description": parameter.description,
        "schema": parameter.schema,
    }
    if parameter.style:
        document["style"] = parameter.style
    example = parameter.example
    # The documentation and test generators need a value that works for each required parameter.
    if example is None and document["required"]:
        example = next(iter(parameter.schema.get("examples", ())), None)
    return document if example is None else {**document, "example": example}


def _answer(status: int, answer: Answer, route: Route) -> dict[str, Any]:
    own = {
        name: {"description": text, "schema": {"type": "string"}}
        for name, text in answer.headers.items()
    }
    document: dict[str, Any] = {
        "description": answer.description,
        "headers": {**own, **_shared_headers(openapi_text.OF_PROBLEMS.get(status, ()), route)},
    }
    if answer.content:
        document["content"] = _content(answer.content)
    if answer.example is not None:
        document["content"][JSON]["example"] = answer.example
    return document


def _problem(status: int, route: Route) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": _schema(ProblemDocument)}
    if status in openapi_text.EXAMPLES:
        content["example"] = msgspec.to_builtins(openapi_text.EXAMPLES[status])
    return {
        "description": openapi_text.PROBLEMS.get(status) or f"{HTTPStatus(status).phrase}.",
        "headers": _shared_headers(openapi_text.OF_PROBLEMS.get(status, ()), route),
        "content": {PROBLEM_JSON: content},
    }


def _shared_headers(own: Iterable[str], route: Route) -> dict[str, Any]:
    of_the_api = () if route.bare else openapi_text.OF_THE_API
    names = (*own, *openapi_text.OF_ALL, *of_the_api)
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _content(shapes: Mapping[str, Shape]) -> dict[str, Any]:
    return {media_type: {"schema": _schema(shape)} for media_type, shape in shapes.items()}
