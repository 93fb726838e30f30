"""What installs the MCP server: the entry of the registry, the bundle and the links in the guide.

Sources: server.schema.json 2025-12-11 of the MCP registry, the manifest specification of MCP
bundles 0.4, and the documentation of VS Code and Cursor. `make dist` runs the bundle.
"""

import base64
import json
import re
import tomllib
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from common import __version__
from common.cli.__main__ import parser
from tests.documents.reading import ROOT, links
from tools import make_bundle

SERVER: dict[str, Any] = json.loads((ROOT / "server.json").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_entry_is_within_the_limits_of_the_registry() -> None:
    assert re.fullmatch(r"[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+", SERVER["name"])
    assert 1 <= len(SERVER["description"]) <= 100
    assert SERVER["repository"]["url"] == PROJECT["urls"]["Source"]


def test_readme_has_the_name_of_the_entry() -> None:
    """The registry looks for it in the description of the package on PyPI."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"mcp-name: {SERVER['name']}" in readme


def test_entry_names_this_package_and_version() -> None:
    (package,) = SERVER["packages"]
    assert package["identifier"] == PROJECT["name"]
    assert {SERVER["version"], package["version"]} == {__version__}


def test_arguments_of_the_entry_are_accepted() -> None:
    """The registry: positional values in order, named ones as --name=value."""
    (package,) = SERVER["packages"]
    words = [
        each["value"] if each["type"] == "positional" else f"{each['name']}=/tmp"
        for each in package["packageArguments"]
    ]
    assert parser(words).parse_args(words).allow == ["/tmp"]


def test_bundle_has_what_its_manifest_names(tmp_path: Path) -> None:
    bundle = make_bundle.make(tmp_path)
    assert bundle.name == f"thebarcodeapi-{__version__}.mcpb"
    with zipfile.ZipFile(bundle) as archive:
        names = set(archive.namelist())
        manifest = json.loads(archive.read("manifest.json"))
        project = tomllib.loads(archive.read("pyproject.toml").decode())["project"]
        source = archive.read(manifest["server"]["entry_point"]).decode()
    assert names == {"manifest.json", "pyproject.toml", "src/server.py", "LICENSE"}
    assert manifest["version"] == __version__
    assert manifest["server"]["type"] == "uv"
    assert project["dependencies"] == [f"thebarcodeapi=={__version__}"]
    assert project["requires-python"] == PROJECT["requires-python"]
    assert "@VERSION@" not in source


def test_two_bundles_of_one_version_are_equal(tmp_path: Path) -> None:
    first, second = make_bundle.make(tmp_path / "a"), make_bundle.make(tmp_path / "b")
    assert first.read_bytes() == second.read_bytes()


def test_links_of_the_guide_install_the_command_of_the_package() -> None:
    """VS Code takes the configuration as JSON, Cursor as base64 of JSON."""
    found = {}
    for link in links(ROOT / "docs" / "mcp.md"):
        if "/install" in link or "install-mcp" in link:
            query = parse_qs(urlsplit(link).query)
            found[urlsplit(link).hostname] = (query["name"], query["config"][0])
    expected = {"command": "uvx", "args": [PROJECT["name"], "mcp"]}
    assert found.keys() == {"vscode.dev", "cursor.com"}
    assert all(name == ["barcodes"] for name, _ in found.values())
    assert json.loads(found["vscode.dev"][1]) == expected
    assert json.loads(base64.b64decode(found["cursor.com"][1])) == expected
    assert PROJECT["name"] in PROJECT["scripts"]
