"""`barcode-api secrets`."""

import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from common import settings
from common.cli.__main__ import main
from tests.servers.waiting import WAIT_SECONDS

NAMES = ["db_password", "master_api_key", "secret_key"]


def modes(folder: Path) -> dict[str, str]:
    return {path.name: oct(path.stat().st_mode & 0o777) for path in sorted(folder.iterdir())}


def test_secrets_are_made_for_their_readers(tmp_path: Path) -> None:
    """The service's own are its user's alone; the database's user reads its password."""
    assert main(["secrets", str(tmp_path / "made")]) == 0
    assert modes(tmp_path / "made") == {
        "db_password": "0o444",
        "master_api_key": "0o400",
        "secret_key": "0o400",
    }
    assert oct((tmp_path / "made").stat().st_mode & 0o777) == "0o711"
    files = {f"{name.upper()}_FILE": str(tmp_path / "made" / name) for name in NAMES}
    loaded = settings.load(files)
    values = {loaded.secret_key, loaded.master_api_key, loaded.db_password}
    assert len(values) == 3
    assert all(len(str(value)) == 64 for value in values)


def test_existing_secrets_are_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another secret_key would end every session, another db_password the access to the data."""
    (tmp_path / "db_password").write_text("mine")
    main(["secrets", str(tmp_path)])
    before = {name: (tmp_path / name).read_text() for name in NAMES}
    assert before["db_password"] == "mine"
    main(["secrets", str(tmp_path)])
    assert {name: (tmp_path / name).read_text() for name in NAMES} == before
    assert capsys.readouterr().out.count("kept ") == 4


def test_containers_that_start_together_agree(tmp_path: Path) -> None:
    """Each file is made once, and nobody sees a part of it."""
    command = [sys.executable, "-m", "common.cli", "secrets", str(tmp_path)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    outputs = [each.communicate(timeout=WAIT_SECONDS)[0] for each in started]
    assert [each.returncode for each in started] == [0, 0, 0], outputs
    assert sorted(path.name for path in tmp_path.iterdir()) == NAMES
    assert sum(output.count("made ") for output in outputs) == len(NAMES)


def test_certificate_is_one_for_the_host(tmp_path: Path) -> None:
    """OpenSSL accepts the pair; a second run keeps it."""
    main(["secrets", str(tmp_path), "--certificate", "barcode.example"])
    assert modes(tmp_path) == {"certificate.pem": "0o444", "key.pem": "0o400"}
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    trust = ssl.create_default_context(cafile=str(tmp_path / "certificate.pem"))
    (certificate,) = trust.get_ca_certs()
    assert certificate["subjectAltName"] == (("DNS", "barcode.example"),)
    before = (tmp_path / "certificate.pem").read_text()
    main(["secrets", str(tmp_path), "--certificate", "barcode.example"])
    assert (tmp_path / "certificate.pem").read_text() == before


def test_folder_that_can_not_be_made_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert main(["secrets", str(tmp_path / "file" / "folder")]) == 1
    assert f"{tmp_path}/file/folder" in capsys.readouterr().err
