"""The command `barcode-api`: its subcommands, and what they import."""

import subprocess
import sys

import pytest

from common.cli import commands
from common.cli.__main__ import main
from common.discovery import modules

NAMES = [module.COMMAND.name for module in modules(commands)]


@pytest.mark.parametrize("name", ["no-such-command", "a.b", "../mcp", ""])
def test_unknown_command_is_refused_with_all_names(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Argparse exits with status 2."""
    with pytest.raises(SystemExit) as ended:
        main([name])
    assert ended.value.code == 2
    listed = capsys.readouterr().err
    assert all(name in listed for name in NAMES)


def test_missing_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Argparse exits with status 2."""
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2
    assert "COMMAND" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://x", ""])
def test_bridge_with_an_invalid_url_prints_the_valid_schemes(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """docs/mcp.md: ws, wss, http and https."""
    assert main(["mcp-bridge", url]) == 1
    assert "ws://" in capsys.readouterr().err


@pytest.mark.parametrize("name", NAMES)
def test_help_of_a_command_is_that_of_its_module(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its name leads to its module, which alone is imported."""
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: barcode-api {name} ")


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a name, every module of commands is imported."""
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = capsys.readouterr().out
    assert all(name in listed for name in NAMES)


def test_server_for_assistants_starts_without_the_imports_of_other_commands() -> None:
    """An MCP client starts it for each session."""
    code = "import sys; from common.cli.__main__ import parser; parser(['mcp']); "
    code += "print('PIL' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"False\n"
