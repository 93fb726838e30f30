"""The session with random text, and with messages in any order.

Expectations: the session's documentation. It does not raise, does not answer a notification, and
answers every valid request exactly once.
"""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from common.mcp.protocol.calls import Call
from tests.common.mcp.client import HANDSHAKES, STATELESS, Client, envelope, initialize
from tests.common.mcp.offering import offering

METHODS = (
    "initialize",
    "ping",
    "tools/list",
    "tools/call",
    "resources/list",
    "resources/templates/list",
    "resources/read",
    "resources/subscribe",
    "resources/unsubscribe",
    "prompts/list",
    "prompts/get",
    "completion/complete",
    "logging/setLevel",
    "server/discover",
    "subscriptions/listen",
    "notifications/cancelled",
    "notifications/initialized",
    "nonsense",
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
PARAMS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["echo", "refuse", "greet", "note", "x"]) | JSON,
        "uri": st.sampled_from(["count://er", "note://{name}", "note://a", "x://"]) | JSON,
        "arguments": st.fixed_dictionaries({}, optional={"text": JSON, "name": JSON, "times": JSON})
        | JSON,
        "cursor": JSON,
        "level": st.sampled_from(["debug", "loud"]) | JSON,
        "requestId": st.integers(0, 5) | JSON,
        "protocolVersion": st.sampled_from(HANDSHAKES) | JSON,
        "ref": st.fixed_dictionaries({"type": st.just("ref/prompt"), "name": st.just("greet")})
        | JSON,
        "argument": st.fixed_dictionaries({"name": st.just("how"), "value": st.just("h")}) | JSON,
        "notifications": st.fixed_dictionaries({}, optional={"resourceSubscriptions": JSON}) | JSON,
        "_meta": st.just(envelope()) | st.just({"progressToken": 1}) | JSON,
    },
)
MESSAGE = st.fixed_dictionaries(
    {},
    optional={
        "jsonrpc": st.just("2.0") | JSON,
        "id": st.integers(0, 5) | JSON,
        "method": st.sampled_from(METHODS) | JSON,
        "params": PARAMS | JSON,
        "result": JSON,
    },
)
VERSIONS = st.sampled_from([*HANDSHAKES, STATELESS])


def is_request(message: Any) -> bool:
    identity = message.get("id") if isinstance(message, dict) else None
    return isinstance(identity, str | int) and type(identity) is not bool and "method" in message


def is_acknowledgement(message: Any) -> bool:
    method = message.get("method") if isinstance(message, dict) else None
    return bool(method == "notifications/subscriptions/acknowledged")


@settings(max_examples=300)
@given(st.binary(max_size=200), VERSIONS)
def test_bytes_never_raise_and_get_at_most_one_error(text: bytes, version: str) -> None:
    """JSON-RPC 2.0, 5.1: invalid text is answered with one error."""
    answers = Client(offering(), version).send(text)
    assert all("error" in answer for answer in answers)
    assert len(answers) <= 1


@settings(max_examples=300)
@given(MESSAGE | JSON, VERSIONS)
def test_any_message_is_answered_as_its_kind_demands(message: Any, version: str) -> None:
    """JSON-RPC 2.0, 4 and 5: one response per request, none to a notification."""
    client = Client(offering(), version)
    answers = client.send(json.dumps(message))
    for call in client.started:
        answers += client.finish(call)
    answers = [answer for answer in answers if isinstance(answer, list) or "method" not in answer]
    opened = sum(is_acknowledgement(message) for message in client.sent)
    if is_request(message):
        assert len(answers) + opened == 1
        assert all(answer["id"] == message["id"] for answer in answers)
    elif isinstance(message, dict) and "method" in message and "id" not in message:
        assert answers == []
    elif isinstance(message, list):
        # 2025-03-26 answers a batch as a whole; the others refuse it in one error.
        assert len(answers) <= 1
    else:
        assert len(answers) <= 1
        own = message.get("id") if isinstance(message, dict) else None
        assert all(answer["id"] in (own, None) for answer in answers)


@settings(max_examples=100)
@given(st.lists(MESSAGE, min_size=1, max_size=6))
def test_any_batch_is_answered_once_and_whole(messages: list[Any]) -> None:
    """JSON-RPC 2.0, 6: one array of responses, or nothing."""
    client = Client(offering(), "2025-03-26")
    client.send(json.dumps(messages))
    for call in list(client.started):
        client.finish(call)
    batches = [answer for answer in client.sent[1:] if isinstance(answer, list)]
    assert len(batches) <= 1
    assert client.session.calls == 0
    assert all(batches)


class SessionMachine(RuleBasedStateMachine):
    """Requests, their ends and their cancellations, in any order in one session."""

    def __init__(self) -> None:
        super().__init__()
        self.client = Client(offering(), STATELESS)
        self.next = 0
        self.under_way: dict[int, Call | None] = {}
        self.answered: dict[int, int] = {}

    def _note(self, messages: list[Any]) -> None:
        for message in messages:
            if "id" in message:
                self.answered[message["id"]] = self.answered.get(message["id"], 0) + 1

    def _request(self, method: str, params: dict[str, Any]) -> int:
        self.next += 1
        before = len(self.client.started)
        request = {"jsonrpc": "2.0", "id": self.next, "method": method, "params": params}
        self._note(self.client.send(request))
        started = self.client.started[before:]
        if started:
            self.under_way[self.next] = started[0]
        return self.next

    @rule(version=st.sampled_from(HANDSHAKES))
    def handshake(self, version: str) -> None:
        self.next += 1
        self._note(self.client.send(initialize(version, self.next)))

    @rule(method=st.sampled_from(METHODS), params=PARAMS)
    def request(self, method: str, params: dict[str, Any]) -> None:
        if not method.startswith("notifications/"):
            self._request(method, params)

    @rule(stateless=st.booleans())
    def call(self, stateless: bool) -> None:
        params: dict[str, Any] = {"name": "echo", "arguments": {"text": "a"}}
        self._request("tools/call", params | ({"_meta": envelope()} if stateless else {}))

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        identity = data.draw(st.sampled_from(sorted(self.under_way)))
        call = self.under_way.pop(identity)
        assert call is not None
        self._note([m for m in self.client.finish(call) if "id" in m])
        assert self.answered[identity] == 1

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        identity = data.draw(st.sampled_from(sorted(self.under_way)))
        call = self.under_way.pop(identity)
        params = {"requestId": identity}
        message = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": params}
        assert self.client.send(message) == []
        assert call is not None
        assert self.client.finish(call) == []
        assert identity not in self.answered

    @rule(text=st.binary(max_size=30))
    def invalid_text(self, text: bytes) -> None:
        self.client.send(text)

    @invariant()
    def no_request_is_answered_twice(self) -> None:
        assert all(times == 1 for times in self.answered.values())

    @invariant()
    def unanswered_calls_are_under_way(self) -> None:
        assert self.client.session.calls == len(self.under_way)


SessionMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=30)
TestSession = SessionMachine.TestCase
