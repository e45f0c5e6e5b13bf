from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import CliRunner

from equivalence.commands.replay import replay as command
from equivalence.experiments.replay import Case, Replayed, exit_code, load, replay, replay_directory, store
from toytheory.backend import load_backends
from toytheory.errors import CannotRun, InputError
from toytheory.language.reading import parse_experiment
from toytheory.outcomes.distributions import Distribution

MISMATCH = "system 1 bit\nprepare X1 + P1 = 0\nfourier 1\nmeasure X1 + P1 as a\n"
MATCH = "system 1 trit\nprepare X1 = 2\nfourier 1\nmeasure P1 as a\n"


def case(text=MATCH, **more):
    return Case(parse_experiment(text), ("epistemic", "hilbert"), **more)


class Flawed:
    """The wrapped backend, with all probability on one impossible outcome."""

    name, side = "hilbert", "quantum"

    def __init__(self, backend):
        self.backend, self.capabilities = backend, backend.capabilities

    def can_run(self, experiment):
        return self.backend.can_run(experiment)

    def distribution(self, experiment):
        right = self.backend.distribution(experiment)
        (key,) = right.probabilities
        return Distribution(right.d, right.names, {tuple((k + 1) % right.d for k in key): right.probabilities[key]})


def test_a_stored_case_comes_back_as_it_was(tmp_path):
    written = case(what="they\ndiffer", claim="trits.experiments", shots=500, seed=7, version="0.0.9")
    path = store(written, tmp_path / "new" / "folder")
    assert load(path) == replace(written, what="they differ")
    assert path.name == f"case-{written.fingerprint}.toy"


def test_a_stored_case_runs_like_any_experiment(tmp_path):
    path = store(case(what="# anything"), tmp_path)
    assert parse_experiment(path.read_text()).outcomes == ("a",)


def test_the_same_case_has_one_file_and_another_case_another(tmp_path):
    first = store(case(what="seen once"), tmp_path)
    assert store(case(what="seen again", seed=5), tmp_path) == first
    assert store(case(should="disagree"), tmp_path) != first
    assert store(case(MISMATCH), tmp_path) != first


def test_a_case_that_is_as_it_should_be_is_fixed(tmp_path):
    assert replay(store(case(), tmp_path)).status == "FIXED"
    assert replay(store(case(MISMATCH, should="disagree"), tmp_path)).status == "FIXED"


def test_a_case_that_still_fails_is_failed(tmp_path):
    found = replay(store(case(MISMATCH), tmp_path))
    assert found.status == "FAILED"
    assert "outcome 0" in found.reason
    assert replay(store(case(should="disagree"), tmp_path)).status == "FAILED"


def test_a_planted_fault_fails_and_is_fixed_when_it_is_gone(tmp_path):
    installed = load_backends(["epistemic", "hilbert"])
    broken = {**installed, "hilbert": Flawed(installed["hilbert"])}
    path = store(case(), tmp_path)
    assert replay(path, broken).status == "FAILED"
    assert replay(path, installed).status == "FIXED"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no stored case"),
        ("system 1 trit\nmeasure X1\n", "no stored case"),
        ("# toytheory/case-1\n# should: agree\nsystem 1 trit\n", "names no backends"),
        ("# toytheory/case-1\n# backends: epistemic\nsystem 1 trit\n", "does not say what should happen"),
        ("# toytheory/case-1\n# backends: dense\n# should: maybe\nsystem 1 trit\n", "does not say what should happen"),
        ("# toytheory/case-1\n# backends: dense\n# should: agree\n# seed: x\nsystem 1 trit\n", "says seed: x"),
        ("# toytheory/case-1\n# backends: dense\n# should: agree\nsystem 1 trit\nmeasure Y1\n", "line 5"),
        ("# toytheory/case-1\n# backends: none, hilbert\n# should: agree\nsystem 1 trit\n", "no backend named none"),
        ("# toytheory/case-1\n# backends: dense, stim\n# should: agree\nsystem 1 trit\n", "stim: "),
        (
            "# toytheory/case-1\n# backends: dense, hilbert\n# should: agree\n"
            "system 1 trit\nprepare X = 0\nmeasure X as a\ncondition a = 1\n",
            "neither theory",
        ),
    ],
)
def test_what_cannot_be_decided_is_an_error_with_a_reason(tmp_path, text, why):
    path = tmp_path / "case.toy"
    path.write_text(text)
    found = replay(path)
    assert found.status == "ERROR"
    assert why in found.reason


def test_a_backend_that_breaks_down_is_an_error(tmp_path):
    class Breaks(Flawed):
        def distribution(self, experiment):
            raise CannotRun("too large")

    installed = load_backends(["epistemic", "hilbert"])
    found = replay(store(case(), tmp_path), {**installed, "hilbert": Breaks(installed["hilbert"])})
    assert (found.status, found.reason) == ("ERROR", "hilbert: too large")


def test_a_directory_is_replayed_by_name_and_sums_up_to_an_exit_code(tmp_path):
    paths = sorted([store(case(), tmp_path), store(case(MISMATCH), tmp_path)])
    (tmp_path / "notes.txt").write_text("not a case")
    found = replay_directory(tmp_path)
    assert [one.path for one in found] == paths
    assert exit_code(found) == 1
    assert exit_code([*found, Replayed(paths[0], "ERROR", "")]) == 2
    assert exit_code([]) == 0


def test_a_missing_directory_or_one_that_cannot_be_made_is_refused(tmp_path):
    with pytest.raises(InputError, match="no directory"):
        replay_directory(tmp_path / "nowhere")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be made"):
        store(case(), tmp_path / "file" / "inside")


def test_the_command_prints_a_line_for_each_case(tmp_path):
    runner = CliRunner()
    path = store(case(MISMATCH), tmp_path)
    one = runner.invoke(command, [str(path)], standalone_mode=False)
    assert one.return_value == 1
    assert one.output.startswith(f"FAILED {path.name}  they disagree: ")
    assert runner.invoke(command, [str(tmp_path)], standalone_mode=False).return_value == 1
    path.unlink()
    empty = runner.invoke(command, [str(tmp_path)], standalone_mode=False)
    assert empty.return_value == 0
    assert "no .toy files" in empty.output
    with pytest.raises(InputError, match="no file or directory"):
        runner.invoke(command, [str(path)], standalone_mode=False, catch_exceptions=False)


def test_replay_is_a_command_of_toytheory(tmp_path):
    from equivalence.cli import execute

    assert execute(["replay", str(store(case(), tmp_path))]) == 0


SECOND = """\
system 1 trit
random coin by 0: 1/2, 1: 1/2
prepare X1 = 1
when coin = 0
  measure X1 as a flip 1: 1/10
otherwise
  measure P1 as a
end
repeat 2
  measure X1 as s
end
let b = a + s[2]
report b, coin
"""


MODE = """\
system 1 mode
prepare vacuum 1
random a normal 0, 1
repeat 2
  loss 1 by 0.5
end
displace X1 by a
measure X1 as b
report b
"""


@pytest.mark.parametrize(
    ("text", "backends"),
    [(SECOND, ("epistemic", "hilbert")), (MODE, ("liouville",))],
)
def test_cases_of_the_second_edition_are_stored_and_replayed(tmp_path, text, backends):
    stored = Case(parse_experiment(text), backends)
    path = store(stored, tmp_path)
    assert load(path).experiment == parse_experiment(text)
    assert replay(path).status == "FIXED"
    wrong = store(replace(stored, should="disagree"), tmp_path)
    assert replay(wrong).status == "FAILED"
