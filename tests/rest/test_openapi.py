"""The OpenAPI document, and its examples. tests/system tests the server against it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from falcon.testing import Result, TestClient

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
    """JSON Schema 2020-12, validation 6.1.1: the name of a type, or a list of names."""
    documented = bodies(client)
    assert len(documented) > 3
    for path, properties in documented:
        for name, schema in properties.items():
            for each in schema.get("anyOf", [schema]):
                kinds = each["type"] if isinstance(each["type"], list) else [each["type"]]
                assert all(isinstance(kind, str) and kind in TYPES for kind in kinds), (path, name)


def test_each_body_has_one_media_type(client: TestClient) -> None:
    """openapi-generator 7.26: its typescript-fetch client does not compile if there are several."""
    document = client.simulate_get("/openapi.json").json
    bodies_of = [
        (path, list(operation["requestBody"]["content"]))
        for path, _, operation in operations(document)
        if "requestBody" in operation
    ]
    assert len(bodies_of) > 10
    assert [each for each in bodies_of if len(each[1]) != 1] == []
    decode = document["paths"]["/api/v1/decode"]["post"]
    assert "`image/png`" in decode["description"]


def test_credentials_are_optional_where_anonymous_callers_are_served(client: TestClient) -> None:
    """OpenAPI 3.1.0, 4.8.10: an empty requirement makes security optional.

    Generated clients send the credentials of the operation, and no others.
    """
    paths = client.simulate_get("/openapi.json").json["paths"]
    optional = [{"api_key": []}, {"bearer": []}, {}]
    for method, path in (("get", "generate"), ("post", "decode"), ("post", "batches")):
        assert paths[f"/api/v1/{path}"][method]["security"] == optional
    assert {} not in paths["/api/v1/keys"]["get"]["security"]
    assert "security" not in paths["/api/v1/token"]["post"]
    assert "security" not in paths["/health"]["get"]


def test_pictures_are_described_without_json(client: TestClient) -> None:
    """openapi-generator's Python client requests the first media type that contains `json`."""
    document = client.simulate_get("/openapi.json").json
    for method in ("get", "post"):
        kinds = list(document["paths"]["/api/v1/generate"][method]["responses"]["200"]["content"])
        assert kinds[0] == "image/png"
        assert not [kind for kind in kinds if "json" in kind]


def test_arrays_are_described_without_tuples(client: TestClient) -> None:
    """openapi-python-client refuses `items: false`, which ends a tuple (2020-12, core 10.3.1)."""
    document = client.simulate_get("/openapi.json").text
    assert '"prefixItems"' not in document
    assert '"items":false' not in document.replace(" ", "")


@pytest.mark.parametrize("name", ["width", "image_format", "show_text"])
def test_null_omits_an_option_of_a_json_body(client: TestClient, name: str) -> None:
    """The document allows null, and the server accepts it."""
    (properties,) = [found for path, found in bodies(client) if path.endswith("/generate")]
    assert "null" in properties[name]["type"]
    body = {"data": "1", "format": "code128", name: None}
    assert client.simulate_post("/api/v1/generate", json=body).status_code == 200


KEY = "an operator's key"
METHODS = {"get", "post", "patch", "delete"}
# The request that gets each error with an example.
REFUSED: dict[int, tuple[str, str, dict[str, Any]]] = {
    400: ("GET", "generate?data=123&format=code128&colour=navy", {}),
    406: ("GET", "generate?data=123&format=code128", {"headers": {"Accept": "audio/mp3"}}),
    422: ("GET", "generate?data=4006381333930&format=ean13", {}),
    429: ("GET", "generate?data=123&format=code128", {}),
}
# A token needs a user, a key needs a token, and a drawing changes the usage.
ORDER = ("/admin/users", "/token", "/keys", "/signatures", "/generate")


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield path, method and description of every operation."""
    for path, described in document["paths"].items():
        for method in METHODS & described.keys():
            yield path, method, described[method]


def fits(example: Any, actual: Any) -> bool:
    """Return True if *actual* equals *example*, in whose texts … matches anything."""
    if isinstance(example, dict) and isinstance(actual, dict):
        same_keys = example.keys() == actual.keys()
        return same_keys and all(fits(example[key], actual[key]) for key in example)
    if isinstance(example, list) and isinstance(actual, list):
        return len(example) == len(actual) and all(map(fits, example, actual))
    if isinstance(example, str) and "…" in example:
        return bool(re.fullmatch(".*".join(map(re.escape, example.split("…"))), actual))
    return bool(example == actual)


def test_examples_of_errors_match_the_answers(
    client_with: Callable[..., TestClient],
) -> None:
    """The documented example is the exact answer to its request."""
    examples = {
        int(status): answer["content"]["application/problem+json"]["example"]
        for _, _, operation in operations(client_with().simulate_get("/openapi.json").json)
        for status, answer in operation["responses"].items()
        if "example" in answer.get("content", {}).get("application/problem+json", {})
    }
    assert examples.keys() == REFUSED.keys()
    for status, (method, path, more) in REFUSED.items():
        quota = "1" if status == 429 else "100"
        client = client_with(RATE_LIMIT_UNAUTHENTICATED=quota, MASTER_API_KEY=KEY)
        if status == 429:
            client.simulate_request(method, f"/api/v1/{path}", **more)
        answer = client.simulate_request(method, f"/api/v1/{path}", **more)
        assert answer.status_code == status
        assert fits(examples[status], answer.json), answer.json


def send_example(
    client: TestClient, method: str, path: str, operation: dict[str, Any], token: str = ""
) -> Result:
    """Send a request that consists of the operation's examples."""
    given = {
        place: {
            each["name"]: str(each["example"])
            for each in operation["parameters"]
            if each["in"] == place and "example" in each
        }
        for place in ("query", "path")
    }
    contents = operation.get("requestBody", {}).get("content", {})
    properties = contents.get("application/json", {}).get("schema", {}).get("properties", {})
    schema = contents.get("application/json", {}).get("schema", {})
    required = schema.get("required", properties)
    whole = schema.get("examples")
    body = whole[0] if whole else {name: properties[name]["examples"][0] for name in required}
    headers = {"Accept": "application/json"}
    if {"master_key": []} in operation.get("security", []):
        headers["master-key"] = KEY
    if {"bearer": []} in operation.get("security", []) and {} not in operation["security"]:
        headers["Authorization"] = f"Bearer {token}"
    return client.simulate_request(
        method.upper(),
        path.format(**given["path"]),
        params=given["query"],
        json=body if properties else None,
        headers=headers,
    )


def test_examples_of_answers_match_the_answers(
    client_with: Callable[..., TestClient],
) -> None:
    """Each request consists of the examples of its parameters and body."""
    client = client_with(MASTER_API_KEY=KEY, RATE_LIMIT_BURST="1000")
    document = client.simulate_get("/openapi.json").json
    found = [
        (path, method, operation, int(status), answer["content"]["application/json"]["example"])
        for path, method, operation in operations(document)
        for status, answer in operation["responses"].items()
        if "example" in answer.get("content", {}).get("application/json", {})
    ]
    found.sort(key=lambda one: ORDER.index(one[0][7:]) if one[0][7:] in ORDER else -1)
    assert len(found) > 9
    token = ""
    for path, method, operation, status, example in found:
        answer = send_example(client, method, path, operation, token)
        assert answer.status_code == status, (path, answer.text)
        assert fits(example, answer.json), (path, answer.json)
        token = answer.json.get("access_token", token)


# MCP has no options in the query, and clients send the query of their configuration.
TRANSPORTS = ("/api/v1/mcp", "/api/v1/mcp/ws/{client_id}")
ACCEPTS_FILES = (
    *("/api/v1/batches", "/api/v1/bulk/generate_upload"),
    *("/api/v1/labels", "/api/v1/print"),
)


PLACES = dict.fromkeys(("id", "name", "printer", "number"), "1") | {
    "format": "code128",
    "ext": "png",
}


def test_unknown_option_is_refused_by_every_operation(
    client_with: Callable[..., TestClient],
) -> None:
    """README: an option that is unknown is refused by name."""
    client = client_with(MASTER_API_KEY=KEY, RATE_LIMIT_BURST="1000")
    user = {"username": "anna", "password": "correct horse battery staple"}
    client.simulate_post("/api/v1/admin/users", json=user, headers={"master-key": KEY})
    token = client.simulate_post("/api/v1/token", json=user).json["access_token"]
    headers = {"Authorization": f"Bearer {token}", "master-key": KEY, "Content-Type": "text/csv"}
    tested = [
        (path, method)
        for path, method, _ in operations(client.simulate_get("/openapi.json").json)
        if path.startswith("/api/v1/") and path not in TRANSPORTS
    ]
    assert len(tested) > 20
    for path, method in tested:
        answer = client.simulate_request(
            method.upper(),
            path.format_map(PLACES),
            params={"unheard_of": "1"},
            headers=headers,
            body="data\n1\n" if path in ACCEPTS_FILES else None,
        )
        assert answer.status_code == 400, (path, method, answer.text)
        assert "unheard_of" in {each["field"] for each in answer.json["errors"]}, (path, method)


def test_parameters_have_examples_that_work(client: TestClient) -> None:
    """The documentation sends them on "Execute", and they must succeed."""
    document = client.simulate_get("/openapi.json").json
    drawn = [
        (path, operation)
        for path, method, operation in operations(document)
        if method == "get" and operation["tags"] in (["Barcodes"], ["Symbologies"])
    ]
    assert len(drawn) > 4
    for path, operation in drawn:
        answer = send_example(client, "get", path, operation)
        assert answer.status_code == 200, (path, answer.text)


def test_every_operation_is_described(client: TestClient) -> None:
    document = client.simulate_get("/openapi.json").json
    chapters = {tag["name"]: tag["description"] for tag in document["tags"]}
    assert all(chapters.values())
    for path, method, operation in operations(document):
        assert operation["summary"], (path, method)
        assert set(operation["tags"]) <= chapters.keys(), (path, method)
        in_path = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", path))
        for each in operation["parameters"]:
            assert each["description"], (path, method, each["name"])


@pytest.mark.parametrize(
    ("status", "headers"), [(401, {"X-API-Key": "unknown"}), (405, {}), (429, {}), (200, {})]
)
def test_described_headers_are_sent(
    client_with: Callable[..., TestClient], status: int, headers: dict[str, str]
) -> None:
    """RFC 6750, 3; RFC 9110, 15.5.6; RFC 6585, 4; the draft's rate limits."""
    client = client_with(RATE_LIMIT_UNAUTHENTICATED="1")
    path = "/api/v1/generate?data=123&format=code128"
    if status == 429:
        client.simulate_get(path)
    answer = client.simulate_request("PUT" if status == 405 else "GET", path, headers=headers)
    described = client.simulate_get("/openapi.json").json
    named = described["paths"]["/api/v1/generate"]["get"]["responses"].get(str(status))
    names = {name.lower() for name in named["headers"]} if named else {"allow"}
    assert answer.status_code == status
    # Invalid credentials have no caller whose limits could be reported.
    # A Code 128 has neither error correction nor style.
    absent = {"x-barcode-warning", "x-barcode-ecc", "x-barcode-scan-margin"}
    optional = {*absent, *(names if status == 401 else ())}
    optional -= {"www-authenticate"}
    assert names - optional <= {name.lower() for name in answer.headers}
