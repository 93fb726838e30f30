"""The chart in deploy/helm, rendered by helm and held to the schemas of Kubernetes.

No cluster runs here: what the manifests mean is compared with the image and the settings.
"""

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from common import settings
from tests.interop import kubernetes

ROOT = Path(__file__).parents[2]
CHART = ROOT / "deploy" / "helm"
# The oldest that the chart names, and the newest that the schemas have.
VERSIONS = ("1.25", "1.35")
REPLICATED = (
    "replicas=3,existingSecret=barcode,autoscaling.enabled=true,ingress.enabled=true,"
    "ingress.tlsSecret=tls,settings.TRUSTED_PROXIES=10.0.0.0/8,settings.RATE_LIMIT_BASIC=100,"
    "image.digest=sha256:" + "0" * 64
)
KEPT = "persistence.enabled=true,persistence.storageClass=fast,service.type=LoadBalancer"


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    kubernetes.ensure()


def render(values: str, *options: str) -> list[dict[str, Any]]:
    """Return the manifests of the chart with *values*."""
    sets = ("--set", values) if values else ()
    done = kubernetes.helm("template", "shop", CHART, *sets, *options)
    assert done.returncode == 0, done.stderr
    return [document for document in yaml.safe_load_all(done.stdout) if document]


def pod_of(manifests: list[dict[str, Any]]) -> dict[str, Any]:
    (deployment,) = (each for each in manifests if each["kind"] == "Deployment")
    pod: dict[str, Any] = deployment["spec"]["template"]["spec"]
    return pod


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ("replicas=2", "needs existingSecret"),
        ("autoscaling.enabled=true", "needs existingSecret"),
        ("replicas=2,existingSecret=s,persistence.enabled=true", "for one replica"),
        ("settings.SECRET_KEY=x", "is secret"),
        ("replica=2", "replica"),
        ("replicas=0", "replicas"),
        ("settings.rate_limit=1", "rate_limit"),
    ],
)
def test_mistakes_are_refused_with_the_reason(values: str, reason: str) -> None:
    """Kubernetes would accept each of them."""
    done = kubernetes.helm("template", "shop", CHART, "--set", values)
    assert done.returncode != 0
    assert reason in done.stderr


def test_chart_passes_lint() -> None:
    done = kubernetes.helm("lint", "--strict", CHART)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("values", ["", REPLICATED, KEPT], ids=["default", "replicated", "kept"])
def test_manifests_fit_the_schemas(values: str, version: str, tmp_path: Path) -> None:
    """kubernetes-validate has the schemas that the API server publishes."""
    file = tmp_path / "manifests.yaml"
    file.write_text(yaml.safe_dump_all(render(values, "--kube-version", version)))
    done = subprocess.run(
        [kubernetes.PYTHON, "-m", "kubernetes_validate", "--strict", "-k", version, file],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_pod_runs_as_the_user_of_the_image_and_writes_to_its_volumes_only() -> None:
    image = (ROOT / "Dockerfile").read_text()
    pod = pod_of(render(REPLICATED))
    assert f"--uid {pod['securityContext']['runAsUser']}" in image
    (container,) = pod["containers"]
    assert container["securityContext"]["readOnlyRootFilesystem"]
    mounted = {each["mountPath"] for each in container["volumeMounts"]}
    assert mounted == {"/app/data", "/tmp"}
    assert "DATA_DIR=/app/data" in image
    assert {each["name"] for each in pod["volumes"]} == {
        each["name"] for each in container["volumeMounts"]
    }


def test_settings_are_variables_of_the_service() -> None:
    """A misspelt variable would be ignored."""
    (container,) = pod_of(render(REPLICATED))["containers"]
    environ = {each["name"]: each["value"] for each in container["env"]}
    assert environ.keys() <= {variable.name for variable in settings.variables()}
    assert settings.load(environ).rate_limit_basic == 100


def test_service_and_budget_select_the_pods() -> None:
    manifests = {each["kind"]: each for each in render(REPLICATED)}
    labels = manifests["Deployment"]["spec"]["template"]["metadata"]["labels"]
    selectors = (
        manifests["Service"]["spec"]["selector"],
        manifests["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
        manifests["Deployment"]["spec"]["selector"]["matchLabels"],
    )
    for selector in selectors:
        assert selector.items() <= labels.items()


def test_plain_manifests_are_those_of_the_chart() -> None:
    """deploy/kubernetes.yaml is for clusters without helm; its first lines say how it was made."""
    text = (ROOT / "deploy" / "kubernetes.yaml").read_text()
    done = kubernetes.helm("template", "barcode", CHART, "--set", "persistence.enabled=true")
    comment, _, manifests = text.partition("---\n")
    assert "helm template barcode deploy/helm --set persistence.enabled=true" in comment
    assert f"---\n{manifests}" == done.stdout
