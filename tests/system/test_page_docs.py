"""The API documentation in a browser: every operation, working requests, code, accessibility."""

import json
from pathlib import Path

import pytest

from tests.e2e.running import RunningStack
from tests.system.browser import Browser, read, run


@pytest.fixture
def docs(browser: Browser, stack: RunningStack) -> Browser:
    browser.open(f"{stack.url}/docs")
    browser.until(lambda: not browser.all("[aria-busy]"), "the operations are shown")
    return browser


def opened(docs: Browser, id: str) -> str:
    """Open an operation and return the selector of it."""
    docs.find(f"#{id} > summary").click()
    docs.until(lambda: docs.all(f"#{id} form"), "the operation is open")
    return f"#{id}"


def test_every_operation_is_shown(docs: Browser, stack: RunningStack) -> None:
    paths = json.loads(stack.get("/openapi.json")[1])["paths"]
    expected = [f"{method.upper()} {path}" for path in paths for method in paths[path]]
    methods, shown = docs.texts(".operation .method"), docs.texts(".operation .path")

    assert sorted(map(" ".join, zip(methods, shown, strict=True))) == sorted(expected)
    assert len(docs.all("#contents a")) == len(expected)


def test_every_operation_opens_without_an_error(docs: Browser) -> None:
    docs.run("for (const each of document.querySelectorAll('.operation')) each.open = true")
    docs.until(
        lambda: len(docs.all(".operation form")) == len(docs.all(".operation")), "all are open"
    )

    assert docs.errors() == []


def test_no_other_server_gets_requests(docs: Browser, stack: RunningStack) -> None:
    names = docs.run("return performance.getEntriesByType('resource').map((e) => e.name)")

    assert [name for name in names if not name.startswith((stack.url, "data:", "blob:"))] == []
    assert docs.errors() == []


def test_request_is_sent_to_this_server(docs: Browser) -> None:
    operation = opened(docs, "get_health")
    docs.find(f"{operation} [type=submit]").click()

    docs.says(f"{operation} .reply .state", "200 OK")
    docs.says(f"{operation} .reply pre", '"status": "ok"')


def test_picture_of_the_answer_is_shown(docs: Browser) -> None:
    operation = opened(docs, "get_generate")
    docs.type(f"{operation} [id$=-data]", "as documented")
    docs.find(f"{operation} [type=submit]").click()

    docs.until(lambda: docs.all(f"{operation} .reply img"), "the picture came")
    docs.find(f"{operation} .reply a[download]").click()
    assert read(docs.downloaded("answer.png")) == ["as documented"]


def test_body_is_sent(docs: Browser) -> None:
    operation = opened(docs, "post_validate")
    body = docs.find(f"{operation} textarea")
    body.clear()
    body.send_keys('{"data": "4006381333932", "format": "ean13"}')
    docs.find(f"{operation} [type=submit]").click()

    docs.says(f"{operation} .reply pre", "ean13.bad_check_digit")


def test_file_is_sent(docs: Browser, tmp_path: Path, stack: RunningStack) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(stack.get("/api/v1/generate?data=in+a+file&format=qr")[1])
    operation = opened(docs, "post_decode")
    docs.find(f"{operation} [type=file]").send_keys(str(picture))
    docs.find(f"{operation} [type=submit]").click()

    docs.says(f"{operation} .reply pre", "in a file")


@pytest.mark.parametrize("kind", ["curl", "Python", "JavaScript"])
def test_copied_code_sends_the_request(
    docs: Browser, tmp_path: Path, node: Path, kind: str
) -> None:
    operation = opened(docs, "post_generate")
    docs.named(f"{operation} .chips button", kind).click()
    docs.find(f"{operation} .copy").click()
    docs.until(lambda: docs.text(f"{operation} .copy") == "Copied", "it is copied")
    code = docs.clipboard().decode()

    target = tmp_path / "answer"
    ending = "(await import('node:fs')).writeFileSync('answer', await content.bytes());"
    commands: dict[str, list[str | Path]] = {
        "curl": ["sh", "-c", f"{code} -o answer"],
        "Python": ["python3", "-c", f"{code}\nopen('answer', 'wb').write(content)"],
        "JavaScript": [node, "--input-type=module", "-e", f"{code}\n{ending}"],
    }
    run(commands[kind], tmp_path)
    assert read(target.read_bytes()) == ["123456789"]


def test_copied_code_does_not_contain_the_key(docs: Browser) -> None:
    docs.type("#api-key", "very-secret")
    operation = opened(docs, "get_usage")
    for kind in ("curl", "Python", "JavaScript"):
        docs.named(f"{operation} .chips button", kind).click()
        code = docs.text(f"{operation} .code pre")
        assert "very-secret" not in code
        assert "BARCODE_API_TOKEN" in code


def test_operations_have_names_of_their_own(docs: Browser) -> None:
    names = docs.texts("#contents a")

    assert "Draw one barcode (POST)" in names
    assert sorted(set(names)) == sorted(names)


def test_search_shows_the_matching_operations(docs: Browser) -> None:
    docs.type("#filter", "labels zpl")

    shown = [text for text in docs.texts("#contents li:not([hidden])") if text]
    assert shown == [
        "Download a batch in ZPL II",
        "Download a batch in ZPL II, with a template of any length",
    ]


def test_link_opens_its_operation(browser: Browser, stack: RunningStack) -> None:
    browser.open(f"{stack.url}/docs#get_symbologies")

    browser.until(lambda: browser.all("#get_symbologies[open] form"), "the operation is open")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(docs: Browser, axe: Path, scheme: str) -> None:
    docs.colour(scheme)
    opened(docs, "get_generate")
    opened(docs, "post_batches")
    operation = opened(docs, "get_health")
    docs.find(f"{operation} [type=submit]").click()
    docs.says(f"{operation} .reply .state", "200 OK")
    docs.run("for (const each of document.querySelectorAll('.operation details')) each.open = true")

    assert docs.check_with_axe(axe, everything=True) == []


@pytest.mark.parametrize("width", [320, 768])
def test_nothing_overflows_a_narrow_window(docs: Browser, width: int) -> None:
    docs.resize(width, 700)
    opened(docs, "get_generate")

    assert docs.run("return document.documentElement.scrollWidth") <= width
