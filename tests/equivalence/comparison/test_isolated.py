"""Backends in processes of their own: whatever they do is an answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from harness_backends import Says, listed
from harness_hostile import SURE
from places import ROOT

from equivalence.comparison import isolated
from equivalence.comparison.answers import ask, ask_all
from equivalence.comparison.compare import compare
from equivalence.comparison.installed import InstalledBackends, installed_backends
from equivalence.comparison.isolated import Declared, Isolated
from toytheory.backend import Capabilities
from toytheory.errors import CannotRun
from toytheory.language.reading import parse_experiment

ONE = listed(3, ("a",), _1="1")
OTHER = parse_experiment("system 1 trit\nmeasure X as b")
NEVER = 3600.0
SOON = 0.2
"""A limit for what does not end: whatever the machine's speed, it is reached."""


def end_all():
    for process in list(isolated._SERVING.values()):
        process.end()
    isolated._SERVING.clear()


@pytest.fixture(autouse=True)
def no_process_is_there_before_or_after():
    end_all()  # the command line, called by tests in this process, keeps those of simulators
    yield
    end_all()


def hostile(name, limit=NEVER):
    return Isolated(name.lower(), f"harness_hostile:{name}", limit)


def asked(backend):
    return ask(backend.name, backend, SURE, 10, 0)


def test_a_sound_one_answers_as_it_would_here_and_keeps_its_process():
    backend = hostile("Sound")
    assert (backend.side, backend.capabilities) == ("quantum", Capabilities(kinds=frozenset({"trits"})))
    assert asked(backend).distribution == ONE
    (process,) = isolated._SERVING.values()
    assert asked(backend).distribution == ONE
    assert list(isolated._SERVING.values()) == [process]
    assert backend.can_run(SURE) is True
    bit = parse_experiment("system 1 bit")
    assert ask("sound", backend, bit, 1, 0).skipped == backend.can_run(bit) == "does not do bits"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Aborts", "its process was ended by signal SIGABRT"),
        ("Segfaults", "its process was ended by signal SIGSEGV"),
        ("Leaves", "its process ended with exit code 0"),
        ("Exits", "it raised SystemExit: 3"),
    ],
)
def test_one_that_dies_is_in_error_and_the_next_question_finds_it_alive_again(name, told):
    backend = hostile(name)
    for _ in range(2):
        assert asked(backend).error.startswith(told)
    found = compare([*ask_all({"t": Says("toy", ONE), name: backend}, SURE, 10, 0)])
    assert (found.verdict, found.sides) == ("disagree", {"toy": "not-compared", "quantum": "disagree"})
    assert found.witness["faulty"] == [name.lower()]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("IsKilled", "its process was ended by signal SIGKILL, as where memory runs out"),
        ("Hungry", "it ran out of memory"),
        ("Needs", "what it needs cannot be imported: No module named 'no_such_simulator'"),
    ],
)
def test_one_that_finds_no_room_or_no_simulator_is_skipped(name, told):
    assert asked(hostile(name)).skipped == told


@pytest.mark.parametrize(("needs", "processes"), [("no_such_simulator", 0), ("numpy", 1)])
def test_no_process_is_started_for_a_simulator_that_is_not_installed(needs, processes):
    known = Declared("quantum", Capabilities(kinds=frozenset({"trits"}), needs=needs))
    backend = Isolated("needs", "harness_hostile:Needs", NEVER, known)
    assert asked(backend).skipped == "what it needs cannot be imported: No module named 'no_such_simulator'"
    assert len(isolated._SERVING) == processes


def test_one_that_hangs_is_skipped_and_not_asked_again_until_the_next_time():
    backend = hostile("Hangs")
    assert backend.side == "quantum"  # loading it takes what it takes
    backend.limit = SOON
    told = "it gave no answer within 0.2 seconds, and was not asked again"
    assert asked(backend).skipped == told
    assert not isolated._SERVING
    assert asked(backend).skipped == told
    assert not isolated._SERVING  # no process was started for it


def test_one_that_closes_its_pipe_and_goes_on_is_in_error(monkeypatch):
    monkeypatch.setattr("equivalence.engine.processes.GRACE", SOON)
    assert asked(hostile("ClosesItsPipe")).error == "its process closed its connection"


@pytest.mark.parametrize(
    ("name", "loading", "told"),
    [
        ("AbortsLoading", NEVER, "cannot be loaded: its process was ended by signal SIGABRT"),
        ("HangsLoading", SOON, "cannot be loaded: nothing came within 0.2 seconds"),
        ("ExitsLoading", NEVER, "cannot be loaded: SystemExit: 3"),
        ("NotThere", NEVER, "cannot be loaded: AttributeError: module 'harness_hostile' has no attribute 'NotThere'"),
    ],
)
def test_one_that_does_not_load_is_a_reason(monkeypatch, name, loading, told):
    monkeypatch.setattr(isolated, "LOADING", loading)
    backend = hostile(name, SOON)
    assert backend.says == told
    assert asked(backend).skipped == told
    with pytest.raises(CannotRun, match="cannot be loaded"):
        _ = backend.side
    assert not isolated._SERVING


def test_one_that_is_known_is_not_started_for_what_it_declares_and_says_itself_that_it_cannot_load():
    known = Declared("quantum", Capabilities(kinds=frozenset({"bits"})))
    backend = Isolated("x", "harness_hostile:Aborts", NEVER, known)
    assert ask("x", backend, SURE, 1, 0).skipped == backend.can_run(SURE) == "does not do trits"
    assert not isolated._SERVING
    gone = ask("x", Isolated("x", "harness_hostile:NotThere", NEVER, Declared("quantum", Capabilities())), SURE, 1, 0)
    assert gone.skipped.startswith("cannot be loaded: AttributeError")


def test_nothing_that_it_prints_reaches_standard_output(capfd):
    assert asked(hostile("Prints")).distribution == ONE
    out, err = capfd.readouterr()
    assert out == ""
    assert err.count("garbage") == 3


def test_what_is_declared_comes_over_without_classes_of_others():
    backend = hostile("Plain")
    assert backend.capabilities == Capabilities(kinds=frozenset({"trits"}), steps=frozenset())
    assert asked(backend).skipped == "does not know the step Measure, Prepare"


def test_an_answer_that_cannot_be_read_is_an_error(monkeypatch):
    backend = hostile("Sound")
    assert backend.side == "quantum"

    def unreadable(limit):
        raise ModuleNotFoundError("theirs")

    monkeypatch.setattr(next(iter(isolated._SERVING.values())), "receive", unreadable)
    assert asked(backend).error == "its answer cannot be read: ModuleNotFoundError: theirs"
    with pytest.raises(RuntimeError, match="sound was not asked"):
        backend.finish()


def test_an_answer_that_nobody_waited_for_is_not_taken_for_the_next_one():
    backend = hostile("Sound")
    assert asked(backend).distribution == ONE
    backend.begin(SURE, 10, 0)
    backend.begin(OTHER, 10, 0)
    assert backend.finish().distribution.names == ("b",)


def test_the_projects_own_run_here_and_simulators_in_processes():
    found = installed_backends()
    assert {name for name, backend in found.items() if isinstance(backend, Isolated)} == {
        "stim", "fock", "strawberryfields", "piquasso",
    }  # fmt: skip
    assert not isolated._SERVING  # none is started before it is needed
    backends = InstalledBackends()
    assert list(backends) == sorted(found)
    assert len(backends) == len(found)
    assert backends["stim"].side == "quantum"


# as installed packages


@pytest.fixture
def installed(tmp_path):
    """Environment in which hostile backends are installed."""

    def environment(**backends):
        info = tmp_path / "hostile-1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: hostile\nVersion: 1\n")
        points = "".join(f"{name} = harness_hostile:{target}\n" for name, target in backends.items())
        (info / "entry_points.txt").write_text(f"[toytheory.backends]\n{points}")
        return os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT / "tests" / "helpers")])}

    return environment


def command(environment, *arguments):
    code = (
        "from equivalence.engine import workers; workers.CLAIMS = 'harness_hostile:registry'\n"
        "if __name__ == '__main__':\n    from equivalence.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=environment, check=False
    )
    return done.returncode, done.stdout, done.stderr


NAMES = ["epistemic", "hilbert", "aborts", "unloadable", "prints"]


def test_run_survives_them_and_says_what_happened(installed, tmp_path):
    environment = installed(aborts="Aborts", unloadable="AbortsLoading", prints="Prints", hangs="Hangs")
    (tmp_path / "e.toy").write_text("system 1 trit\nprepare X = 1\nmeasure X as a\n")

    def run(names, *arguments):
        chosen = [part for name in names for part in ("--backend", name)]
        code, out, _ = command(environment, "run", str(tmp_path / "e.toy"), "--json", "-", *arguments, *chosen)
        record = json.loads(out)
        return code, record, {entry["backend"]: entry for entry in record["results"]}

    code, record, told = run(NAMES)
    assert (code, record["verdict"]) == (1, "disagree")
    assert record["sides"] == {"toy": "not-compared", "quantum": "disagree"}
    assert told["aborts"]["error"] == "its process was ended by signal SIGABRT"
    assert "SIGABRT" in told["unloadable"]["skipped"]
    assert told["prints"]["probabilities"] == {"1": "1"}
    code, record, told = run(["epistemic", "hilbert", "hangs"], "--timeout", "0.2")
    assert (code, record["verdict"]) == (0, "agree")
    assert told["hangs"]["skipped"] == "it gave no answer within 0.2 seconds, and was not asked again"
    code, out, _ = command(environment, "list", "--backends", "--json")
    assert code == 0
    told = {entry["name"]: entry.get("unavailable") for entry in json.loads(out)["backends"]}
    assert (told["aborts"], told["unloadable"]) == (None, "cannot be loaded: its process was ended by signal SIGABRT")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_verify_survives_them_in_one_process_and_in_several(installed, jobs):
    environment = installed(aborts="Aborts", killed="IsKilled", unloadable="AbortsLoading")
    code, out, _ = command(environment, "verify", "-j", jobs, "--no-seconds", "--json", "-")
    claims = json.loads(out)["claims"]
    assert code == 0
    assert [claim["status"] for claim in claims] == ["holds", "holds"]
    assert claims[0]["scope"] == claims[1]["scope"]
    assert "aborts: its process was ended by signal SIGABRT" in claims[0]["scope"]
    assert "killed: its process was ended by signal SIGKILL" in claims[0]["scope"]
    assert "hilbert: answered" in claims[0]["scope"]
    assert claims[0]["witness"]["sides"] == {"toy": "agree", "quantum": "disagree"}


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_verify_goes_on_where_one_hangs(installed, jobs):
    environment = installed(hangs="Hangs")
    code, out, _ = command(environment, "verify", "-j", jobs, "--timeout", "0.2", "--no-seconds", "--json", "-")
    assert code == 0
    scopes = {claim["scope"] for claim in json.loads(out)["claims"]}
    assert len(scopes) == 1
    assert "hangs: it gave no answer within 0.2 seconds" in scopes.pop()
