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
)
# 414 comes from the worker, before the API sees a request; 429 from too many attempts to log in.
SETTINGS = """
[checks]
negative_data_rejection.expected-statuses = [
    400, 401, 403, 404, 405, 406, 413, 414, 415, 422, 426, 429
]
"""
SECONDS = 240
KEY = "an operator's key"


def hold(stack: RunningStack, folder: Path, *options: str) -> None:
    """Hold *stack* to its document; fail with all that schemathesis says against it."""
    (folder / "schemathesis.toml").write_text(SETTINGS)
    command = [
        Path(sys.executable).with_name("st"),
        "run",
        f"{stack.url}/openapi.json",
        "--phases=examples,coverage,fuzzing",
        "--max-examples=15",
        "--generation-deterministic",
        "--request-timeout=10",
        "--suppress-health-check=all",
        "--no-color",
        *options,
    ]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    tested = re.search(r"Tested: (\d+)", done.stdout)
    assert tested is not None, done.stdout + done.stderr
    assert int(tested[1]) > 5
    assert done.returncode == 0, done.stdout[-20_000:]


def test_answers_to_anybody_conform_to_the_document(tmp_path: Path) -> None:
    """Closed operations are among them, and have to stay closed."""
    with RunningStack(RATE_LIMIT_ENABLED="false") as stack:
        checks = ",".join((*CHECKS, "ignored_auth"))
        hold(stack, tmp_path, f"--checks={checks}")


def test_answers_to_the_operator_conform_to_the_document(tmp_path: Path) -> None:
    with RunningStack(RATE_LIMIT_ENABLED="false", MASTER_API_KEY=KEY) as stack:
        checks = ",".join(CHECKS)
        more = ("--include-tag=Operator", f"--header=master-key: {KEY}")
        hold(stack, tmp_path, f"--checks={checks}", *more)


def test_every_parameter_of_a_path_is_described(stack: RunningStack) -> None:
    paths = json.loads(stack.get("/openapi.json")[1])["paths"]
    for path, operations in paths.items():
        for operation in operations.values():
            told = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
            assert (path, told) == (path, set(re.findall(r"{(\w+)}", path)))
