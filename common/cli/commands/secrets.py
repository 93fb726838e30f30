"""`barcode-api secrets`: make the secrets that a deployment with several services shares."""

import os
import secrets
import subprocess
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

from common.cli.command import Command, CommandError

BYTES = 32
# Who reads each file. The services run as different users, and the volume is theirs alone: the
# database's user reads its password, too.
MODES = {"secret_key": 0o400, "master_api_key": 0o400, "db_password": 0o444}
# Others may pass through the folder, and not list it.
FOLDER_MODE = 0o711
CERTIFICATE, KEY = "certificate.pem", "key.pem"
CERTIFICATE_DAYS = 365


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("folder", type=Path, help="where the files are made")
    parser.add_argument(
        "--certificate",
        metavar="HOST",
        help="make a certificate for HOST, which signs itself and browsers warn about, instead",
    )


def run(arguments: Namespace) -> int:
    """Make the files that are missing, and print what was made; existing ones are kept.

    Raises:
        CommandError: a file can't be made.
    """
    folder: Path = arguments.folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(FOLDER_MODE)
        if arguments.certificate:
            _make_certificate(folder, arguments.certificate)
        else:
            # Existing files stay: replacing the secret of tokens would end every session.
            for name, mode in MODES.items():
                _make(folder / name, secrets.token_hex(BYTES), mode)
    except OSError as error:
        raise CommandError(f"{error.filename or folder}: {error.strerror}.") from None
    return 0


def _make(path: Path, content: str, mode: int) -> None:
    """Make a file that other processes see whole or not at all, unless there is one."""
    if path.exists():
        print(f"kept {path}")
        return
    descriptor, scratch = tempfile.mkstemp(dir=path.parent, prefix=".secret-")
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(content)
            os.fchmod(file.fileno(), mode)
        os.link(scratch, path)
        print(f"made {path}")
    except FileExistsError:
        print(f"kept {path}")  # another process was first
    finally:
        Path(scratch).unlink()


def _make_certificate(folder: Path, host: str) -> None:
    if (folder / CERTIFICATE).exists() and (folder / KEY).exists():
        print(f"kept {folder / CERTIFICATE}")
        return
    with tempfile.TemporaryDirectory() as scratch:
        certificate, key = Path(scratch, CERTIFICATE), Path(scratch, KEY)
        command = [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes"),
            *("-days", str(CERTIFICATE_DAYS), "-subj", f"/CN={host}"),
            *("-addext", f"subjectAltName=DNS:{host}"),
            *("-keyout", str(key), "-out", str(certificate)),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CommandError(f"openssl made no certificate for {host!r}: {done.stderr.strip()}")
        # The key first: a certificate without its key would keep nginx from starting for good.
        (folder / CERTIFICATE).unlink(missing_ok=True)
        (folder / KEY).unlink(missing_ok=True)
        _make(folder / KEY, key.read_text(encoding="ascii"), 0o400)
        _make(folder / CERTIFICATE, certificate.read_text(encoding="ascii"), 0o444)


COMMAND = Command("secrets", "make the secrets of a deployment", add_arguments, run)
