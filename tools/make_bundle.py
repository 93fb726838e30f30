"""Makes the bundle (.mcpb) with which Claude Desktop and other clients install the MCP server.

`python3 -m tools.make_bundle FOLDER` writes FOLDER/thebarcodeapi-VERSION.mcpb, with the standard
library alone. The bundle has no packages: uv installs the package of the same version from PyPI.
Source: the manifest specification of MCP bundles, version 0.4.
"""

import sys
import zipfile
from pathlib import Path

from tools.release_notes import ROOT, package_version

SOURCES = ROOT / "tools" / "bundle"
# The path of each file in the bundle, and its source.
FILES = {
    "manifest.json": SOURCES / "manifest.json",
    "pyproject.toml": SOURCES / "project.toml",
    "src/server.py": SOURCES / "server.py",
    "LICENSE": ROOT / "LICENSE",
}
# Two builds of one version are equal (ZIP can't hold an earlier date).
MOMENT = (1980, 1, 1, 0, 0, 0)


def make(folder: Path) -> Path:
    """Write the bundle into *folder*, and return its path."""
    version = package_version(ROOT)
    path = folder / f"thebarcodeapi-{version}.mcpb"
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, source in FILES.items():
            text = source.read_text(encoding="utf-8").replace("@VERSION@", version)
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text, zipfile.ZIP_DEFLATED)
    return path


if __name__ == "__main__":
    print(make(Path(sys.argv[1])))
