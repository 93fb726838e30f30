"""The official conformance suite against the product's server, under both eras.

`make interop` installs the suite and runs this. Every requirement of a revision must pass, except
those that the baseline names with a reason; an unexpected pass is a failure too.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.app import PATH
from tests.interop.environments import HERE, NODE
from tests.mcp_daemon.running import RunningGunicorn

SUITE = HERE / "node_modules/@modelcontextprotocol/conformance/dist/index.js"
BASELINES = Path(__file__).parent
SUITE_SECONDS = 300


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGunicorn]:
    running = RunningGunicorn(
        tmp_path_factory.mktemp("conformance"), app="tests.conformance.app:get_app()"
    )
    yield running
    running.stop()


@pytest.mark.parametrize("revision", ["2025-11-25", "2026-07-28"])
def test_requirements_of_the_revision_pass(
    server: RunningGunicorn, revision: str, tmp_path: Path
) -> None:
    """The official suite's requirements of each revision."""
    url = f"http://127.0.0.1:{server.port}{PATH}"
    baseline = BASELINES / f"baseline-{revision}.yml"
    command = [NODE, SUITE, "server", "--url", url, "--requirements", revision]
    command += ["--expected-failures", baseline, "--output-dir", tmp_path]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=SUITE_SECONDS, check=False
    )
    sys.stdout.write(done.stdout[-6000:])
    assert done.returncode == 0, done.stderr[-2000:]
    assert "tools-call-simple-text" in done.stdout
