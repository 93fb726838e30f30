"""The wheel has every file of the packages, including those that are not Python."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.e2e.running import ROOT

PACKAGES = ("common", "mcp_daemon", "rest")
BUILD_FILES = (
    *("setup.py", "pyproject.toml", "requirements.in", "supervisord.conf"),
    *("check_websocket_health.py",),
)


def test_wheel_has_every_file_of_the_packages(tmp_path: Path) -> None:
    for name in PACKAGES:
        shutil.copytree(
            ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", ".*")
        )
    for name in BUILD_FILES:
        shutil.copy(ROOT / name, tmp_path)
    expected = {
        str(path.relative_to(tmp_path))
        for name in PACKAGES
        for path in (tmp_path / name).rglob("*")
        if path.is_file()
    }
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"),
            *("--no-build-isolation", "--no-index", "--wheel-dir", "wheels", "."),
        ],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    (wheel,) = (tmp_path / "wheels").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        actual = {name for name in archive.namelist() if ".dist-info/" not in name}
    added = {"check_websocket_health.py", "common/cli/launch/supervisord.conf"}
    assert expected | added == actual
