"""The server holds to its own OpenAPI document, whatever is sent to it (issue F, 4).

schemathesis makes requests of the document, well-formed and malformed, sends them to a running
stack and judges the answers: no 5xx, no status, media type, header or body that is not described,
no method that is not.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.e2e.running import RunningStack

# Not among them: that well-formed requests are accepted. A schema can't say what an EAN-13 holds.
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "ignored_auth",
)
# 414 comes from Gunicorn, before the API sees a request.
SETTINGS = """
[checks]
negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 406, 413, 414, 415, 422, 426]
"""
SECONDS = 240


def test_answers_conform_to_the_document(tmp_path: Path) -> None:
    (tmp_path / "schemathesis.toml").write_text(SETTINGS)
    with RunningStack(RATE_LIMIT_ENABLED="false") as stack:
        command = [
            Path(sys.executable).with_name("st"),
            "run",
            f"{stack.url}/openapi.json",
            "--phases=examples,coverage,fuzzing",
            "--max-examples=25",
            "--generation-deterministic",
            "--request-timeout=10",
            "--suppress-health-check=all",
            "--no-color",
            f"--checks={','.join(CHECKS)}",
        ]
        done = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    assert done.returncode == 0, done.stdout[-20_000:]
    tested = re.search(r"Tested: (\d+)", done.stdout)
    assert tested is not None
    assert int(tested[1]) > 10


def test_every_parameter_of_a_path_is_described(stack: RunningStack) -> None:
    paths = json.loads(stack.get("/openapi.json")[1])["paths"]
    for path, operations in paths.items():
        for operation in operations.values():
            told = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
            assert (path, told) == (path, set(re.findall(r"{(\w+)}", path)))
