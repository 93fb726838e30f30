"""The runner for the blocks of each language; a language without a runner is an error."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from common import settings
from tests.documents.reading import ROOT, Block
from tests.interop import environments
from tests.system.following import greeting, unit
from tests.system.following.follower import Shell, own_python

SOCKET = "ws://localhost:8000/api/v1/mcp/ws/documents"


def run_commands(shell: Shell, block: Block) -> None:
    """Run shell commands."""
    shell.run(block.text)


def compare_output(shell: Shell, block: Block) -> None:
    """Compare the block with the output of the commands before it; ``…`` matches anything."""
    shown, printed = (" ".join(text.split()) for text in (block.text, shell.last.text))
    assert re.fullmatch(pattern(shown), printed), f"shown {shown!r}, printed {printed!r}"


def pattern(shown: str) -> str:
    """Return a regular expression for *shown*, in which ``…`` matches anything."""
    return "(?s)" + ".*".join(re.escape(part) for part in shown.split("…"))


def use_json(shell: Shell, block: Block) -> None:
    """Connect with a configuration, send messages, or compare a shown answer."""
    lines = block.text.splitlines()
    if all(is_message(line) for line in lines):
        for answer in greeting.over_websocket(shell.clone.here(SOCKET), lines):
            assert "error" not in answer, answer
            assert not answer["result"].get("isError"), answer
        return
    document = json.loads(shell.clone.here(block.text))
    servers = document.get("mcpServers", document.get("servers", {}))
    for server in servers.values():
        greeting.greet(server, shell.clone.environ)
    if not servers:
        assert_shown(json.loads(block.text), json.loads(shell.last.text), "answer")


def is_message(line: str) -> bool:
    """Return True if *line* is a JSON-RPC message."""
    try:
        return "jsonrpc" in json.loads(line)
    except ValueError:
        return False


def assert_shown(shown: Any, actual: Any, at: str) -> None:
    """Compare a shown answer with the actual one; ``…`` in a text matches anything."""
    if isinstance(shown, dict) and isinstance(actual, dict):
        assert set(shown) == set(actual), at
        for key, value in shown.items():
            assert_shown(value, actual[key], f"{at}.{key}")
    elif isinstance(shown, list) and isinstance(actual, list):
        assert len(shown) == len(actual), at
        for number, value in enumerate(shown):
            assert_shown(value, actual[number], f"{at}[{number}]")
    elif isinstance(shown, str) and "…" in shown:
        assert re.fullmatch(pattern(shown), actual), f"{at}: shown {shown!r}, actual {actual!r}"
    else:
        assert shown == actual, f"{at}: shown {shown!r}, actual {actual!r}"


def run_python(shell: Shell, block: Block) -> None:
    """Run a Python program."""
    needs = {"langchain_mcp_adapters": "v1", "mcp": "v2"}
    imported = set(re.findall(r"^(?:from|import) (\w+)", block.text, re.MULTILINE))
    environment = [where for package, where in needs.items() if package in imported]
    program = environments.PYTHONS[environment[0]] if environment else own_python()
    shell.execute(program, block.text, ".py")


def run_javascript(shell: Shell, block: Block) -> None:
    """Run a JavaScript module with Node.js and the packages from npm."""
    modules = shell.clone.folder / "node_modules"
    if not modules.exists():
        modules.symlink_to(environments.MODULES)
    shell.execute(environments.NODE, block.text, ".mjs")


def keep_unit(shell: Shell, block: Block) -> None:
    """Save a systemd unit, whose path is in its first line, for later commands."""
    text = shell.clone.here(block.text)
    file = Path(text.splitlines()[0].removeprefix("# "))
    assert file.parent == shell.clone.units, "the first line is a comment that names the file"
    unit.parse(text)
    file.write_text(text)


def keep_table(shell: Shell, block: Block) -> None:
    """Save a table as the file that the text before it names and later commands use."""
    before = block.document.read_text(encoding="utf-8").splitlines()[: block.line]
    (*_, name) = re.findall(r"`([a-z]+\.csv)`", "\n".join(before))
    (shell.clone.folder / name).write_text(block.text)


def check_diagram(shell: Shell, block: Block) -> None:
    """Check that the paths in a diagram exist."""
    named = re.findall(r"\b(?:common|rest|mcp_daemon)(?:/\w+)*", block.text)
    assert named, "the diagram names no path"
    missing = [
        path for path in named if not ((ROOT / path).is_dir() or (ROOT / f"{path}.py").is_file())
    ]
    assert missing == []


def check_kubernetes(shell: Shell, block: Block) -> None:
    """A Secret of settings that are secret or addresses, and values that the chart accepts."""
    secret, values = yaml.safe_load_all(block.text)
    assert secret["kind"] == "Secret"
    known = {variable.name for variable in settings.variables()}
    assert {*secret["stringData"], *values["settings"]} <= known
    assert values["existingSecret"] == secret["metadata"]["name"]
    settings.load({**secret["stringData"], **values["settings"]})
    schema = json.loads((ROOT / "deploy" / "helm" / "values.schema.json").read_text())
    jsonschema.validate(values, schema)


HOMES: Mapping[str, Callable[[Shell, Block], None]] = {
    "sh": run_commands,
    "text": compare_output,
    "json": use_json,
    "python": run_python,
    "js": run_javascript,
    "ts": run_javascript,
    "ini": keep_unit,
    "csv": keep_table,
    "mermaid": check_diagram,
    "yaml": check_kubernetes,
}
# The languages that can show an error of the block before.
SHOWING = ("json", "text")
