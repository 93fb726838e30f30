"""deploy/compose.yaml uses existing names. Tests don't start it: they have no container engine."""

import re
from pathlib import Path
from typing import Any

import yaml

from common import settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def compose() -> dict[str, Any]:
    """Return the parsed file."""
    document: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return document


def test_replicas_use_existing_settings() -> None:
    """A misspelt variable would be ignored, and each replica would count separately."""
    environment = compose()["services"]["api"]["environment"]
    known = {variable.name for variable in settings.variables()}
    known |= {f"{variable.name}_FILE" for variable in settings.variables() if variable.secret}
    assert environment.keys() <= known
    values = {name: text for name, text in environment.items() if not name.endswith("_FILE")}
    assert settings.load(values).redis_url == environment["REDIS_URL"]


def test_urls_use_the_names_of_the_services() -> None:
    services = compose()["services"]
    environment = services["api"]["environment"]
    assert re.findall(r"@(\w+):", environment["DATABASE_URL"]) == ["postgres"]
    assert re.findall(r"//(\w+):", environment["REDIS_URL"]) == ["redis"]
    assert "server api:8000;" in (DEPLOY / "nginx.conf").read_text()
    assert {"postgres", "redis", "api"} <= services.keys()


def test_every_secret_is_declared_and_read_from_its_path() -> None:
    """Compose mounts a secret as /run/secrets/NAME."""
    document = compose()
    for service in document["services"].values():
        mounted = {f"/run/secrets/{name}" for name in service.get("secrets", ())}
        assert set(service.get("secrets", ())) <= document["secrets"].keys()
        named = service.get("environment", {})
        assert {path for name, path in named.items() if name.endswith("_FILE")} == mounted


def test_nginx_is_in_the_trusted_network() -> None:
    """Otherwise all clients would have the address of nginx and share one quota."""
    document = compose()
    (network,) = document["networks"]["inside"]["ipam"]["config"]
    assert document["services"]["api"]["environment"]["TRUSTED_PROXIES"] == network["subnet"]


def test_mounts_are_at_the_paths_that_nginx_reads() -> None:
    mounts = [each.split(":") for each in compose()["services"]["nginx"]["volumes"]]
    assert (DEPLOY / mounts[0][0]).resolve() == DEPLOY / "nginx.conf"
    read = (DEPLOY / "nginx.conf").read_text()
    assert all(f"{target}/" in read for _, target, _ in mounts[1:])
