"""Entry point of the bundle: an MCP server that may use the folders in its arguments."""

import sys
from pathlib import Path

from thebarcodeapi.__main__ import main

# A client may pass an empty text, or its placeholder, for a setting that is left empty.
folders = [argument for argument in sys.argv[1:] if argument and Path(argument).is_dir()]
sys.argv = ["barcode-api", "mcp", *(f"--allow={folder}" for folder in folders)]
sys.exit(main())
