"""The wheel has one top-level package, with every file of the product's folders in it."""

import shutil
import subprocess
import sys
import zipfile
from email import message_from_bytes
from email.message import Message
from importlib import util
from pathlib import Path

import pytest

from common import __version__
from tests.e2e.running import ROOT

FOLDERS = ("common", "mcp_daemon", "rest")
ALONE = ("check_websocket_health.py", "supervisord.conf")
BUILD_FILES = (*ALONE, "setup.py", "pyproject.toml", "requirements.in", "README.md", "LICENSE")
INSIDE = "thebarcodeapi/_app"


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what the build needs, and nothing else."""
    folder = tmp_path_factory.mktemp("clone")
    for name in (*FOLDERS, "thebarcodeapi"):
        ignored = shutil.ignore_patterns("__pycache__", ".*")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in BUILD_FILES:
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture(scope="module")
def wheel(clone: Path) -> Path:
    """Return the wheel that pip builds from *clone*."""
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"),
            *("--no-build-isolation", "--no-index", "--wheel-dir", "wheels", "."),
        ],
        cwd=clone,
        check=True,
        capture_output=True,
    )
    (built,) = (clone / "wheels").glob("*.whl")
    return built


def metadata(wheel: Path) -> Message:
    """Return the core metadata in *wheel*."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name))


def test_wheel_has_one_top_level_name(wheel: Path) -> None:
    """Packages called common or rest would clash with those of other projects."""
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
        (listed,) = (each for each in archive.namelist() if each.endswith("top_level.txt"))
        assert archive.read(listed).split() == [b"thebarcodeapi"]
    assert tops == {"thebarcodeapi", f"thebarcodeapi-{__version__}.dist-info"}


def test_wheel_has_every_file_of_the_folders(wheel: Path, clone: Path) -> None:
    expected = {
        f"{INSIDE}/{path.relative_to(clone)}"
        for name in FOLDERS
        for path in (clone / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    expected |= {f"{INSIDE}/{name}" for name in ALONE}
    expected |= {"thebarcodeapi/__init__.py", "thebarcodeapi/__main__.py"}
    with zipfile.ZipFile(wheel) as archive:
        actual = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert expected == actual


def test_metadata_has_the_licences_of_all_parts(wheel: Path) -> None:
    """Core metadata 2.4: an SPDX expression, and the files with the texts."""
    described = metadata(wheel)
    assert described["License-Expression"] == "MIT AND Bitstream-Vera"
    files = described.get_all("License-File", [])
    assert {"LICENSE", "common/barcode/layout/fonts/LICENSE.txt"} <= set(files)
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert all(any(name.endswith(f"licenses/{file}") for name in names) for file in files)


def test_readme_of_the_package_has_no_relative_links(wheel: Path) -> None:
    """A package index shows the text without the other files of the repository."""
    text = str(metadata(wheel).get_payload())
    assert "https://raw.githubusercontent.com/thebarcodeapi/thebarcodeapi" in text
    assert f"/blob/v{__version__}/docs/mcp.md" in text
    assert "](docs/" not in text


def run_from(site: Path, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the command of the package in *site* from *folder*, without the clone on the path."""
    code = "import sys; from thebarcodeapi.__main__ import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-P", "-c", code, *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_command_runs_from_the_unpacked_wheel(wheel: Path, tmp_path: Path) -> None:
    """Modules of the user with the same names are not imported in their place."""
    site, folder = tmp_path / "site", tmp_path / "elsewhere"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    for place in (site, folder):
        place.mkdir(exist_ok=True)
        (place / "common.py").write_text("raise SystemExit('the common.py of the user ran')")
    drawn = run_from(site, folder, "generate", "12", "--format", "code128", "-o", "b.png")
    assert (drawn.returncode, drawn.stderr) == (0, "")
    assert run_from(site, folder, "decode", "b.png").stdout == "code128\t12\n"
    refused = run_from(site, folder, "check", "--url", "ftp://localhost")
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)


def test_command_of_a_clone_uses_the_folders_of_the_clone() -> None:
    """An editable installation leads to the folder thebarcodeapi of the clone only."""
    spec = util.spec_from_file_location("entry", ROOT / "thebarcodeapi" / "__main__.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.application() == ROOT
