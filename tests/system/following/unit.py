"""Does with a systemd unit what systemd would, as far as a test can: start and stop its service."""

import shlex
from collections.abc import Mapping
from pathlib import Path

from tests.system.following import stacks

# systemd.unit(5), systemd.service(5), systemd.exec(5), systemd.kill(5): those that we use.
KNOWN = {
    "Unit": {"Description", "After", "Wants", "Documentation"},
    "Service": {
        *("User", "WorkingDirectory", "Environment", "EnvironmentFile", "ExecStart", "Restart"),
        *("TimeoutStopSec", "LimitNOFILE", "StateDirectory"),
    },
    "Install": {"WantedBy"},
}


def parse(text: str) -> dict[str, list[str]]:
    """Return the values of each directive in the unit *text*; a directive may stand repeatedly."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in text.splitlines():
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
        elif line and not line.startswith(("#", ";")):
            key, equals, value = line.partition("=")
            assert equals, line
            assert key in KNOWN[section], f"[{section}] {key}"
            found.setdefault(key, []).append(value)
    return found


def start(unit: Path, folder: Path, environ: Mapping[str, str]) -> int:
    """Start the service of *unit* with nothing in its environment but what the unit and ports say.

    Returns:
        0 once it answers, else its exit status.
    """
    told = parse(unit.read_text())
    own = dict(each.split("=", 1) for each in told.get("Environment", []))
    for file in told.get("EnvironmentFile", []):
        lines = Path(file).read_text().splitlines()
        own.update(each.split("=", 1) for each in lines if each and not each.startswith("#"))
    base = {
        **{name: environ[name] for name in ("API_PORT", "MCP_WS_PORT", "WORKERS")},
        "PATH": environ["FOLLOWING_PATH"],
    }
    (command,), (cwd,) = told["ExecStart"], told["WorkingDirectory"]
    return stacks.start(folder, shlex.split(command), Path(cwd), {**base, **own})


def stop(unit: Path, folder: Path) -> None:
    """Stop the service of *unit*."""
    own = dict(each.split("=", 1) for each in parse(unit.read_text()).get("Environment", []))
    stacks.stop(folder, Path(own["DATA_DIR"]))
