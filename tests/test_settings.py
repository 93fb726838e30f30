"""Settings: bad values first, then what each kind of variable reads."""

import dataclasses
import ipaddress
from pathlib import Path

import pytest

from common.settings import Settings, SettingsError, load, variables

KEY = "k" * 32


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("API_PORT", "0"),
        ("API_PORT", "65536"),
        ("API_PORT", "eight"),
        ("API_PORT", "8_000"),
        ("API_PORT", "٨٠"),
        ("MCP_WS_PORT", "-1"),
        ("WORKERS", "1.5"),
        ("RATE_LIMIT_ENABLED", "perhaps"),
        ("RATE_LIMIT_BURST", "0"),
        ("RATE_LIMIT_BASIC", "9" * 400),
        ("RATE_LIMIT_BASIC", "1000000001"),
        ("CACHE_TTL", "1000000001"),
        ("LOG_LEVEL", "LOUD"),
        ("ALGORITHM", "none"),
        ("ALGORITHM", "RS256"),
        ("DATABASE_URL", "mysql://host/db"),
        ("DATABASE_URL", "postgresql://host:port/db"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "unix://"),
        ("SERVER_URL", "ftp://example.com"),
        ("ROOT_PATH", "api"),
        ("CORS_ORIGINS", "https://shop.example/path"),
        ("CORS_ORIGINS", "shop.example"),
        ("ALLOWED_HOSTS", "https://shop.example"),
        ("ALLOWED_HOSTS", "shop.example:8000"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "shop.*"),
        ("TRUSTED_PROXIES", "10.0.0.0/40"),
        ("PRINTERS", "tcp://127.0.0.1:9100"),
        ("PRINTERS", "desk=http://127.0.0.1"),
        ("PRINTERS", "desk=tcp://"),
        ("PRINTERS", "desk=tcp://127.0.0.1:0"),
        ("PRINTERS", "desk=tcp://127.0.0.1/path"),
        ("PRINTERS", "desk=tcp://127.0.0.1?speed=5"),
        ("PRINTERS", "desk=cups:"),
        ("PRINTERS", "my desk=cups:queue"),
        ("PRINTERS", "desk=cups:a,desk=cups:b"),
        ("REDIS_URL", "redis+sentinel://a:26379,b:26379"),
        ("REDIS_URL", "redis+sentinel://a:26379,/mymaster"),
        ("REDIS_URL", "redis+sentinel://a:port,b/mymaster"),
        ("SECRET_KEY", "short"),
        ("MASTER_API_KEY", "schlüssel"),
        ("MASTER_API_KEY", "two\nlines"),
    ],
)
def test_bad_value_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load({name: value})
    assert [problem.split()[0] for problem in caught.value.problems] == [name]


def test_every_bad_value_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        load({"API_PORT": "x", "LOG_LEVEL": "y", "REDIS_URL": "z"})
    named = [problem.split()[0] for problem in caught.value.problems]
    assert named == ["API_PORT", "LOG_LEVEL", "REDIS_URL"]


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL"])
def test_bad_secret_is_not_shown(name: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load({name: "hunter2"})
    assert "hunter2" not in str(caught.value)


def test_secrets_are_not_in_repr() -> None:
    settings = load(
        {
            "SECRET_KEY": "hunter2" + KEY,
            "MASTER_API_KEY": "hunter2",
            "DB_PASSWORD": "hunter2",
            "DATABASE_URL": "postgresql://u:hunter2@h/d",
            "REDIS_URL": "redis://:hunter2@h",
        }
    )
    assert "hunter2" not in repr(settings)


def test_secret_is_read_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY + "\n")
    assert load({"SECRET_KEY_FILE": str(tmp_path / "key")}).secret_key == KEY


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b"short"])
def test_bad_secret_file_is_refused_by_name(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        load({"SECRET_KEY_FILE": str(tmp_path / "key")})
    assert caught.value.problems[0].startswith("SECRET_KEY_FILE ")


def test_secret_and_its_file_together_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="MASTER_API_KEY and MASTER_API_KEY_FILE"):
        load({"MASTER_API_KEY": "a", "MASTER_API_KEY_FILE": str(tmp_path)})


@pytest.mark.parametrize("name", [variable.name for variable in variables()])
def test_empty_variable_counts_as_unset(name: str) -> None:
    assert load({name: ""}) == load({})


def test_empty_environment_gives_the_documented_defaults() -> None:
    """The defaults that the README documents."""
    settings = load({})
    assert (settings.host, settings.api_port, settings.mcp_ws_port) == ("127.0.0.1", 8000, 8001)
    assert (settings.root_path, settings.data_dir) == ("/api/v1", Path("data").absolute())
    assert settings.rate_limit_enabled
    assert settings.rate_limit_burst == 50
    assert settings.rate_limit_unauthenticated == 5_000
    assert settings.rate_limit_basic == 10_000
    assert settings.rate_limit_standard == 15_000
    assert settings.rate_limit_premium == 50_000
    assert settings.master_api_key is None
    assert settings.redis_url is None


def test_values_are_read() -> None:
    settings = load(
        {
            "API_PORT": "9000",
            "CORS_ORIGINS": "https://a.example, http://localhost:3000",
            "ALLOWED_HOSTS": "Barcode.example, *.shop.example",
            "TRUSTED_PROXIES": "10.0.0.0/8,::1",
            "RATE_LIMIT_ENABLED": "No",
            "LOG_LEVEL": "debug",
            "REDIS_URL": "unix:///run/redis.sock",
            "SERVER_URL": "https://bars.example/",
            "ROOT_PATH": "/",
            "API_VERSION": "9.9",
        }
    )
    assert settings.api_port == 9000
    assert settings.cors_origins == ("https://a.example", "http://localhost:3000")
    assert settings.allowed_hosts == ("barcode.example", "*.shop.example")
    assert settings.trusted_proxies == (
        ipaddress.ip_network("10.0.0.0/8"),
        ipaddress.ip_network("::1/128"),
    )
    assert settings.rate_limit_enabled is False
    assert settings.log_level == "DEBUG"
    assert settings.redis_url == "unix:///run/redis.sock"
    assert settings.server_url == "https://bars.example"
    assert settings.root_path == ""
    assert settings.app_version == "9.9"


def test_settings_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        load({}).api_port = 1  # type: ignore[misc]


def test_every_variable_says_its_unit_and_meaning() -> None:
    assert [v.name for v in variables() if not v.unit or not v.meaning.endswith(".")] == []


def test_documented_default_reads_back_as_the_default() -> None:
    """What the table shows as a default must be what one could write into the environment."""
    told = ("the product's own", "SQLite in DATA_DIR", "logs in DATA_DIR", "a private Redis")
    shown = {v.name: v.default for v in variables() if v.default and not v.default.startswith(told)}
    assert load(shown) == load({})


def test_settings_may_be_made_without_an_environment() -> None:
    assert Settings(api_port=1).api_port == 1


def test_printers_have_the_ports_of_their_protocols() -> None:
    """IANA: IPP has port 631, pdl-datastream 9100."""
    value = "desk=tcp://h?model=zebra-zd421,office=ipp://p/ipp/print,front=cups:Zebra"
    found = load({"PRINTERS": value}).printers
    assert [(each.name, each.host, each.port, each.path) for each in found] == [
        ("desk", "h", 9100, ""),
        ("office", "p", 631, "/ipp/print"),
        ("front", "localhost", 631, "/printers/Zebra"),
    ]
    assert found[0].options == {"model": "zebra-zd421"}


def test_variable_of_a_kubernetes_service_is_no_port() -> None:
    """kubernetes.io, Services, environment variables: NAME_PORT=tcp://… for a Service NAME."""
    assert load({"API_PORT": "tcp://10.0.0.1:80"}).api_port == load({}).api_port
