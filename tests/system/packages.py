"""The Debian packages that the system tests need. Standard library only.

`python3 -m tests.system.packages` prints the missing packages and fails if there are any; with
`--list` it prints all packages.
"""

import ctypes.util
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class Requirement(NamedTuple):
    """A package, and a check that it is installed."""

    package: str
    is_there: Callable[[], bool]


def program(name: str) -> Callable[[], bool]:
    """Return a check for a program; some servers are outside the PATH of normal users."""
    path = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
    return lambda: shutil.which(name, path=path) is not None


def either(*names: str) -> Callable[[], bool]:
    """Return a check for one of several programs, which distributions call differently."""
    return lambda: any(program(name)() for name in names)


def library(name: str) -> Callable[[], bool]:
    """Return a check for a shared library."""
    return lambda: ctypes.util.find_library(name) is not None


def font(name: str) -> Callable[[], bool]:
    """Return a check for a font file."""
    return lambda: any(Path("/usr/share/fonts").rglob(name))


REQUIREMENTS = (
    Requirement("apache2-bin", program("apache2")),
    Requirement("caddy", program("caddy")),
    Requirement("chromium", program("chromium")),
    Requirement("chromium-driver", program("chromedriver")),
    Requirement("curl", program("curl")),
    Requirement("firefox-esr", either("firefox-esr", "firefox")),
    Requirement("fonts-noto-cjk", font("NotoSansCJK-Regular.ttc")),
    Requirement("fonts-noto-core", font("NotoSansThai-Regular.ttf")),
    Requirement("ghostscript", program("gs")),
    Requirement("haproxy", program("haproxy")),
    Requirement("libreoffice-calc", program("soffice")),
    Requirement("libzbar0", library("zbar")),
    Requirement("mupdf-tools", program("mutool")),
    Requirement("nginx-light", program("nginx")),
    Requirement("openssl", program("openssl")),
    Requirement("pgbouncer", program("pgbouncer")),
    Requirement("poppler-utils", program("pdftoppm")),
    Requirement("prometheus", program("promtool")),
    Requirement("varnish", program("varnishd")),
    Requirement("zint", program("zint")),
)


def main() -> int:
    """Print the missing packages, or with --list all; fail if any is missing."""
    if "--list" in sys.argv[1:]:
        print(*(requirement.package for requirement in REQUIREMENTS))
        return 0
    missing = [requirement.package for requirement in REQUIREMENTS if not requirement.is_there()]
    if missing:
        print(f"The system tests need: apt-get install {' '.join(missing)}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
