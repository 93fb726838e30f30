"""The protocol core. Expectations: the specification's revisions, as MCP.md and the tests say."""

import json
from typing import Any

import pytest

from tests.mcp.client import HANDSHAKES, REVISIONS, STATELESS, Client, envelope, initialize
from tests.mcp.offering import offering

DOCUMENTED = (
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"1.0.0",'
    '"clientInfo":{"name":"my-client","version":"1.0.0"}}}'
)


def error(answer: Any) -> tuple[int, Any]:
    return answer["error"]["code"], answer["id"]


# Handshake


def test_documented_first_message_is_answered() -> None:
    """The product's documentation shows this message, without capabilities."""
    client = Client(offering(), STATELESS)
    (answer,) = client.say(DOCUMENTED)
    assert answer["result"]["protocolVersion"] == "1.0.0"
    assert answer["result"]["serverInfo"]["name"] == "offering"


@pytest.mark.parametrize("version", HANDSHAKES)
def test_known_revision_is_echoed(version: str) -> None:
    """Lifecycle, version negotiation: the server MUST respond with the same version."""
    assert Client(offering(), version).sent[0]["result"]["protocolVersion"] == version


@pytest.mark.parametrize("version", ["2026-07-28", "2099-01-01", "", "1.0", "nonsense"])
def test_other_revision_is_answered_with_the_newest_of_the_handshake(version: str) -> None:
    """Lifecycle, version negotiation: otherwise another version that the server supports."""
    client = Client(offering(), STATELESS)
    (answer,) = client.say(initialize(version))
    assert answer["result"]["protocolVersion"] == "2025-11-25"


@pytest.mark.parametrize(
    "params",
    [{}, {"protocolVersion": 1}, {"protocolVersion": "1.0.0", "capabilities": []}],
)
def test_malformed_initialize_is_invalid_params(params: dict[str, Any]) -> None:
    client = Client(offering(), STATELESS)
    request = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}
    assert error(client.say(request)[0]) == (-32602, 1)


@pytest.mark.parametrize("method", ["tools/list", "tools/call", "resources/list", "prompts/get"])
def test_request_before_initialize_is_an_error(method: str) -> None:
    client = Client(offering(), STATELESS)
    request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": {}}
    assert error(client.say(request)[0]) == (-32600, 1)


def test_ping_works_before_initialize() -> None:
    """Lifecycle: the client SHOULD NOT send requests other than pings before it."""
    client = Client(offering(), STATELESS)
    assert client.say('{"jsonrpc":"2.0","id":1,"method":"ping"}') == [
        {"jsonrpc": "2.0", "id": 1, "result": {}}
    ]


def test_calls_need_not_wait_for_initialized() -> None:
    client = Client(offering())
    assert client.ask("tools/call", {"name": "echo", "arguments": {"text": "a"}})["result"]


def test_initialized_is_not_answered() -> None:
    client = Client(offering())
    assert client.say('{"jsonrpc":"2.0","method":"notifications/initialized"}') == []


def test_instructions_and_capabilities_are_told() -> None:
    result = Client(offering(), "2025-11-25").sent[0]["result"]
    assert result["instructions"] == "Call echo."
    assert result["capabilities"] == {
        "logging": {},
        "tools": {},
        "resources": {"subscribe": True},
        "prompts": {},
        "completions": {},
    }


def test_completions_are_no_capability_of_the_first_revision() -> None:
    """2025-03-26, changelog: the completions capability was added."""
    assert "completions" not in Client(offering(), "2024-11-05").sent[0]["result"]["capabilities"]


# JSON-RPC


@pytest.mark.parametrize("version", REVISIONS)
def test_unknown_method_is_not_found(version: str) -> None:
    assert error(Client(offering(), version).ask("tools/destroy")) == (-32601, 1)


@pytest.mark.parametrize(
    "method", ["initialize", "ping", "logging/setLevel", "resources/subscribe"]
)
def test_methods_of_the_handshake_are_gone_from_the_stateless_revision(method: str) -> None:
    """2026-07-28, changelog."""
    assert error(Client(offering(), STATELESS).ask(method)) == (-32601, 1)


@pytest.mark.parametrize("method", ["server/discover", "subscriptions/listen"])
def test_methods_of_the_stateless_revision_are_unknown_after_a_handshake(method: str) -> None:
    assert error(Client(offering()).ask(method)) == (-32601, 1)


@pytest.mark.parametrize(
    "message",
    [
        '{"jsonrpc":"2.0","method":"tools/call","params":{"name":"echo"}}',
        '{"jsonrpc":"2.0","method":"ping"}',
        '{"jsonrpc":"2.0","method":"nonsense","params":{}}',
        '{"jsonrpc":"2.0","method":"initialize","params":{"protocolVersion":"1.0.0"}}',
        '{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}',
        '{"jsonrpc":"2.0","id":1,"result":{}}',
    ],
)
def test_notification_is_never_answered_and_never_runs(message: str) -> None:
    """JSON-RPC 2.0, 4.1."""
    client = Client(offering())
    assert client.say(message) == []
    assert client.started == []


def test_connection_lives_on_after_rubbish() -> None:
    client = Client(offering())
    assert error(client.say("rubbish")[0]) == (-32700, None)
    assert client.ask("ping")["result"] == {}


def test_id_in_flight_is_refused_and_the_first_is_still_answered() -> None:
    """Base protocol: the id MUST NOT have been used before in the session."""
    client = Client(offering())
    request = {
        "jsonrpc": "2.0",
        "id": "x",
        "method": "tools/call",
        "params": {"name": "echo", "arguments": {"text": "a"}},
    }
    assert client.say(request) == []
    assert error(client.say(request)[0]) == (-32600, "x")
    (answer,) = client.finish(client.started[0])
    assert answer["id"] == "x"
    assert answer["result"]["content"][0]["text"] == "a"


def test_string_and_integer_ids_are_different() -> None:
    client = Client(offering())
    for identity in (1, "1"):
        params = {"name": "echo", "arguments": {"text": str(type(identity))}}
        request = {"jsonrpc": "2.0", "id": identity, "method": "tools/call", "params": params}
        assert client.say(request) == []
    answers = [client.finish(call)[0] for call in client.started]
    assert [answer["id"] for answer in answers] == [1, "1"]


@pytest.mark.parametrize("meta", [[], 1, "x"])
def test_meta_that_is_no_object_is_invalid_params(meta: object) -> None:
    client = Client(offering())
    request = {"jsonrpc": "2.0", "id": 5, "method": "ping", "params": {"_meta": meta}}
    assert error(client.say(request)[0]) == (-32602, 5)


# Batches


BATCH = [
    {"jsonrpc": "2.0", "id": 1, "method": "ping"},
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
    {
        "jsonrpc": "2.0",
        "id": 2,
        "method": "tools/call",
        "params": {"name": "echo", "arguments": {"text": "a"}},
    },
    5,
]


def test_batch_is_answered_in_one_piece_under_its_revision() -> None:
    """2025-03-26, base protocol: implementations MUST support receiving batches."""
    client = Client(offering(), "2025-03-26")
    assert client.say(BATCH) == []
    (answer,) = client.finish(client.started[0])
    assert sorted(str(item["id"]) for item in answer) == ["1", "2", "None"]


def test_batch_of_notifications_is_not_answered() -> None:
    """JSON-RPC 2.0, 6: the server MUST NOT return an empty array."""
    client = Client(offering(), "2025-03-26")
    assert client.say([BATCH[1], BATCH[1]]) == []


def test_cancelled_request_is_left_out_of_its_batch() -> None:
    client = Client(offering(), "2025-03-26")
    client.say(BATCH[:3])
    cancel = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 2}}
    assert client.say(cancel) == [[{"jsonrpc": "2.0", "id": 1, "result": {}}]]
    assert client.finish(client.started[0]) == []


def test_initialize_may_not_be_in_a_batch() -> None:
    """2025-03-26, lifecycle: initialize MUST NOT be part of a batch."""
    client = Client(offering(), "2025-03-26")
    ((answer,),) = client.say([initialize("2025-03-26", 9)])
    assert error(answer) == (-32600, 9)


def test_batch_too_long_is_refused_whole() -> None:
    client = Client(offering(), "2025-03-26")
    assert error(client.say([BATCH[0]] * 101)[0]) == (-32600, None)


@pytest.mark.parametrize("version", ["1.0.0", "2024-11-05", "2025-06-18", "2025-11-25", STATELESS])
def test_batch_is_refused_under_other_revisions(version: str) -> None:
    """2025-06-18, changelog: JSON-RPC batching was removed."""
    client = Client(offering(), version)
    assert error(client.say(BATCH)[0]) == (-32600, None)
    assert client.started == []


# Tools


@pytest.mark.parametrize("version", REVISIONS)
def test_tool_is_called(version: str) -> None:
    client = Client(offering(), version)
    answer = client.ask("tools/call", {"name": "echo", "arguments": {"text": "a", "times": 3}})
    assert answer["result"]["content"] == [{"type": "text", "text": "aaa"}]
    assert answer["result"]["isError"] is False


@pytest.mark.parametrize(
    ("version", "structured"),
    [("2024-11-05", False), ("2025-03-26", False), ("2025-06-18", True), (STATELESS, True)],
)
def test_structured_content_comes_with_the_revision_that_has_it(
    version: str, structured: bool
) -> None:
    """2025-06-18, changelog: structured tool output was added."""
    client = Client(offering(), version)
    result = client.ask("tools/call", {"name": "echo", "arguments": {"text": "a"}})["result"]
    assert ("structuredContent" in result) is structured
    listed = {tool["name"]: tool for tool in client.ask("tools/list")["result"]["tools"]}
    assert ("outputSchema" in listed["echo"]) is structured


@pytest.mark.parametrize(
    "params",
    [
        {"name": "nothing"},
        {"name": 5},
        {},
        {"name": "echo", "arguments": []},
        {"name": "echo", "arguments": "text"},
    ],
)
def test_malformed_call_and_unknown_tool_are_invalid_params(params: dict[str, Any]) -> None:
    """Tools, error handling: unknown tools and malformed requests are protocol errors."""
    client = Client(offering())
    assert error(client.ask("tools/call", params)) == (-32602, 1)
    assert client.started == []


def test_unknown_tool_names_the_nearest() -> None:
    answer = Client(offering()).ask("tools/call", {"name": "ecko"})
    assert "Did you mean echo?" in answer["error"]["message"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "text: is missing"),
        ({"text": 5, "times": 99}, "times: "),
        ({"text": "a", "tims": 2}, "Did you mean times?"),
    ],
)
def test_bad_arguments_are_a_result_that_says_what_to_change(
    arguments: dict[str, Any], said: str
) -> None:
    """SEP-1303: input validation errors are tool execution errors, so that models see them."""
    result = Client(offering()).ask("tools/call", {"name": "echo", "arguments": arguments})[
        "result"
    ]
    assert result["isError"] is True
    assert said in " ".join(item["text"] for item in result["content"])


def test_every_problem_of_a_refused_call_is_told() -> None:
    result = Client(offering()).ask("tools/call", {"name": "refuse"})["result"]
    assert [item["text"] for item in result["content"]] == [
        "first: is wrong.",
        "second: is wrong too.",
    ]


def test_crash_is_an_internal_error_without_detail() -> None:
    answer = Client(offering()).ask("tools/call", {"name": "crash"})
    assert error(answer) == (-32603, 1)
    assert "secret" not in json.dumps(answer)


@pytest.mark.parametrize(
    ("version", "kinds"),
    [
        ("2024-11-05", ["text", "image", "text", "text", "resource", "resource"]),
        ("2025-03-26", ["text", "image", "audio", "text", "resource", "resource"]),
        ("2025-06-18", ["text", "image", "audio", "resource_link", "resource", "resource"]),
    ],
)
def test_content_that_a_revision_does_not_know_becomes_text(version: str, kinds: list[str]) -> None:
    """Changelogs: audio came with 2025-03-26, resource links with 2025-06-18."""
    result = Client(offering(), version).ask("tools/call", {"name": "everything"})["result"]
    assert [item["type"] for item in result["content"]] == kinds


# Resources


@pytest.mark.parametrize("version", REVISIONS)
def test_resource_is_read(version: str) -> None:
    answer = Client(offering(), version).ask("resources/read", {"uri": "blob://one"})
    assert answer["result"]["contents"] == [{"uri": "blob://one", "blob": "iVBORw0KGgo="}]


@pytest.mark.parametrize(
    ("uri", "text"),
    [("note://a%20b", "a b"), ("note://https://x.example/y", "https://x.example/y")],
)
def test_template_is_read_with_its_variables_decoded(uri: str, text: str) -> None:
    """RFC 6570, 3.2.2; models write reserved characters as they are, which is taken too."""
    (contents,) = Client(offering()).ask("resources/read", {"uri": uri})["result"]["contents"]
    assert contents == {"uri": uri, "text": text, "mimeType": "text/plain"}


@pytest.mark.parametrize(
    ("version", "code"),
    [("1.0.0", -32002), ("2024-11-05", -32002), ("2025-11-25", -32002), (STATELESS, -32602)],
)
@pytest.mark.parametrize("uri", ["nothing://here", "note://missing"])
def test_missing_resource_is_told_in_the_code_of_the_revision(
    version: str, code: int, uri: str
) -> None:
    """Resources, error handling: -32002; 2026-07-28, changelog: -32602."""
    answer = Client(offering(), version).ask("resources/read", {"uri": uri})
    assert error(answer) == (code, 1)
    assert answer["error"]["data"] == {"uri": uri}


def test_refused_read_is_invalid_params() -> None:
    answer = Client(offering()).ask("resources/read", {"uri": "note://bad"})
    assert error(answer) == (-32602, 1)
    assert answer["error"]["message"] == "The name is bad."


def test_subscriber_is_told_until_it_unsubscribes() -> None:
    client = Client(offering())
    assert client.ask("resources/subscribe", {"uri": "count://er"})["result"] == {}
    assert client.session.watched == {"count://er"}
    (text,) = client.session.changed("count://er")
    assert json.loads(text)["params"] == {"uri": "count://er"}
    assert client.ask("resources/unsubscribe", {"uri": "count://er"})["result"] == {}
    assert client.session.changed("count://er") == []


def test_subscription_to_nothing_is_refused() -> None:
    client = Client(offering())
    assert error(client.ask("resources/subscribe", {"uri": "no://thing"})) == (-32002, 1)


def test_listener_is_acknowledged_told_and_let_go() -> None:
    """2026-07-28, subscriptions: acknowledgement first, each notification with the id."""
    client = Client(offering(), STATELESS)
    wanted = {"resourceSubscriptions": ["count://er"], "toolsListChanged": True}
    acknowledged = client.ask("subscriptions/listen", {"notifications": wanted})
    key = "io.modelcontextprotocol/subscriptionId"
    assert acknowledged["method"] == "notifications/subscriptions/acknowledged"
    assert acknowledged["params"] == {
        "_meta": {key: 1},
        "notifications": {"resourceSubscriptions": ["count://er"]},
    }
    (text,) = client.session.changed("count://er")
    assert json.loads(text)["params"] == {"uri": "count://er", "_meta": {key: 1}}
    (text,) = client.session.finish()
    result = json.loads(text)["result"]
    assert (result["resultType"], result["_meta"][key]) == ("complete", 1)
    assert client.session.changed("count://er") == []


def test_listener_that_cancels_is_not_answered() -> None:
    client = Client(offering(), STATELESS)
    client.ask("subscriptions/listen", {"notifications": {"resourceSubscriptions": ["count://er"]}})
    cancel = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}}
    assert client.say(cancel) == []
    assert client.session.watched == frozenset()
    assert client.session.finish() == []


# Lists


@pytest.mark.parametrize("version", REVISIONS)
@pytest.mark.parametrize(
    ("method", "key", "count"),
    [
        ("tools/list", "tools", 6),
        ("resources/list", "resources", 2),
        ("resources/templates/list", "resourceTemplates", 1),
        ("prompts/list", "prompts", 1),
    ],
)
def test_lists_hold_everything_in_order_of_name(
    version: str, method: str, key: str, count: int
) -> None:
    result = Client(offering(), version).ask(method)["result"]
    assert len(result[key]) == count
    place = "uri" if key == "resources" else "name"
    assert result[key] == sorted(result[key], key=lambda item: item[place])
    assert "nextCursor" not in result


def test_pages_follow_each_other_to_the_end() -> None:
    """Pagination: the client takes nextCursor until there is none."""
    client = Client(offering(page_size=4))
    names, params = [], {}
    while True:
        result = client.ask("tools/list", params)["result"]
        names += [tool["name"] for tool in result["tools"]]
        if "nextCursor" not in result:
            break
        params = {"cursor": result["nextCursor"]}
    assert names == ["crash", "echo", "everything", "refuse", "report", "wait"]


@pytest.mark.parametrize("cursor", ["", "x", "MA==", "LTQ=", "Mw==", "OTk5", "4", "ä"])
def test_invented_cursor_is_invalid_params(cursor: str) -> None:
    """Pagination, error handling: invalid cursors SHOULD result in -32602."""
    answer = Client(offering(page_size=4)).ask("tools/list", {"cursor": cursor})
    assert error(answer) == (-32602, 1)


@pytest.mark.parametrize(
    ("version", "absent", "present"),
    [
        ("2024-11-05", {"annotations", "title", "icons"}, {"name", "inputSchema"}),
        ("2025-03-26", {"title", "icons"}, {"annotations"}),
        ("2025-06-18", {"icons"}, {"annotations", "title"}),
        ("2025-11-25", set(), {"annotations", "title", "icons"}),
        ("1.0.0", set(), {"annotations", "title", "icons"}),
    ],
)
def test_listed_tool_has_what_its_revision_has(
    version: str, absent: set[str], present: set[str]
) -> None:
    """The changelogs of the revisions."""
    tools = Client(offering(), version).ask("tools/list")["result"]["tools"]
    (echo,) = [tool for tool in tools if tool["name"] == "echo"]
    assert present <= set(echo)
    assert not absent & set(echo)


# Prompts and completion


def test_prompt_is_filled_in() -> None:
    params = {"name": "greet", "arguments": {"name": "Ada"}}
    result = Client(offering()).ask("prompts/get", params)["result"]
    assert result == {
        "description": "A greeting",
        "messages": [{"role": "user", "content": {"type": "text", "text": "Greet Ada well."}}],
    }


@pytest.mark.parametrize(
    "params",
    [
        {"name": "greet"},
        {"name": "greet", "arguments": {"how": "well"}},
        {"name": "greet", "arguments": {"name": 5}},
        {"name": "great"},
        {},
    ],
)
def test_prompt_without_what_it_needs_is_invalid_params(params: dict[str, Any]) -> None:
    """Prompts, error handling: -32602 for an invalid name and for missing arguments."""
    assert error(Client(offering()).ask("prompts/get", params)) == (-32602, 1)


@pytest.mark.parametrize(
    "reference",
    [{"type": "ref/prompt", "name": "greet"}, {"type": "ref/resource", "uri": "note://{name}"}],
)
def test_completion_offers_the_first_hundred(reference: dict[str, str]) -> None:
    """Completion: at most 100 values, with their number and whether there are more."""
    params = {"ref": reference, "argument": {"name": "name", "value": "name"}}
    completion = Client(offering()).ask("completion/complete", params)["result"]["completion"]
    assert (len(completion["values"]), completion["total"], completion["hasMore"]) == (
        100,
        150,
        True,
    )
    assert completion["values"][0] == "name000"


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"ref": {"type": "ref/prompt", "name": "no"}, "argument": {"name": "a", "value": ""}},
        {"ref": {"type": "ref/resource", "uri": "no"}, "argument": {"name": "a", "value": ""}},
        {"ref": {"type": "ref/tool", "name": "echo"}, "argument": {"name": "a", "value": ""}},
        {"ref": {"type": "ref/prompt", "name": "greet"}, "argument": {"name": "a"}},
    ],
)
def test_completion_of_nothing_is_invalid_params(params: dict[str, Any]) -> None:
    assert error(Client(offering()).ask("completion/complete", params)) == (-32602, 1)


# Progress, logging, cancellation


def test_progress_rises_and_carries_the_token() -> None:
    """Progress: the value MUST increase; notifications MUST carry the token."""
    client = Client(offering())
    answer = client.ask("tools/call", {"name": "report"}, progressToken="t")
    reports = [m["params"] for m in client.sent if m.get("method") == "notifications/progress"]
    assert [report["progress"] for report in reports] == [1, 2, 3]
    assert reports[0] == {"progressToken": "t", "progress": 1, "total": 3, "message": "step 1"}
    assert client.sent[-1] == answer


def test_progress_has_no_message_in_the_first_revision() -> None:
    """2025-03-26, changelog: progress notifications got a message."""
    client = Client(offering(), "2024-11-05")
    client.ask("tools/call", {"name": "report"}, progressToken=7)
    reports = [m["params"] for m in client.sent if m.get("method") == "notifications/progress"]
    assert reports[0] == {"progressToken": 7, "progress": 1, "total": 3}


def test_progress_is_silent_without_a_token_and_after_the_result() -> None:
    client = Client(offering())
    client.ask("tools/call", {"name": "report"})
    assert [m for m in client.sent if m.get("method") == "notifications/progress"] == []
    client.ask("tools/call", {"name": "report"}, progressToken=1)
    assert client.session.progress(client.started[-1], 99) is None


@pytest.mark.parametrize("token", [True, 1.5, [], {}])
def test_malformed_progress_token_is_invalid_params(token: object) -> None:
    answer = Client(offering()).ask("tools/call", {"name": "report"}, progressToken=token)
    assert error(answer) == (-32602, 1)


def logged(client: Client) -> list[str]:
    return [m["params"]["level"] for m in client.sent if m.get("method") == "notifications/message"]


@pytest.mark.parametrize(
    ("level", "levels"),
    [("debug", ["debug", "warning"]), ("warning", ["warning"]), ("error", [])],
)
def test_log_messages_below_the_level_are_not_sent(level: str, levels: list[str]) -> None:
    client = Client(offering())
    assert client.ask("logging/setLevel", {"level": level})["result"] == {}
    client.ask("tools/call", {"name": "report"})
    assert logged(client) == levels


def test_unknown_log_level_is_invalid_params() -> None:
    """Logging, error handling: -32602."""
    assert error(Client(offering()).ask("logging/setLevel", {"level": "loud"})) == (-32602, 1)


def test_stateless_request_gets_log_messages_only_where_it_asks() -> None:
    """2026-07-28, logging: without logLevel the server MUST NOT send any."""
    client = Client(offering(), STATELESS)
    client.ask("tools/call", {"name": "report"})
    assert logged(client) == []
    client.ask("tools/call", {"name": "report"}, **{"io.modelcontextprotocol/logLevel": "warning"})
    assert logged(client) == ["warning"]


def test_cancelled_call_is_not_answered() -> None:
    """Cancellation: receivers SHOULD NOT send a response for the cancelled request."""
    client = Client(offering())
    params = {"name": "echo", "arguments": {"text": "a"}}
    client.say({"jsonrpc": "2.0", "id": 8, "method": "tools/call", "params": params})
    cancel = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 8}}
    assert client.say(cancel) == []
    assert client.started[0].cancelled
    assert client.finish(client.started[0]) == []
    assert client.ask("ping")["result"] == {}


@pytest.mark.parametrize("identity", [8, "1", None, True, 1.0, [], {}])
def test_cancelling_what_is_not_under_way_does_nothing(identity: object) -> None:
    """Cancellation: unknown ids MAY be ignored."""
    client = Client(offering())
    params = {"name": "echo", "arguments": {"text": "a"}}
    client.say({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})
    cancel = {
        "jsonrpc": "2.0",
        "method": "notifications/cancelled",
        "params": {"requestId": identity},
    }
    assert client.say(cancel) == []
    assert not client.started[0].cancelled


# The stateless revision


def test_discovery_says_what_initialize_says() -> None:
    """2026-07-28, server/discover."""
    result = Client(offering(), STATELESS).ask("server/discover")["result"]
    assert result["supportedVersions"] == ["2026-07-28"]
    assert result["instructions"] == "Call echo."
    assert result["capabilities"]["resources"] == {"subscribe": True}
    assert result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"] == "offering"


@pytest.mark.parametrize(
    ("method", "params", "keep"),
    [
        ("tools/list", {}, (300_000, "public")),
        ("resources/list", {}, (300_000, "public")),
        ("resources/templates/list", {}, (300_000, "public")),
        ("prompts/list", {}, (300_000, "public")),
        ("server/discover", {}, (300_000, "public")),
        ("resources/read", {"uri": "count://er"}, (0, "public")),
        ("resources/read", {"uri": "blob://one"}, (1000, "private")),
        ("resources/read", {"uri": "note://a"}, (5, "public")),
        ("tools/call", {"name": "echo", "arguments": {"text": "a"}}, (None, None)),
        ("prompts/get", {"name": "greet", "arguments": {"name": "a"}}, (None, None)),
    ],
)
def test_stateless_result_names_its_type_server_and_how_long_it_keeps(
    method: str, params: dict[str, Any], keep: tuple[Any, Any]
) -> None:
    """2026-07-28: resultType on every result, ttlMs and cacheScope on the cacheable ones."""
    result = Client(offering(), STATELESS).ask(method, params)["result"]
    assert result["resultType"] == "complete"
    assert result["_meta"]["io.modelcontextprotocol/serverInfo"]["version"] == "9.8.7"
    assert (result.get("ttlMs"), result.get("cacheScope")) == keep


def test_both_eras_mix_on_one_connection() -> None:
    client = Client(offering(), "2024-11-05")
    request = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": envelope()}}
    (answer,) = client.say(request)
    assert answer["result"]["resultType"] == "complete"
    assert "resultType" not in client.ask("tools/list")["result"]


@pytest.mark.parametrize("version", ["2025-11-25", "1.0.0", "2099-01-01", ""])
def test_version_that_is_not_stateless_is_unsupported(version: str) -> None:
    """2026-07-28: -32022 with the supported and the requested versions."""
    client = Client(offering(), STATELESS)
    params = {"_meta": envelope(version)}
    (answer,) = client.say({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": params})
    assert error(answer) == (-32022, 1)
    assert answer["error"]["data"] == {"supported": ["2026-07-28"], "requested": version}


@pytest.mark.parametrize(
    "meta",
    [
        {"io.modelcontextprotocol/protocolVersion": "2026-07-28"},
        envelope() | {"io.modelcontextprotocol/protocolVersion": 5},
        envelope() | {"io.modelcontextprotocol/clientCapabilities": []},
        envelope() | {"io.modelcontextprotocol/logLevel": "loud"},
    ],
)
def test_malformed_envelope_is_invalid_params(meta: dict[str, Any]) -> None:
    client = Client(offering(), STATELESS)
    request = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": meta}}
    assert error(client.say(request)[0]) == (-32602, 1)


def test_discovery_without_an_envelope_says_what_it_lacks() -> None:
    client = Client(offering(), STATELESS)
    (answer,) = client.say({"jsonrpc": "2.0", "id": 1, "method": "server/discover"})
    assert error(answer) == (-32602, 1)
    assert "clientCapabilities" in answer["error"]["message"]
