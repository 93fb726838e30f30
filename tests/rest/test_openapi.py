"""The OpenAPI document itself. What the server does about it is for tests/e2e."""

from typing import Any

import pytest
from falcon.testing import TestClient

TYPES = {"string", "integer", "number", "boolean", "null", "object", "array"}


def bodies(client: TestClient) -> list[tuple[str, dict[str, Any]]]:
    """Return the properties of every JSON body, by the operation's path."""
    paths = client.simulate_get("/openapi.json").json["paths"]
    contents = [
        (path, operation["requestBody"]["content"].get("application/json", {}))
        for path, operations in paths.items()
        for operation in operations.values()
        if "requestBody" in operation
    ]
    return [
        (path, content["schema"]["properties"])
        for path, content in contents
        if "properties" in content.get("schema", {})
    ]


def test_fields_of_json_bodies_have_types_of_json_schema(client: TestClient) -> None:
    """JSON Schema 2020-12, validation 6.1.1: a type's name, or a list of names."""
    found = bodies(client)
    assert len(found) > 3
    for path, properties in found:
        for name, schema in properties.items():
            told = schema["type"]
            kinds = told if isinstance(told, list) else [told]
            assert all(isinstance(kind, str) and kind in TYPES for kind in kinds), (path, name)


@pytest.mark.parametrize("name", ["width", "image_format", "show_text"])
def test_null_leaves_an_option_of_a_json_body_out(client: TestClient, name: str) -> None:
    """The document says so, and the server holds to it."""
    (properties,) = [found for path, found in bodies(client) if path.endswith("/generate")]
    assert "null" in properties[name]["type"]
    body = {"data": "1", "format": "code128", name: None}
    assert client.simulate_post("/api/v1/generate", json=body).status_code == 200
