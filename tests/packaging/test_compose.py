"""deploy/compose.yaml names what there is. It is not started: no engine runs in tests."""

import re
from pathlib import Path
from typing import Any

import yaml

from common import settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def compose() -> dict[str, Any]:
    """Return the file."""
    document: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return document


def test_replicas_are_told_by_settings_that_exist() -> None:
    """A misspelt variable would be ignored, and each replica count for itself."""
    told = compose()["services"]["api"]["environment"]
    known = {variable.name for variable in settings.variables()}
    known |= {f"{variable.name}_FILE" for variable in settings.variables() if variable.secret}
    assert told.keys() <= known
    values = {name: text for name, text in told.items() if not name.endswith("_FILE")}
    assert settings.load(values).redis_url == told["REDIS_URL"]


def test_servers_are_called_as_they_are_named() -> None:
    services = compose()["services"]
    told = services["api"]["environment"]
    assert re.findall(r"@(\w+):", told["DATABASE_URL"]) == ["postgres"]
    assert re.findall(r"//(\w+):", told["REDIS_URL"]) == ["redis"]
    assert "server api:8000;" in (DEPLOY / "nginx.conf").read_text()
    assert {"postgres", "redis", "api"} <= services.keys()


def test_every_secret_is_declared_and_read_where_it_lies() -> None:
    """Compose mounts a secret as /run/secrets/NAME."""
    document = compose()
    for service in document["services"].values():
        lie = {f"/run/secrets/{name}" for name in service.get("secrets", ())}
        assert set(service.get("secrets", ())) <= document["secrets"].keys()
        named = service.get("environment", {})
        assert {path for name, path in named.items() if name.endswith("_FILE")} == lie


def test_nginx_stands_in_the_network_that_is_believed() -> None:
    """Otherwise every client would look like nginx and share one quota."""
    document = compose()
    (network,) = document["networks"]["inside"]["ipam"]["config"]
    assert document["services"]["api"]["environment"]["TRUSTED_PROXIES"] == network["subnet"]


def test_what_is_mounted_is_where_nginx_reads_it() -> None:
    mounts = [each.split(":") for each in compose()["services"]["nginx"]["volumes"]]
    assert (DEPLOY / mounts[0][0]).resolve() == DEPLOY / "nginx.conf"
    read = (DEPLOY / "nginx.conf").read_text()
    assert all(f"{target}/" in read for _, target, _ in mounts[1:])
