"""Runs an unpacked image as a container engine would, checks its health and stops it.

`python3 tools/run_image.py ROOT IMAGE.JSON`, as root; IMAGE.JSON is from `buildah inspect`.
"""

import contextlib
import http.client
import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

USER = 10001  # as in the Dockerfile
# A user that the image does not know, in the group that engines give it.
STRANGER = 54_321
DATA = Path("/app/data")
START_SECONDS = 60.0
STOP_SECONDS = 10.0


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Container:
    """An image's command as process 1 of its own process namespace.

    Arguments:
        root: the unpacked image.
        config: what the image says about itself.
        user: as whom it runs, as `docker run --user` takes it; None for the image's user.
    """

    def __init__(self, root: Path, config: dict[str, Any], user: str | None = None) -> None:
        self.config = config
        self._user = user or f"{config['User']}:{config['User']}"
        self.port = free_port()
        ports = [f"API_PORT={self.port}", f"MCP_WS_PORT={free_port()}"]
        self._environ = [*config["Env"], *ports]
        self._root = root
        chroot = shlex.join(self.command(config["Cmd"]))
        mounts = f"mount -t proc proc {root}/proc && mount --rbind /dev {root}/dev"
        self.process = subprocess.Popen(
            [
                "unshare",
                "--pid",
                "--mount",
                "--kill-child",
                "sh",
                "-c",
                f"{mounts} && exec {chroot}",
            ]
        )

    def command(self, words: list[str]) -> list[str]:
        """Return the command line that runs *words* in the image, as its user."""
        folder = self.config["WorkingDir"]
        inside = ["env", "-i", *self._environ, "sh", "-c", f'cd {folder} && exec "$@"', "sh"]
        return ["chroot", f"--userspec={self._user}", str(self._root), *inside, *words]

    def first(self) -> int:
        """Wait for process 1 of the container, and return its process id on this machine."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        while not (pid := children.read_text()):
            if self.process.poll() is not None:
                sys.exit(f"The image's command ended with status {self.process.returncode}.")
            time.sleep(0.05)
        return int(pid)

    def execute(self, words: list[str]) -> "subprocess.CompletedProcess[str]":
        """Run *words* in the container, as `docker exec` does."""
        enter = ["nsenter", f"--target={self.first()}", "--pid", "--mount"]
        return subprocess.run(
            [*enter, *self.command(words)], capture_output=True, text=True, check=False, timeout=60
        )

    def await_health(self) -> str:
        """Run the health check of the image until it passes, and return its output."""
        kind, *words = self.config["Healthcheck"]["Test"]
        check = ["sh", "-c", *words] if kind == "CMD-SHELL" else words
        deadline = time.monotonic() + START_SECONDS
        while (checked := self.execute(check)).returncode:
            if time.monotonic() > deadline or self.process.poll() is not None:
                sys.exit(f"The health check fails: {checked.stdout}{checked.stderr}")
            time.sleep(0.5)
        return checked.stdout.strip()

    def users(self) -> set[int]:
        """Return the user ids of its processes."""
        namespace = Path(f"/proc/{self.first()}/ns/pid").readlink()
        users = set()
        for path in Path("/proc").glob("[0-9]*"):
            # Other processes of this machine may have ended, or be inaccessible.
            with contextlib.suppress(FileNotFoundError, PermissionError):
                if (path / "ns" / "pid").readlink() == namespace:
                    users.add(path.stat().st_uid)
        return users

    def stop(self) -> int:
        """Send process 1 SIGTERM; return its exit status."""
        os.kill(self.first(), signal.SIGTERM)
        return self.process.wait(STOP_SECONDS)


def barcode(port: int) -> bytes:
    """Return the barcode of the documented URL."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/api/v1/generate?data=123456789&format=code128&width=200&height=100")
    response = connection.getresponse()
    body = response.read()
    if response.status != http.HTTPStatus.OK or not body.startswith(b"\x89PNG"):
        sys.exit(f"No barcode: {response.status} {body[:200]!r}")
    return body


def expect(what: str, actual: object, expected: object) -> None:
    """Print *actual*, or exit if it is not *expected*."""
    if actual != expected:
        sys.exit(f"{what}: {actual}, not {expected}")
    print(f"{what}: {actual}", flush=True)


def main(root: str, image: str) -> None:
    """Run, check and stop the image."""
    config = json.loads(Path(image).read_text())["Docker"]["config"]
    data = Path(root) / DATA.relative_to("/")
    fresh = data.stat()
    expect("exposed ports", sorted(config["ExposedPorts"]), ["8000/tcp", "8001/tcp"])
    container = Container(Path(root), config)
    try:
        print("health check:", container.await_health(), flush=True)
        expect("users of its processes", container.users(), {USER})
        expect("PNG", len(barcode(container.port)) > 0, True)
        status = container.execute(["supervisorctl", "-c", "supervisord.conf", "status"])
        print(status.stdout, flush=True)
        expect("running programs", status.stdout.count("RUNNING"), 4)
        made = container.execute(
            ["barcode-api", "secrets", f"{DATA}/tls", "--certificate", "localhost"]
        )
        expect("certificate for trials", made.stderr or made.returncode, 0)
        expect("exit status after SIGTERM", container.stop(), 0)
    finally:
        container.process.kill()
    # An empty volume, which engines give the owner and the mode of the image's folder.
    shutil.rmtree(data)
    data.mkdir()
    os.chown(data, fresh.st_uid, fresh.st_gid)
    data.chmod(fresh.st_mode & 0o777)
    container = Container(Path(root), config, f"{STRANGER}:0")
    try:
        print("health check as another user:", container.await_health(), flush=True)
        expect("users of its processes", container.users(), {STRANGER})
        key = (data / "secret.key").stat()
        expect(
            "owner and mode of the key", (key.st_uid, oct(key.st_mode & 0o777)), (STRANGER, "0o600")
        )
        expect("exit status after SIGTERM", container.stop(), 0)
    finally:
        container.process.kill()


if __name__ == "__main__":
    main(*sys.argv[1:])
