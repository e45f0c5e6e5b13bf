"""Whether experiments are the same: against unitaries by brute force, with witnesses that show the difference."""

from __future__ import annotations

import json

import numpy as np
import pytest
import stim
from click.testing import CliRunner

from equivalence.cli import toytheory
from equivalence.comparison.run import chosen_backends, run_experiment
from equivalence.comparison.same import inputs_of, same
from equivalence.experiments.files import read_experiment
from quantum_ref.stim.reading import from_stim
from toytheory.discrete.final_state import final_state, state_after
from toytheory.errors import InputError
from toytheory.language.reading import parse_experiment

BACKENDS = chosen_backends(["hilbert", "stim", "wigner"])


def decided(first, second, **options):
    pair = (parse_experiment(each) if isinstance(each, str) else each for each in (first, second))
    return {side: each.answer for side, each in same(*pair, BACKENDS, **options).items()}


BOTH_SAME = {"toy": "same", "quantum": "same"}
BOTH_DIFFER = {"toy": "different", "quantum": "different"}


@pytest.mark.parametrize(
    ("first", "second", "options", "expected"),
    [
        ("system 1 trit\nfourier 1\nfourier 1\nfourier 1\nfourier 1", "system 1 trit", {"as_maps": True}, BOTH_SAME),
        ("system 2 trits\nsum 1 2", "system 2 trits\nsum 2 1", {"as_maps": True}, BOTH_DIFFER),
        ("system 2 trits\nswap 1 2", "system 2 trits\nsum 1 2\nsum 2 1", {"as_maps": True}, BOTH_DIFFER),
        ("system 1 bit\nphase 1\nphase 1", "system 1 bit", {"as_maps": True}, {"toy": "same", "quantum": "different"}),
        ("system 1 bit\nphase 1\nphase 1", "system 1 bit\ndisplace P1 by 1", {"as_maps": True},
         {"toy": "different", "quantum": "same"}),
        ("system 1 trit\nmeasure X as a", "system 1 trit\nmeasure X as b", {"as_maps": True}, BOTH_SAME),
        ("system 1 trit\nmeasure X as a", "system 1 trit\nmeasure X as a\nmeasure P", {}, None),
        ("system 1 trit\nmeasure X as a\ndisplace X by -a", "system 1 trit\nmeasure X as a\nprepare X = 0",
         {"as_maps": True}, BOTH_SAME),
        ("system 1 trit\nmeasure X as a", "system 1 trit\nmeasure P as a", {}, BOTH_DIFFER),
        ("system 1 trit\nprepare X = 1\nmeasure X", "system 1 trit\nprepare X = 2\nmeasure X", {}, BOTH_DIFFER),
        ("system 2 trits\ndiscard 1", "system 2 trits\ndiscard 2", {"as_maps": True}, BOTH_DIFFER),
        ("system 1 trit\nprepare X = 0\nnoise X by 0: 1/2, 1: 1/2", "system 1 trit\nprepare X = 0", {}, BOTH_DIFFER),
        ("system 1 trit\nprepare X = 0\nnoise X by 0: 1/2, 1: 1/2",
         "system 1 trit\nprepare X = 1\nnoise X by 0: 1/2, 2: 1/2",
         {}, BOTH_SAME),
    ],
)  # fmt: skip
def test_small_pairs_are_decided_in_both_theories(first, second, options, expected):
    if expected is None:
        with pytest.raises(InputError, match="one has 1 outcomes, the other 2"):
            decided(first, second, **options)
    else:
        assert decided(first, second, **options) == expected


def test_branches_are_compared_for_each_combination_of_outcomes():
    fed = "system 2 trits\nmeasure X1 as a\ndisplace X2 by a"
    chosen = ("system 2 trits\nmeasure X1 as a\nwhen a = 1\n  displace X2 by 1\notherwise when a = 2\n"
              "  displace X2 by 2\nend")  # fmt: skip
    wrong = chosen.replace("displace X2 by 2", "displace X2 by 1")
    assert decided(fed, chosen, as_maps=True) == BOTH_SAME
    assert decided(fed, wrong, as_maps=True) == BOTH_DIFFER


def test_circuits_of_qubits_are_compared_as_their_unitaries():
    """Random circuits, half of them rewritten: equal exactly where the tableaus are."""
    rng = np.random.default_rng(23)
    for trial in range(12):
        circuit = stim.Circuit()
        for _ in range(12):
            gate = str(rng.choice(["H", "S", "CX", "CZ", "SQRT_X"]))
            where = rng.permutation(3)[: 2 if gate in ("CX", "CZ") else 1]
            circuit.append(gate, [int(k) for k in where])
        circuit.append("I", [0, 1, 2])
        other = circuit.to_tableau().to_circuit("elimination")
        if trial % 2:
            other.append(str(rng.choice(["X", "Z", "H"])), [int(rng.integers(3))])
        other.append("I", [0, 1, 2])
        equal = circuit.to_tableau() == other.to_tableau()
        found = decided(from_stim(circuit, prepared=False), from_stim(other, prepared=False), as_maps=True)
        assert found["quantum"] == ("same" if equal else "different")


def test_the_witness_of_two_operations_shows_the_difference():
    first, second = "system 2 trits\nsum 1 2\nfourier 1", "system 2 trits\nfourier 1"
    found = same(parse_experiment(first), parse_experiment(second), BACKENDS, as_maps=True)["quantum"].witness
    results = []
    for text in (first, second):
        system, rest = text.split("\n", 1)
        shown = f"{system}\nprepare {found['prepare']}\n{rest}\nmeasure {found['measure']} as z"
        report = run_experiment(parse_experiment(shown), chosen_backends(["epistemic", "hilbert"]), whole=False)
        results.append(report.results[0].distribution.probabilities)
    assert results[0] != results[1]


def test_the_state_in_the_end_is_what_each_run_leaves():
    end = final_state(parse_experiment("system 1 trit\nmeasure X as a\nmeasure P as b"))
    assert [str(F) for F in end.variables] == ["P1"]
    assert all(b == p for _, b, p in end.distribution().probabilities)
    forgotten = final_state(parse_experiment("system 2 trits\nprepare X1 = 0\ndiscard 1"))
    assert forgotten.variables == ()


def test_the_inputs_are_what_is_not_prepared_first():
    assert inputs_of(parse_experiment("system 3 trits\nprepare X1 = 0\nfourier 2\nprepare X2 = 0")) == (1, 2)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("system 1 trit", "system 1 bit", "the same kind"),
        ("system 1 mode", "system 1 mode", "on modes"),
    ],
)
def test_what_cannot_be_compared_is_refused(first, second, told):
    with pytest.raises(InputError, match=told):
        decided(first, second)


def test_the_command_tells_both_theories(tmp_path):
    for name, text in (
        ("a.toy", "system 1 bit\nphase 1\nphase 1\n"),
        ("b.toy", "system 1 bit\n"),
        ("c.stim", "S 0\nS 0\n"),
    ):
        (tmp_path / name).write_text(text)
    a, b, c = (str(tmp_path / name) for name in ("a.toy", "b.toy", "c.stim"))
    done = CliRunner().invoke(toytheory, ["compare", a, b, "--as-maps", "--json", "-"], standalone_mode=False)
    record = json.loads(done.stdout)
    assert done.return_value == 1
    assert (record["toy"]["answer"], record["quantum"]["answer"]) == ("same", "different")
    assert CliRunner().invoke(toytheory, ["compare", a, c, "--as-maps"], standalone_mode=False).return_value == 0
    assert read_experiment(c, prepared=False).n == 1


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ("prepare X1 + X2 = 0", "prepare X1 = 0, X2 = 0"),
        ("prepare P1 + X2 = 0", "prepare X2 = 0, P1 = 0"),
        ("", "prepare X1 + X2 = 0"),
    ],
)
def test_what_is_said_to_be_known_in_one_is_not_known_in_the_other(less, more):
    """X1 + X2 is known wherever X1 and X2 are, though it stands in no list of what is."""
    a, b = (parse_experiment(f"system 2 trits\n{text}\n") for text in (less, more))
    for pair, where in (((a, b), "second"), ((b, a), "first")):
        witness = same(*pair, {})["toy"].witness
        assert witness["only in"] == where
        state, _ = state_after(a)
        assert state.value_of(witness["known"]) is None
