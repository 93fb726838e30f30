"""The server conforms to its OpenAPI document.

schemathesis makes valid and invalid requests from the document, sends them to a running stack and
checks the answers: no 5xx, and no undocumented status, media type, header, body or method.
"""

import re
import subprocess
import sys
from pathlib import Path

from tests.e2e.running import RunningStack

# Without the check that valid requests are accepted: a schema can't describe the data of an EAN-13.
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
)
# 414 comes from the worker, before the app gets the request; 429 from too many attempts to log in.
SETTINGS = """
[checks]
negative_data_rejection.expected-statuses = [
    400, 401, 403, 404, 405, 406, 413, 414, 415, 422, 426, 429
]
"""
# Below the timeout of a test, so that the report is printed.
SECONDS = 290
KEY = "an operator's key"


def check(stack: RunningStack, folder: Path, *options: str) -> None:
    """Check *stack* against its document; fail with the report of schemathesis."""
    (folder / "schemathesis.toml").write_text(SETTINGS)
    command = [
        Path(sys.executable).with_name("st"),
        "run",
        f"{stack.url}/openapi.json",
        "--phases=examples,coverage,fuzzing",
        "--max-examples=8",
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


def test_answers_to_anonymous_clients_conform_to_the_document(tmp_path: Path) -> None:
    """Protected operations are included, and must refuse these clients."""
    with RunningStack(RATE_LIMIT_ENABLED="false") as stack:
        checks = ",".join((*CHECKS, "ignored_auth"))
        check(stack, tmp_path, f"--checks={checks}")


def test_answers_to_the_operator_conform_to_the_document(tmp_path: Path) -> None:
    with RunningStack(RATE_LIMIT_ENABLED="false", MASTER_API_KEY=KEY) as stack:
        checks = ",".join(CHECKS)
        more = ("--include-tag=Operator", f"--header=master-key: {KEY}")
        check(stack, tmp_path, f"--checks={checks}", *more)
