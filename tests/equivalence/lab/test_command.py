"""`toytheory lab` from its start to its end."""

from __future__ import annotations

import base64
import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest
from places import ROOT

from equivalence.cli import execute
from equivalence.commands import lab as lab_module

COMMAND = [sys.executable, "-c", "from equivalence.cli import main; main()", "lab"]


def test_it_serves_until_it_is_interrupted_with_the_experiment_in_its_address():
    pytest.importorskip("uvicorn", reason="the laboratory is an optional extra: pip install 'toytheory[lab]'")
    started = subprocess.Popen(
        [*COMMAND, "bell.toy", "--port", "0", "--no-browser"], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    try:
        address, text = re.search(r"(http://127\.0\.0\.1:\d+/)#e=([\w-]+)", started.stderr.readline()).groups()
        assert base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)) == (ROOT / "examples" / "bell.toy").read_bytes()
        with urllib.request.urlopen(address) as answer:
            assert b"<title>toytheory laboratory</title>" in answer.read()
    finally:
        started.send_signal(signal.SIGINT)
        code = started.wait(60)
        started.stderr.close()
    assert code in (0, 130)


def test_a_port_that_is_taken_and_a_file_that_is_not_there_are_told(capsys):
    pytest.importorskip("uvicorn", reason="the laboratory is an optional extra: pip install 'toytheory[lab]'")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert execute(["lab", "--no-browser", "--port", str(taken.getsockname()[1])]) == 2
    assert "give another, or --port 0" in capsys.readouterr().err
    assert execute(["lab", "no-such.toy"]) == 2


def test_a_circuit_is_shown_as_an_experiment(tmp_path):
    circuit = tmp_path / "c.stim"
    circuit.write_text("H 0\nM 0\n")
    text = base64.urlsafe_b64decode(lab_module._packed(str(circuit)) + "==").decode()
    assert text.startswith("system 1 bit")


@pytest.mark.parametrize("missing", ["uvicorn", "starlette.applications"])
def test_without_the_extra_it_says_what_to_install(monkeypatch, capsys, missing):
    monkeypatch.setitem(sys.modules, missing, None)
    for name in [name for name in sys.modules if name.startswith("equivalence.lab.server")]:
        monkeypatch.delitem(sys.modules, name)
    assert execute(["lab", "--no-browser"]) == 2
    assert "pip install 'toytheory[lab]'" in capsys.readouterr().err


def test_the_browser_is_opened_with_the_address(monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr(
        "threading.Timer", lambda seconds, call, given: type("At once", (), {"start": lambda self: call(*given)})()
    )
    lab_module._open("http://127.0.0.1:1/")
    assert opened == ["http://127.0.0.1:1/"]
