"""A few of the hostile requests of `lab_hostile`, sent to the laboratory as it is started by its command."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import time

import lab_hostile
import pytest

pytest.importorskip("uvicorn", reason="the laboratory is an optional extra: pip install 'toytheory[lab]'")
pytest.importorskip("starlette", reason="the laboratory is an optional extra: pip install 'toytheory[lab]'")
pytestmark = pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="processes are seen by /proc")  # noqa: PTH110

COUNT = 120
ANSWERED = {"done", "error", "failed", "busy", "loading", "superseded"}


@pytest.fixture(scope="module")
def laboratory():
    with lab_hostile.Laboratory() as made:
        assert made.answers()
        yield made
    assert made.code in (0, 130)


def test_hostile_requests_are_answered_and_nothing_works_on(laboratory):
    """How fast is not asked here: `python tests/helpers/lab_hostile.py 10000` tells it."""
    running = set(laboratory.processes())
    found = asyncio.run(lab_hostile.attack(laboratory.port, lab_hostile.requests(COUNT, 5)))
    assert sum(found.states.values()) == COUNT
    states = {state for name in found.states if (state := name.partition(": ")[2]).startswith("200 ")}
    assert {state.removeprefix("200 ") for state in states} <= ANSWERED
    assert not any("500" in name for name in found.states)
    assert laboratory.rests()
    assert laboratory.answers()
    assert len(laboratory.processes()) <= len(running) + 1  # that for modes is started when one is asked about


def test_requests_are_the_same_for_the_same_seed_and_of_every_kind():
    first, second = (list(lab_hostile.requests(400, 3)) for _ in range(2))
    assert first == second
    kinds = {request.kind for request in first}
    assert kinds == {"salad", "noise", "mutated", "large", "body", "no-http", "dropped"}
    assert len({request.content for request in first}) > 300


def test_a_process_that_works_on_would_be_seen(laboratory, monkeypatch):
    monkeypatch.setattr(lab_hostile, "COMMAND", ["sh", "-c", "echo :1/ >&2; while :; do :; done"])
    assert shutil.which("sh")
    busy = lab_hostile.Laboratory()
    with busy:
        time.sleep(0.1)
        assert not busy.rests(1.0)
        busy.process.send_signal(signal.SIGKILL)
