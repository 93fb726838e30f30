"""Metrics, alerts and the dashboard, checked by Prometheus' own tool."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.documents.reading import ROOT
from tests.e2e.running import RunningStack, call
from tests.servers.waiting import eventually

ALERTS = ROOT / "deploy" / "alerts.yaml"
DASHBOARD = ROOT / "deploy" / "grafana.json"
NAME = re.compile(r"\bbarcode_api_\w+")


def promtool(*arguments: str | Path, text: str = "") -> str:
    """Run promtool and return what it prints."""
    done = subprocess.run(
        ["promtool", *arguments], input=text, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def metrics() -> Iterator[str]:
    """The metrics of a stack that was used: a counter exists once it has counted."""
    with RunningStack(RATE_LIMIT_UNAUTHENTICATED="1") as stack:
        for query in ("data=x&format=ean13", "data=1&format=qr", "data=2&format=qr"):
            stack.get(f"/api/v1/generate?{query}")
        with stack.connect() as socket:
            about = {"name": "e2e", "version": "1"}
            given = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": about}
            call(socket, "initialize", **given)
            socket.send('{"jsonrpc": "2.0", "method": "notifications/initialized"}')
            call(socket, "tools/call", name="symbology_list", arguments={})

        def exposed() -> str:
            return stack.get("/metrics")[1].decode()

        eventually(lambda: "mcp_calls" in exposed(), "the count of the daemon")
        yield exposed()


def expressions() -> list[str]:
    """Return the queries of the dashboard, with Grafana's variables replaced."""
    dashboard = json.loads(DASHBOARD.read_text())
    queries = [
        target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())
    ]
    return [each.replace("$__rate_interval", "5m").replace("$instance", ".+") for each in queries]


def test_metrics_have_no_faults(metrics: str) -> None:
    """Names, units, help and types follow Prometheus' conventions."""
    assert promtool("check", "metrics", text=metrics) == ""


def test_alerts_are_rules_of_prometheus() -> None:
    assert "SUCCESS: 6 rules found" in promtool("check", "rules", ALERTS)


def test_queries_of_the_dashboard_can_be_parsed(tmp_path: Path) -> None:
    """As rules, which promtool parses; it has no command for a query without a server."""
    rules = [
        {"record": f"dashboard:query{number}", "expr": query}
        for number, query in enumerate(expressions())
    ]
    file = tmp_path / "rules.yaml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}))
    assert f"SUCCESS: {len(rules)} rules found" in promtool("check", "rules", file)
    assert len(rules) > 10


def test_each_metric_of_alerts_and_dashboard_exists(metrics: str) -> None:
    """A query for a metric that does not exist is empty for ever, and its alert never fires."""
    exposed = set(re.findall(r"^(barcode_api_\w+)", metrics, re.MULTILINE))
    used = {*NAME.findall(ALERTS.read_text()), *NAME.findall("\n".join(expressions()))}
    assert used - exposed == set()


@pytest.mark.parametrize(
    ("alert", "series", "values", "more"),
    [
        ("BarcodeApiPartDown", 'barcode_api_part_up{part="redis"}', "0x30", {}),
        (
            "BarcodeApiErrors",
            'barcode_api_http_requests_total{status="503"}',
            "0+10x30",
            {'barcode_api_http_requests_total{status="200"}': "0+500x30"},
        ),
        (
            "BarcodeApiDiskFull",
            "barcode_api_disk_free_bytes",
            "9x30",
            {"barcode_api_disk_size_bytes": "100x30"},
        ),
    ],
)
def test_alert_fires(
    alert: str, series: str, values: str, more: dict[str, str], tmp_path: Path
) -> None:
    """Half an hour of a fault, one sample a minute; nothing else fires."""
    given = {series: values, **more}
    case: dict[str, Any] = {
        "interval": "1m",
        "input_series": [{"series": name, "values": each} for name, each in given.items()],
        "promql_expr_test": [
            {
                "expr": 'count by (alertname) (ALERTS{alertstate="firing"})',
                "eval_time": "25m",
                "exp_samples": [{"labels": f'{{alertname="{alert}"}}', "value": 1}],
            }
        ],
    }
    file = tmp_path / "test.yaml"
    document = {"rule_files": [str(ALERTS)], "evaluation_interval": "1m", "tests": [case]}
    file.write_text(yaml.safe_dump(document))
    assert "SUCCESS" in promtool("test", "rules", file)
