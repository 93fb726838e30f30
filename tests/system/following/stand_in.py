"""Replaces programs of the documents that a test can't run.

``stand_in.py PROGRAM [ARGUMENT …]``. Each function does the part of its program's work that is
possible in a test, checks the names in the arguments, and fails for unknown arguments: such a
command is an error in the document.
"""

import argparse
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT))

from common import settings  # noqa: E402  (needs the path above)
from tests.interop import environments  # noqa: E402
from tests.system.following import stacks, unit  # noqa: E402

INSPECTOR = "@modelcontextprotocol/inspector"
BARE_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# curl, without progress, which reports each status on standard error.
CURL = """\
#!/bin/sh
PATH=$FOLLOWING_PATH
exec curl --silent --show-error --write-out '%{stderr}HTTP %{http_code} %{url}\\n' "$@"
"""


class NotUnderstood(Exception):
    """The arguments of a program are unknown."""


def place(name: str) -> Path:
    """Return a folder of the test, by the name of its variable."""
    return Path(os.environ[f"FOLLOWING_{name}"])


def make(words: list[str]) -> int:
    """Execute ``run`` in the background; check that other targets exist, which CI runs."""
    if words == ["run"]:
        return stacks.start(place("SERVERS"), [which("make"), "run"], Path.cwd(), os.environ)
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    require(set(words) <= set(targets), f"the Makefile has no {words}")
    return 0


def git(words: list[str]) -> int:
    """Do nothing: a test fetches nothing, and its clone is up to date."""
    require(words in (["pull"], ["rev-parse", "HEAD"]) or words[0] == "checkout", words)
    if words[0] == "rev-parse":
        print("0" * 40)
    return 0


def sudo(words: list[str]) -> int:
    """Run the command as the current user."""
    rest = words[2:] if words[0] == "-u" else words
    return subprocess.run(rest, check=False).returncode


def systemctl(words: list[str]) -> int:
    """Start and stop the command of a unit in the documents."""
    act, *names = [word for word in words if word != "--now"]
    if act == "daemon-reload":
        return 0
    for each in names:
        file = place("UNITS") / f"{each.removesuffix('.service')}.service"
        if act in ("stop", "restart", "disable"):
            unit.stop(file, place("SERVERS"))
        if act in ("start", "restart", "enable"):
            status = unit.start(file, place("SERVERS"), os.environ)
            require(status == 0, f"{each} does not start")
    require(act in ("stop", "restart", "disable", "start", "enable"), act)
    return 0


def journalctl(words: list[str]) -> int:
    """Check that the unit exists; there is no log."""
    require((place("UNITS") / f"{words[words.index('-u') + 1]}.service").exists(), words)
    return 0


def claude(words: list[str]) -> int:
    """Open a session with the server that is added."""
    from tests.system.following import greeting  # slow to import

    require(words[:2] == ["mcp", "add"], words)
    if "--" in words:
        command, *arguments = words[words.index("--") + 1 :]
        greeting.greet({"command": command, "args": arguments}, os.environ)
    else:
        greeting.greet({"url": words[-1]}, os.environ)
    return 0


def npx(words: list[str]) -> int:
    """Run the package that `make interop` has installed."""
    package, *arguments = words
    require(package == INSPECTOR, package)
    program = environments.MODULES / INSPECTOR / "clients/launcher/build/index.js"
    return subprocess.run([environments.NODE, program, *arguments], check=False).returncode


def docker(words: list[str]) -> int:
    """Check the words with Dockerfile and compose.yaml; run commands inside a container."""
    if words[0] == "compose":
        return compose(words[1:])
    act, *rest = words
    {"build": _build, "run": _run_image}[act](rest)
    return 0


def _build(words: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--build-arg", action="append", default=[])
    parser.add_argument("-t")
    parser.add_argument("place")
    given = parser.parse_args(words)
    declared = re.findall(r"^ARG (\w+)", (Path(given.place) / "Dockerfile").read_text(), re.M)
    require({each.partition("=")[0] for each in given.build_arg} <= set(declared), given.build_arg)


def _run_image(words: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("-p", action="append", default=[])
    parser.add_argument("-v", action="append", default=[])
    parser.add_argument("-e", action="append", default=[])
    parser.add_argument("--stop-timeout", type=int)
    for name in ("--name", "--restart", "--tmpfs", "--cap-drop"):
        parser.add_argument(name)
    for name in ("-d", "--rm", "--read-only"):
        parser.add_argument(name, action="store_true")
    parser.add_argument("image")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args(words)
    declared = (ROOT / "Dockerfile").read_text()
    exposed = re.findall(r"^EXPOSE (.+)", declared, re.M)[0].split()
    require({each.rpartition(":")[2] for each in given.p} <= set(exposed), given.p)
    known = {variable.name for variable in settings.variables()}
    require({each.partition("=")[0] for each in given.e} <= known, given.e)
    volumes = re.findall(r"^VOLUME (.+)", declared, re.M)
    require({each.rpartition(":")[2] for each in given.v} <= set(volumes), given.v)


def compose(words: list[str]) -> int:
    """Check names of services; run commands inside a service with the test's servers."""
    parser = argparse.ArgumentParser()
    parser.add_argument("-f", type=Path)
    parser.add_argument("act")
    given, rest = parser.parse_known_args(words)
    import yaml  # as above

    services = yaml.safe_load(given.f.read_text())["services"]
    if given.act == "cp":
        return _copy(services, *rest)
    if given.act == "exec":
        return _inside(services, [word for word in rest if word != "-T"])
    require(given.act in ("up", "stop", "start", "down", "pull", "ps", "build"), given.act)
    named = [word for word in rest if not word.startswith("-") and "=" not in word]
    scaled = [word.partition("=")[0] for word in rest if re.fullmatch(r"\w+=\d+", word)]
    require({*named, *scaled} <= set(services), rest)
    # Each container of the API migrates the store when it starts.
    return _inside(services, ["api", "barcode-api", "migrate"]) if given.act == "up" else 0


def _copy(services: dict[str, Any], source: str, target: str) -> int:
    """Check that the service has a volume at the path, and make the target's folder."""
    service, _, path = source.partition(":")
    volumes = services[service]["volumes"]
    require(any(path in each.split(":") for each in volumes), source)
    Path(target).mkdir(parents=True)
    return 0


def _inside(services: dict[str, object], words: list[str]) -> int:
    service, *command = words
    require(service in services, service)
    port = os.environ["FOLLOWING_POSTGRES_PORT"]
    folders = {"postgres": str(place("POSTGRES_BIN")), "api": str(place("CLONE") / ".venv/bin")}
    environ = {
        **os.environ,
        "PATH": f"{folders[service]}:{BARE_PATH}",
        "DATABASE_URL": f"postgresql://barcode@127.0.0.1:{port}/barcode",
        "PGHOST": "127.0.0.1",
        "PGPORT": port,
    }
    program = Path(folders[service]) / command[0]
    return subprocess.run([program, *command[1:]], env=environ, check=False).returncode


def which(program: str) -> str:
    """Return the path of the real *program*."""
    for folder in os.environ["FOLLOWING_PATH"].split(":"):
        if (Path(folder) / program).exists():
            return str(Path(folder) / program)
    raise NotUnderstood(f"{program} is not installed")


def require(holds: bool, what: object) -> None:
    """Raise an error with *what* unless *holds*."""
    if not holds:
        raise NotUnderstood(what)


PROGRAMS: dict[str, Callable[[list[str]], int]] = {
    each.__name__: each for each in (make, git, sudo, systemctl, journalctl, claude, npx, docker)
}


def install(folder: Path) -> None:
    """Put a command for each program into *folder*."""
    scripts = {"curl": CURL}
    for program in PROGRAMS:
        words = shlex.join([sys.executable, __file__, program])
        scripts[program] = f'#!/bin/sh\nexec {words} "$@"\n'
    for program, script in scripts.items():
        (folder / program).write_text(script)
        (folder / program).chmod(0o755)


if __name__ == "__main__":
    try:
        sys.exit(PROGRAMS[sys.argv[1]](sys.argv[2:]))
    except NotUnderstood as error:
        sys.exit(f"{shlex.join(sys.argv[1:])}: {error}")
