"""Runs a Python file that may use ``await`` outside of functions, as in a notebook."""

import ast
import asyncio
import inspect
import sys
from pathlib import Path

source = Path(sys.argv[1])
code = compile(source.read_text(), str(source), "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
result = eval(code, {"__name__": "__main__"})
if inspect.iscoroutine(result):
    asyncio.run(result)
