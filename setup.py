"""Build step of theBarcodeAPI; the rest of the configuration is in pyproject.toml.

The wheel has one top-level package, ``thebarcodeapi``: the folders of the product are copied into
its private folder ``_app``, which the command puts on the path. In a clone they are used in place.
"""

import re
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

APPLICATION = ("common", "rest", "mcp_daemon", "check_websocket_health.py", "supervisord.conf")
REPOSITORY = "https://github.com/thebarcodeapi/thebarcodeapi"
RAW = "https://raw.githubusercontent.com/thebarcodeapi/thebarcodeapi"


class BuildWithApplication(build_py):
    """Copies the product's folders and its two files into the package."""

    def run(self) -> None:
        """Copy the package, then the application."""
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib, "thebarcodeapi", "_app")
        # An earlier build may have left files that were deleted since.
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for name in APPLICATION:
            if Path(name).is_dir():
                unwanted = shutil.ignore_patterns("__pycache__", "*.py[cod]", ".*")
                shutil.copytree(name, target / name, ignore=unwanted)
            else:
                shutil.copyfile(name, target / name)


def readme() -> str:
    """Return README.md with absolute links: a package index does not have the other files."""
    text = Path("README.md").read_text(encoding="utf-8")
    version = re.search(r'__version__ = "(.+)"', Path("common/__init__.py").read_text())[1]
    text = re.sub(r"(!\[[^\]]*\])\((?!\w+:|#)", rf"\1({RAW}/v{version}/", text)
    return re.sub(r"(?<!!)(\[[^\]]*\])\((?!\w+:|#)", rf"\1({REPOSITORY}/blob/v{version}/", text)


setup(
    packages=["thebarcodeapi"],
    long_description=readme(),
    long_description_content_type="text/markdown",
    cmdclass={"build_py": BuildWithApplication},
)
