"""The command line as a process: pipes, closed streams, interruptions, packages that are missing."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shlex
import signal
import subprocess
import sys
import time

import pytest
from places import ROOT

from equivalence import cli
from equivalence.commands import waiting

HELPERS = ROOT / "tests" / "helpers"
TRIT = "system 1 trit\nprepare X = 1\nmeasure X as a\n"


# as a process


def process(*arguments, **options):
    code = "import sys; from equivalence.cli import main; sys.argv[0] = 'toytheory'; main()"
    return subprocess.Popen([sys.executable, "-c", code, *arguments], **options)


@pytest.mark.parametrize("arguments", [["--help"], ["list", "--json"], ["list"]])
def test_a_closed_pipe_ends_quietly_as_by_its_signal(arguments):
    reader, writer = os.pipe()
    os.close(reader)
    try:
        running = process(*arguments, stdout=writer, stderr=subprocess.PIPE)
    finally:
        os.close(writer)
    _, err = running.communicate()
    assert (running.returncode, err) == (128 + signal.SIGPIPE, b"")


def test_the_program_ends_with_the_exit_code(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["toytheory", "run", "/nowhere"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert "No such file" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_without_some_letters_is_no_reason_to_fail(encoding):
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    running = process("list", stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    out, err = running.communicate()
    assert (running.returncode, err) == (0, b"")
    assert out.decode(encoding)


def test_starting_up_imports_nothing_heavier_than_numpy():
    heavy = [
        "scipy",
        "sympy",
        "qutip",
        "stim",
        "strawberryfields",
        "numba",
        "matplotlib",
        "hypothesis",
        "rich",
        "jinja2",
        "parsimonious",
        "junitparser",
    ]
    code = (
        "import sys\nfrom equivalence.cli import execute\n"
        "assert execute(['--help']) == 0 and execute(['list', '--json']) == 0 and execute(['verify', '--help']) == 0\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"


@pytest.fixture
def group():
    """Start a program in a process group of its own, of which nothing is left afterwards, whatever the test did."""
    started = []

    def start(*arguments, **options):
        started.append(subprocess.Popen(arguments, start_new_session=True, **options))
        return started[-1]

    yield start
    for running in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def test_ctrl_c_keeps_what_is_done_and_leaves_no_process(tmp_path, group):
    """Two workers, one of which would never end; the signal goes to the whole group, as from a keyboard."""
    resume, pid = tmp_path / "resume.json", tmp_path / "pid"
    code = (
        "import signal, sys; from equivalence import cli; from equivalence.engine import workers\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # it is ignored where tests run in the background\n"
        "workers.CLAIMS = 'harness_slow:registry'\n"
        f"sys.argv[1:] = ['verify', '-j', '2', '--resume', {str(resume)!r}]\n"
        "if __name__ == '__main__': cli.main()"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(HELPERS), str(ROOT)]), "HARNESS_PIDS": str(pid)}
    running = group(sys.executable, "-c", code, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while running.poll() is None and not (
        pid.exists() and pid.read_text() and resume.exists() and "slow.quick" in resume.read_text()
    ):
        time.sleep(0.05)  # however long it takes; a program that ends before is seen
    os.killpg(running.pid, signal.SIGINT)
    _, err = running.communicate()
    assert running.returncode == 130
    assert b"keeps what was found" in err
    assert b"Traceback" not in err
    assert list(json.loads(resume.read_text())["verdicts"]) == ["slow.quick"]
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


# standard streams that are closed, and simulators that are not there


ALL = "<&- >&- 2>&-"


@pytest.mark.parametrize(
    ("arguments", "redirection", "expected"),
    [
        ("list", ">&-", 0),
        ("list", "2>&-", 0),
        ("states --bits 1", ALL, 0),
        ("draw X1=1 --trits", ALL, 0),
        ("prove --d 3", "2>&-", 0),
        ("prove --d 3", ALL, 2),  # that was to be written there
        ("verify one.even -j 1", ">&-", 0),
        ("verify one.even two -j 2", ALL, 0),
        ("verify three.wrong -j 1", ALL, 1),
        ("run e.toy --backend epistemic --backend stim", ALL, 0),
        ("check none.json", ALL, 2),
        ("nothing", ALL, 2),
    ],
)
def test_closed_streams_leave_the_exit_code_as_it_is(tmp_path, arguments, redirection, expected):
    (tmp_path / "e.toy").write_text(TRIT)
    done = shell(tmp_path, f"toytheory {arguments} {redirection}")
    assert done.returncode == expected
    assert "Traceback" not in done.stdout + done.stderr


def shell(folder, line, **environment):
    """Run a line of bash in a folder, with the claims of these tests."""
    code = (
        "from equivalence.engine import workers; workers.CLAIMS = 'harness_claims:bad'\n"
        "if __name__ == '__main__':\n    from equivalence.cli import main; main()"
    )
    head = f'toytheory() {{ {shlex.quote(sys.executable)} -c {shlex.quote(code)} "$@"; }}; set -o pipefail; '
    paths = os.pathsep.join([*environment.pop("paths", []), str(HELPERS), str(ROOT)])
    return subprocess.run(
        ["bash", "-c", head + line],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": paths} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("toytheory run - <&-", "standard input is closed"),
        ("toytheory list --json >&-", "standard output is closed"),
        ("toytheory verify one.even --json - >&-", "standard output is closed"),
        ("toytheory list > /dev/full", "No space left on device"),
    ],
)
def test_a_stream_that_is_asked_for_by_name_must_be_there(tmp_path, line, told):
    done = shell(tmp_path, line)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_goes_away_ends_the_program_as_it_ends_others(tmp_path):
    done = shell(tmp_path, "toytheory states --bits 3 --values | head -1")
    assert (done.returncode, done.stderr) == (128 + signal.SIGPIPE, "")


BLOCK = """
import os, sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in os.environ.get("BLOCKED", "").split():
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Blocked())
"""


@pytest.mark.parametrize("blocked", ["stim", "stim qutip strawberryfields piquasso sympy numba"])
def test_packages_that_cannot_be_imported_are_reasons_and_no_failures(tmp_path, blocked):
    (tmp_path / "sitecustomize.py").write_text(BLOCK)
    (tmp_path / "b.toy").write_text("system 2 bits\nprepare X1 = 1, X2 = 0\nsum 1 2\nmeasure X2 as a\n")
    (tmp_path / "m.toy").write_text("system 1 mode\nprepare vacuum 1\nmeasure X1 as a\n")
    environment = {"paths": [str(tmp_path)], "BLOCKED": blocked}
    drivers = {"stim": "stim", "qutip": "fock", "strawberryfields": "strawberryfields", "piquasso": "piquasso"}
    gone = {driver for package, driver in drivers.items() if package in blocked.split()}

    def ran(file):
        done = shell(tmp_path, f"toytheory run {file} --json -", **environment)
        record = json.loads(done.stdout)
        assert done.returncode == 0, done.stderr
        assert not any("error" in entry for entry in record["results"])
        assert all(entry.get("skipped") for entry in record["results"] if entry["backend"] in gone)
        return record["verdict"]

    assert ran("b.toy") == "agree"  # there are other backends
    if "qutip" in blocked:
        assert ran("m.toy") == "not-compared"
        done = shell(tmp_path, "toytheory verify one.even -j 1", **environment)
        assert (done.returncode, "1 holds" in done.stdout) == (0, True)
        assert shell(tmp_path, 'toytheory draw "X1 = 1" --trits', **environment).returncode == 0
        assert shell(tmp_path, "toytheory states --bits 1", **environment).returncode == 0
    done = shell(tmp_path, "toytheory list --backends --json", **environment)
    listed = json.loads(done.stdout)["backends"]
    assert done.returncode == 0
    assert gone <= {entry["name"] for entry in listed if "unavailable" in entry}


def test_a_claim_that_needs_what_cannot_be_imported_is_skipped_and_a_module_of_ours_must_be_there():
    from equivalence.engine.decide import decide
    from equivalence.engine.verdict import Claim, Context

    def theirs(context):
        import no_such_algebra  # noqa: F401

    def ours(context):
        import equivalence.no_such_module  # noqa: F401

    found = [decide(Claim("x.y", "t", "s", check), Context()) for check in (theirs, ours)]
    assert [verdict.status for verdict in found] == ["skipped", "error"]
    assert "no_such_algebra" in found[0].checks[0].reason


# what takes long is shown


@pytest.mark.parametrize("terminal", [False, True])
def test_what_takes_long_is_shown_while_it_takes_long(monkeypatch, terminal):
    monkeypatch.setattr(waiting, "PATIENCE", 0.001)
    monkeypatch.setenv("TERM", "xterm")
    stream = io.StringIO()
    stream.isatty = lambda: terminal
    with waiting.Waiting(stream) as told:
        for doing in ("asking stim", "asking fock"):
            told(doing)
            while f"{doing} ..." not in stream.getvalue():
                time.sleep(0.001)
    if not terminal:
        assert stream.getvalue() == "asking stim ...\nasking fock ...\n"


def test_what_is_done_at_once_is_not_talked_about(monkeypatch):
    monkeypatch.setattr(waiting, "PATIENCE", 3600)
    stream = io.StringIO()
    with waiting.Waiting(stream) as told:
        told("asking stim")
    assert stream.getvalue() == ""
