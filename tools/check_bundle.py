"""Installs and runs a bundle (.mcpb) with uv, as a client does that supports the type uv.

`python3 -m tools.check_bundle BUNDLE FOLDER`; the package of the same version is in FOLDER.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tools.check_package import expect, message

RUN_SECONDS = 300


def command(manifest: dict[str, object], folder: Path, allowed: Path) -> list[str]:
    """Return the command line of *manifest*, for the bundle in *folder*."""
    config = manifest["server"]["mcp_config"]  # type: ignore[index]
    values = {"${__dirname}": str(folder), "${user_config.folders}": str(allowed)}
    uv = shutil.which("uv", path=Path(sys.executable).parent) or "uv"
    return [uv, *(values.get(argument, argument) for argument in config["args"])]


def main(bundle: str, packages: str) -> None:
    """Unpack, run and use *bundle*."""
    with tempfile.TemporaryDirectory(prefix="barcode-bundle-") as temporary:
        folder, allowed = Path(temporary, "bundle"), Path(temporary, "allowed")
        allowed.mkdir()
        with zipfile.ZipFile(bundle) as archive:
            archive.extractall(folder)
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        client = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "c"}}
        arguments = {"data": "123456789", "format": "code128", "save_as": "barcode.png"}
        done = subprocess.run(
            command(manifest, folder, allowed),
            env=os.environ | {"UV_FIND_LINKS": str(Path(packages).absolute())},
            input=message(1, "initialize", **client)
            + message(2, "tools/call", name="barcode_generator", arguments=arguments),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=RUN_SECONDS,
        )
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        if done.returncode or not answers:
            sys.exit(f"The bundle does not run: {done.stdout}{done.stderr}")
        versions = [a["result"]["serverInfo"]["version"] for a in answers if a["id"] == 1]
        expect("bundle", versions, [manifest["version"]])
        wheel = next(Path(packages).glob("*.whl"))
        tool = [command(manifest, folder, allowed)[0], "tool", "run", "--from", str(wheel)]
        shown = subprocess.check_output([*tool, "thebarcodeapi", "--version"], text=True)
        expect("uvx", shown.split(), ["theBarcodeAPI", manifest["version"]])
        expect("bundle saves", [each.name for each in allowed.iterdir()], ["barcode.png"])


if __name__ == "__main__":
    main(*sys.argv[1:])
