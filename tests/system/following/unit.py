"""Starts and stops the service of a systemd unit, without systemd."""

import shlex
from collections.abc import Mapping
from pathlib import Path

from tests.system.following import stacks

# systemd.unit(5), systemd.service(5), systemd.exec(5), systemd.kill(5): the directives in use.
KNOWN = {
    "Unit": {"Description", "After", "Wants", "Documentation"},
    "Service": {
        *("User", "WorkingDirectory", "Environment", "EnvironmentFile", "ExecStart", "Restart"),
        *("TimeoutStopSec", "LimitNOFILE", "StateDirectory"),
    },
    "Install": {"WantedBy"},
}


def parse(text: str) -> dict[str, list[str]]:
    """Return the values of each directive in the unit *text*; directives may be repeated."""
    values: dict[str, list[str]] = {}
    section = ""
    for line in text.splitlines():
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
        elif line and not line.startswith(("#", ";")):
            key, equals, value = line.partition("=")
            assert equals, line
            assert key in KNOWN[section], f"[{section}] {key}"
            values.setdefault(key, []).append(value)
    return values


def start(unit: Path, folder: Path, environ: Mapping[str, str]) -> int:
    """Start the service of *unit*, with the environment of the unit and the test's ports only.

    Returns:
        0 once it answers, else its exit status.
    """
    directives = parse(unit.read_text())
    own = dict(each.split("=", 1) for each in directives.get("Environment", []))
    for file in directives.get("EnvironmentFile", []):
        lines = Path(file).read_text().splitlines()
        own.update(each.split("=", 1) for each in lines if each and not each.startswith("#"))
    base = {
        **{name: environ[name] for name in ("API_PORT", "MCP_WS_PORT", "WORKERS")},
        "PATH": environ["FOLLOWING_PATH"],
    }
    (command,), (cwd,) = directives["ExecStart"], directives["WorkingDirectory"]
    return stacks.start(folder, shlex.split(command), Path(cwd), {**base, **own})


def stop(unit: Path, folder: Path) -> None:
    """Stop the service of *unit*."""
    own = dict(each.split("=", 1) for each in parse(unit.read_text()).get("Environment", []))
    stacks.stop(folder, Path(own["DATA_DIR"]))
