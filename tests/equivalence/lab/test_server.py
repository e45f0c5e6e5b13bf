"""The laboratory's server: what it sends, and what it refuses; hostile requests, long work, older questions."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import signal
import time

import pytest

pytest.importorskip("starlette", reason="the laboratory is an optional extra: pip install 'toytheory[lab]'")
pytest.importorskip("httpx2", reason="the test client of Starlette needs httpx2")

from starlette.testclient import TestClient

from equivalence.lab import desk as desk_module
from equivalence.lab import limits, server
from equivalence.lab.desk import Desk
from equivalence.lab.server import FILES, STATIC, application

TRITS = "system 1 trit\nprepare X = 1\nmeasure P as a\n"
HEAVY = "system 2 dits d=5\n" + "noise X1, P1 by 0,0: 1/2, 1,2: 1/2\nsum 1 2\nfourier 1\n" * 13 + "measure X1 as a\n"


PATIENT = 300.0
"""Seconds, instead of the limits of the laboratory: what is asked here does not depend on how busy the machine is."""


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    for name in ("SECONDS", "GRACE", "PATIENCE"):
        monkeypatch.setattr(desk_module, name, PATIENT)
    monkeypatch.setattr(server, "BUDGET", 5 * PATIENT)


@pytest.fixture(scope="module")
def client():
    with TestClient(application()) as made:
        yield made


def asked(client, question="pictures", **about):
    """The answer, once what it needs is loaded."""
    while (found := client.post(f"/api/{question}", json=about).json())["state"] == "loading":
        time.sleep(0.05)
    return found


def test_the_page_and_its_files_load_nothing_from_elsewhere(client):
    for path, (name, kind) in FILES.items():
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", answer.text), name
        assert not re.search(r"\beval\(|new Function|innerHTML|document\.write|localStorage", answer.text), name
    assert {file.name for file in STATIC.iterdir()} == {name for name, _ in FILES.values()}
    assert client.get("/../server.py").status_code == 404
    assert client.get("/static/lab.js").status_code == 404


def test_both_questions_and_the_gallery(client):
    about = {"page": "a", "text": TRITS, "outcomes": {"a": 2}}
    assert asked(client, **about)["followed"] == {"a": 2}
    assert asked(client, "predictions", **about)["verdict"] == "agree"
    assert len(client.get("/api/gallery").json()["examples"]) > 10


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"headers": {"host": "evil.example"}}, 400),
        ({"headers": {"origin": "https://evil.example"}}, 403),
        ({"headers": {"origin": "null"}}, 403),
        ({"headers": {"content-type": "text/plain"}}, 415),
        ({"headers": {"content-type": "application/x-www-form-urlencoded"}}, 415),
        ({"content": b"{"}, 400),
        ({"content": b"[" * 50_000}, 400),
        ({"content": b"\xff\xfe"}, 400),
        ({"content": b"[]"}, 400),
        ({"content": b'{"text": 5}'}, 400),
        ({"content": b'{"text": "\\ud800"}'}, 400),
        ({"content": b'{"outcomes": {"a": "1"}}'}, 400),
        ({"content": b'{"outcomes": {"a": true}}'}, 400),
        ({"content": b'{"outcomes": {"a": 1e400}}'}, 400),
        ({"content": b'{"outcomes": []}'}, 400),
        ({"content": json.dumps({"page": "x" * 41}).encode()}, 400),
        ({"content": b'"' + b"a" * limits.BODY + b'"'}, 413),
    ],
)
def test_what_is_no_question_of_this_page_is_refused(client, change, status):
    headers = {"content-type": "application/json"} | change.get("headers", {})
    answer = client.post("/api/pictures", content=change.get("content", b"{}"), headers=headers)
    assert answer.status_code == status


def test_a_question_of_the_page_itself_is_answered(client):
    answer = client.post("/api/pictures", json={"text": TRITS}, headers={"origin": "http://testserver"})
    assert answer.json()["state"] in ("done", "loading")
    assert asked(client, text=TRITS)["state"] == "done"
    assert client.get("/api/pictures").status_code == 405


def test_long_work_is_broken_off_with_a_reason_and_the_next_question_is_answered(client, monkeypatch):
    assert asked(client, text=TRITS)["state"] == "done"
    with monkeypatch.context() as short:
        short.setattr(desk_module, "SECONDS", 0.2)
        assert asked(client, page="b", text=HEAVY) == desk_module.TOO_LONG
    assert asked(client, page="b", text=TRITS)["state"] == "done"


def test_hostile_texts_leave_the_server_as_it_was(client):
    rng = random.Random(11)
    for _ in range(60):
        text = "".join(
            chr(rng.choice([9, 10, 32, 35, rng.randrange(33, 127), rng.randrange(0x100, 0xD000)])) for _ in range(200)
        )
        if rng.random() < 0.5:
            text = "system 3 trits\n" + text
        for question in ("pictures", "predictions"):
            answer = client.post(f"/api/{question}", json={"page": "c", "text": text})
            assert answer.status_code == 200
            assert answer.json()["state"] in ("error", "failed", "done", "loading")
    assert asked(client, text=TRITS)["state"] == "done"


async def opened(kind="pictures"):
    desk = Desk(kind)
    assert (await answered(desk))["state"] == "done"
    return desk


async def answered(desk):
    while (found := await desk.ask("page", TRITS, {})) == desk_module.LOADING:
        await asyncio.sleep(0.05)
    return found


def test_a_newer_question_takes_the_place_of_an_older_one():
    async def work():
        desk = await opened()
        try:
            old = asyncio.create_task(desk.ask("page", HEAVY, {}))
            await asyncio.sleep(0.2)
            between = asyncio.create_task(desk.ask("page", HEAVY, {}))
            await asyncio.sleep(0)
            new = await desk.ask("page", TRITS, {})
            return await old, await between, new
        finally:
            desk.close()

    old, between, new = asyncio.run(work())
    assert old["state"] in ("superseded", "done")  # done: it was not begun when it was told to stop
    assert between == desk_module.SUPERSEDED
    assert new["state"] == "done"


def test_another_page_is_told_that_one_is_answered(monkeypatch):
    monkeypatch.setattr(desk_module, "PATIENCE", 0.01)

    async def work():
        desk = await opened()
        try:
            first = asyncio.create_task(desk.ask("one", HEAVY, {}))
            await asyncio.sleep(0.1)
            second = await desk.ask("two", TRITS, {})
            await first
            return second
        finally:
            desk.close()

    assert asyncio.run(work()) == desk_module.BUSY


def test_a_process_that_dies_or_does_not_listen_is_started_anew(monkeypatch):
    async def work():
        desk = await opened()
        try:
            desk._process._process.kill()
            died = await desk.ask("page", TRITS, {})
            again = await answered(desk)
            os.kill(desk._process._process.pid, signal.SIGSTOP)  # it does not listen
            monkeypatch.setattr(desk_module, "SECONDS", 0.1)
            monkeypatch.setattr(desk_module, "GRACE", 0.1)
            late = await desk.ask("page", HEAVY, {})
            monkeypatch.setattr(desk_module, "SECONDS", PATIENT)
            monkeypatch.setattr(desk_module, "GRACE", PATIENT)
            return died, again, late, await answered(desk)
        finally:
            desk.close()
            desk.close()

    died, again, late, after = asyncio.run(work())
    assert died["state"] == "failed"
    assert "SIGKILL" in died["reason"]
    assert again["state"] == "done"
    assert late == desk_module.TOO_LONG
    assert after["state"] == "done"


def test_a_question_that_comes_while_the_process_loads_does_not_end_it():
    """The signal that breaks off an older question of the page would end a process that does not know it yet."""

    async def work():
        desk = Desk("pictures")
        try:
            first = asyncio.create_task(desk.ask("page", TRITS, {}))
            await asyncio.sleep(0.01)
            second = await desk.ask("page", TRITS, {})
            return await first, second, await answered(desk)
        finally:
            desk.close()

    first, second, third = asyncio.run(work())
    assert first["state"] == "loading"
    assert second["state"] in ("loading", "done")
    assert third["state"] == "done"


def test_pages_are_forgotten_one_by_one():
    async def work():
        desk = await opened()
        try:
            for k in range(limits.SESSIONS + 5):
                await desk.ask(f"page {k}", "", {})
            return len(desk._latest)
        finally:
            desk.close()

    assert asyncio.run(work()) == limits.SESSIONS


def test_a_question_whose_time_is_nearly_over_is_not_begun_and_one_that_is_works_no_longer(monkeypatch):
    """Both processes together have one budget: what the first took, the second has not."""
    monkeypatch.setattr(desk_module, "SECONDS", 1000.0)

    async def work():
        desk = await opened()
        try:
            late = await desk.ask("page", TRITS, {}, time.monotonic() + desk_module.GRACE)
            given = []
            desk._answer = lambda text, outcomes, seconds: given.append(seconds) or {"state": "done"}
            await desk.ask("page", TRITS, {}, time.monotonic() + desk_module.GRACE + 100)
            await desk.ask("page", TRITS, {})
            return late, given
        finally:
            desk.close()

    late, (short, whole) = asyncio.run(work())
    assert late == desk_module.BUSY
    assert limits.LEAST < short <= 100
    assert whole == 1000
    assert limits.SECONDS + limits.GRACE + limits.PATIENCE <= limits.BUDGET + 1e-9
