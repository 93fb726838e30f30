"""The declarations of a resource file: its routes and their documentation."""

from collections.abc import Collection, Mapping
from typing import Any

from msgspec import Struct

from common import discovery
from rest import resources

Schema = dict[str, Any]
# A msgspec Struct represents its schema, which gets a name in the document.
Shape = Schema | type[Struct]

BINARY: Schema = {"type": "string", "format": "binary"}


class Parameter(Struct, frozen=True):
    """One parameter of an operation, as OpenAPI describes it.

    Attributes:
        name: its name.
        schema: JSON Schema of its value.
        place: ``query``, ``path`` or ``header``.
        description: one sentence.
        required: True if a request without it is refused.
        example: a value that works; None if the schema has one.
        style: how an object is written (OpenAPI 3.1, 4.8.12.2); empty for the default.
    """

    name: str
    schema: Schema
    place: str = "query"
    description: str = ""
    required: bool = False
    example: object = None
    style: str = ""


def query_parameters(
    properties: Mapping[str, Schema],
    *,
    without: Collection[str] = (),
    required: Collection[str] = (),
    examples: Mapping[str, object] = {},
) -> tuple[Parameter, ...]:
    """Return the properties of a JSON Schema as query parameters.

    Args:
        properties: schemas by name.
        without: names to omit.
        required: names of required parameters.
        examples: values by name, for schemas without a suitable one.
    """
    return tuple(
        Parameter(
            name,
            schema,
            description=schema.get("description", ""),
            required=name in required,
            example=examples.get(name),
        )
        for name, schema in properties.items()
        if name not in without
    )


class Answer(Struct, frozen=True):
    """A successful answer.

    Attributes:
        description: one sentence.
        content: schemas by media type; empty for an answer without a body.
        headers: descriptions by header name.
        example: a JSON answer; ``…`` in its texts replaces values that differ between answers.
    """

    description: str
    content: Mapping[str, Shape] = {}
    headers: Mapping[str, str] = {}
    example: object = None


class Operation(Struct, frozen=True):
    """One method of a route, as the API's documentation describes it.

    Attributes:
        summary: a short imperative phrase.
        answers: successful answers by status.
        description: further text, in Markdown.
        parameters: its path, query and header parameters.
        body: schemas of the request body by media type.
        body_required: False if the body may be omitted.
        errors: the statuses of its problem documents.
        security: names of security schemes, one of which is required; empty for public operations.
        optional_security: names of those that a public operation below ROOT_PATH accepts.
        tag: its chapter in the documentation.
    """

    summary: str
    answers: Mapping[int, Answer]
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    body: Mapping[str, Shape] = {}
    body_required: bool = True
    errors: tuple[int, ...] = ()
    security: tuple[str, ...] = ()
    optional_security: tuple[str, ...] = ("api_key", "bearer")
    tag: str = ""


class Route(Struct, frozen=True):
    """A path, the class that answers it, and its operations.

    Attributes:
        path: below ROOT_PATH without a leading slash, or the whole path if *bare*.
        resource: a class whose ``__init__`` accepts the services.
        suffix: selects responders such as ``on_get_{suffix}``, as in Falcon's ``add_route``.
        bare: True for a path outside ROOT_PATH.
        operations: by method; a route without operations is not documented.
    """

    path: str
    resource: type
    suffix: str = ""
    bare: bool = False
    operations: Mapping[str, Operation] = {}

    def location(self, root_path: str) -> str:
        """Return the whole path."""
        return self.path if self.bare else f"{root_path}/{self.path}"


def collect() -> list[Route]:
    """Return every route that a file of ``rest.resources`` declares."""
    return discovery.collect(resources, "ROUTES", Route)
