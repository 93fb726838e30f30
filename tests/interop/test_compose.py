"""The compose files, read by Docker Compose itself, which needs no engine for that."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.interop import kubernetes

DEPLOY = Path(__file__).parents[2] / "deploy"
COMPOSE = kubernetes.HOME / "bin" / "docker-compose"
FILES = ("compose.yaml", "compose.single.yaml")


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    kubernetes.ensure()


def configuration(file: str) -> dict[str, Any]:
    """Return what Docker Compose understands."""
    command = [COMPOSE, "-f", DEPLOY / file, "config", "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    understood: dict[str, Any] = json.loads(done.stdout)
    return understood


@pytest.mark.parametrize("file", FILES)
def test_services_are_read_only_and_stop_in_time(file: str) -> None:
    """10 s suffice for a stack (docs/operations.md), after which an engine kills it."""
    api = configuration(file)["services"]["api"]
    assert (api["read_only"], api["cap_drop"], api["tmpfs"]) == (True, ["ALL"], ["/tmp"])
    assert api["stop_grace_period"] == "15s"


def test_services_that_make_secrets_are_built_and_have_no_network() -> None:
    """Without `build` Compose would look for the image in a registry first."""
    services = configuration("compose.yaml")["services"]
    for name in ("secrets", "certificate"):
        service = services[name]
        assert service["build"] == services["api"]["build"]
        assert (service["network_mode"], service.get("restart")) == ("none", None)
        assert service["command"][:2] == ["barcode-api", "secrets"]
