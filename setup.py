"""Build step of theBarcodeAPI; the rest of the configuration is in pyproject.toml."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithConfiguration(build_py):
    """Installs supervisord.conf, which is at the root of the clone, next to the launcher."""

    def run(self) -> None:
        """Copy the packages, then the configuration."""
        super().run()
        if not self.editable_mode:
            target = Path(self.build_lib, "common", "cli", "launch", "supervisord.conf")
            shutil.copyfile("supervisord.conf", target)


setup(cmdclass={"build_py": BuildWithConfiguration})
