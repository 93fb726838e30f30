"""deploy/compose.yaml uses existing names. Tests don't start it: they have no container engine."""

import re
from argparse import Namespace
from pathlib import Path
from typing import Any

import yaml

from common import settings
from common.cli.__main__ import parser

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
IMAGE = (ROOT / "Dockerfile").read_text()
RELEASE = (ROOT / ".github" / "workflows" / "release.yml").read_text()


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


def mounts(service: dict[str, Any]) -> dict[str, str]:
    """Return the volume or file at each path of *service*; a path alone is a volume of its own."""
    split = [each.removesuffix(":ro").rpartition(":") for each in service.get("volumes", ())]
    return {target: source for source, _, target in split}


def command_of(service: str) -> Namespace:
    """Return the arguments of `barcode-api` in the command of *service*."""
    program, *words = compose()["services"][service]["command"].split()
    assert program == "barcode-api"
    return parser(words).parse_args(words)


def test_every_secret_is_made_before_it_is_read(tmp_path: Path) -> None:
    """Each path of a secret is a file that the first start makes, in a volume that is mounted."""
    services = compose()["services"]
    made = command_of("secrets")
    made.folder = tmp_path
    assert made.run(made) == 0
    volume = mounts(services["secrets"])["/app/data"]
    for name in ("api", "postgres"):
        assert mounts(services[name])["/run/secrets"] == volume
        named = services[name]["environment"]
        paths = [Path(path) for key, path in named.items() if key.endswith("_FILE")]
        assert paths
        assert all((tmp_path / path.relative_to("/run/secrets")).exists() for path in paths)
        waits = services[name]["depends_on"]["secrets"]
        assert waits == {"condition": "service_completed_successfully"}


def test_certificate_is_made_before_nginx_reads_it(tmp_path: Path) -> None:
    services = compose()["services"]
    made = command_of("certificate")
    made.folder = tmp_path
    assert made.run(made) == 0
    volume = mounts(services["certificate"])["/app/data"]
    assert mounts(services["nginx"])["/etc/nginx/tls"] == volume
    read = (DEPLOY / "nginx.conf").read_text()
    assert {f"/etc/nginx/tls/{path.name}" for path in tmp_path.iterdir()} == set(
        re.findall(r"/etc/nginx/tls/[\w.]+", read)
    )


def test_volumes_of_secrets_get_the_user_of_the_image() -> None:
    """An engine copies owner and mode of the image's folder to a new volume mounted there."""
    assert "install -d -o barcode -g root -m 0770 /app/data" in IMAGE
    for name in ("secrets", "certificate"):
        assert list(mounts(compose()["services"][name])) == ["/app/data"]


def test_one_file_needs_nothing_else() -> None:
    """It names the image that the release publishes, and files of no clone."""
    document = yaml.safe_load((DEPLOY / "compose.single.yaml").read_text())
    (service,) = document["services"].values()
    assert "build" not in service
    assert set(mounts(service).values()) == set(document["volumes"])
    assert set(mounts(service)) == set(re.findall(r"^VOLUME (.+)", IMAGE, re.MULTILINE))
    assert service["image"] == "ghcr.io/thebarcodeapi/thebarcodeapi"
    assert "ghcr.io/${GITHUB_REPOSITORY,,}" in RELEASE
    assert "github.com/thebarcodeapi/thebarcodeapi" in (ROOT / "pyproject.toml").read_text()


def test_nginx_is_in_the_trusted_network() -> None:
    """Otherwise all clients would have the address of nginx and share one quota."""
    document = compose()
    (network,) = document["networks"]["inside"]["ipam"]["config"]
    assert document["services"]["api"]["environment"]["TRUSTED_PROXIES"] == network["subnet"]


def test_nginx_reads_the_shipped_configuration() -> None:
    source = mounts(compose()["services"]["nginx"])["/etc/nginx/nginx.conf"]
    assert (DEPLOY / source).resolve() == DEPLOY / "nginx.conf"
