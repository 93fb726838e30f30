"""The command of an installed package: ``barcode-api``, or ``python -m thebarcodeapi``."""

import importlib
import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def application() -> Path:
    """Return the folder of the product's packages: ``_app`` of the wheel, or the clone."""
    installed = _HERE / "_app"
    return installed if installed.is_dir() else _HERE.parent


def main() -> int:
    """Run the command of this process, and return its exit status."""
    # First: a package of the same name in site-packages belongs to another project.
    sys.path.insert(0, str(application()))
    status: int = importlib.import_module("common.cli.__main__").main()
    return status


if __name__ == "__main__":
    sys.exit(main())
