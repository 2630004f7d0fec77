"""What the SDK logs of a program: a token is kept out, and nothing else changes."""

import pytest
from pulumi import log
from pulumi.runtime.proto import engine_pb2

from ontap_peering.engine import program_log

SECRET = "canary-of-the-log-91d0"


class Engine:
    """Keeps the messages that it gets."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def Log(self, request: engine_pb2.LogRequest) -> None:  # noqa: N802 - as the SDK calls it
        self.messages.append(request.message)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = Engine()
    monkeypatch.setattr(log, "get_engine", lambda: made)
    monkeypatch.setattr(log, "_log", log._log)  # noqa: SLF001 - put back afterwards
    monkeypatch.setattr(program_log, "_secrets", set())
    return made


def test_a_secret_is_masked_wherever_it_is_in_a_message_and_others_stay_as_they_are(engine: Engine) -> None:
    program_log.keep_out_of_log("")
    log.debug(f"before: {SECRET}")
    program_log.keep_out_of_log(SECRET)
    log.debug(f"props={{token: {SECRET}}}")
    log.warn("a neighbour's own warning")
    assert engine.messages == [f"before: {SECRET}", "props={token: [secret]}", "a neighbour's own warning"]
