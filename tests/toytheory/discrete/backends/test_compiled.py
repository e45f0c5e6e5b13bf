"""The compiled register against the transparent one: the same distributions, compiled or interpreted."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from toy_cases import random_experiment

from toytheory.discrete.backends import epistemic
from toytheory.discrete.backends.blocks import blocks_of
from toytheory.discrete.backends.compiled import program, rows, run
from toytheory.discrete.backends.compiled.run import forms
from toytheory.discrete.backends.epistemic import EpistemicBackend, latent_outcomes
from toytheory.errors import CannotRun
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import Prepare

PLAIN, COMPILED = EpistemicBackend(compiled=False), EpistemicBackend(compiled=True)


def answer(backend, experiment):
    try:
        return backend.distribution(experiment)
    except CannotRun:
        return None


def differing(d, n, seeds):
    return [s for s in seeds if answer(PLAIN, e := random_experiment(s, d, n)) != answer(COMPILED, e)]


@pytest.mark.parametrize(("d", "n"), [(2, 1), (2, 3), (2, 9), (3, 1), (3, 2), (3, 7)])
def test_packed_rows_give_the_distributions_of_the_transparent_register(d, n):
    assert differing(d, n, range(25)) == []


@pytest.mark.parametrize(("d", "n"), [(5, 2), (181, 1), (191, 1)])
def test_unpacked_rows_do_too(d, n):
    assert differing(d, n, range(12)) == []


def circuit(d, n, depth, seed):
    """Maps of one and two systems, half of the systems measured, some prepared again, noise and feed-forward."""
    rng = np.random.default_rng(seed)
    lines = [f"system {n} dits d={d}", "prepare " + ", ".join(f"X{k} = {k % d}" for k in range(1, n + 1, 2))]
    for level in range(depth):
        for _ in range(n):
            j, k = (int(x) for x in rng.permutation(n)[:2] + 1)
            lines.append([f"fourier {j}", f"phase {j}", f"sum {j} {k}", f"cphase {j} {k}"][rng.integers(4)])
        j, k = (int(x) for x in rng.permutation(n)[:2] + 1)
        lines += [
            f"measure X{j} + P{k} as a{level}",
            f"displace X{k} by 2a{level} + 1",
            f"noise P{j} by 0: 1/3, 1: 2/3",
        ]
        lines += [f"prepare X{j} - X{k} = 1", f"measure P{j} - P{k} as b{level}", f"measure X{j} as c{level}"]
    lines.append("measure " + ", ".join(f"X{k}" for k in range(1, 9)))
    return parse_experiment("\n".join(lines))


@pytest.mark.parametrize(("d", "n"), [(2, 63), (2, 65), (3, 66), (3, 30), (7, 12)])
def test_larger_circuits_beyond_one_word_agree(d, n):
    experiment = circuit(d, n, 3, n)
    assert answer(PLAIN, experiment) == answer(COMPILED, experiment)
    found, wanted = (latent_outcomes(experiment, compiled=c) for c in (True, False))
    assert len(found.uniform) == len(wanted.uniform)


def test_random_outcomes_are_the_latent_variables_so_that_the_form_is_reduced():
    found = latent_outcomes(circuit(3, 20, 2, 1), compiled=True)
    leading = (found.uniform != 0).argmax(axis=1)
    assert len(set(leading)) == len(leading)
    assert (found.uniform[:, leading] == np.eye(len(leading))).all()
    assert not found.offset[leading].any()


def test_generators_beyond_the_room_for_them_are_made_room_for():
    # nothing known, then prepared over and over without being measured: dependent generators pile up
    again = "\n".join(f"sum {k} {k % 5 + 1}\nprepare X{k} + X{k % 5 + 1} = 1" for _ in range(6) for k in range(1, 6))
    experiment = parse_experiment(f"system 5 trits\n{again}\nmeasure X1, X2 + P3, X5\nmeasure P1\n")
    assert answer(PLAIN, experiment) == answer(COMPILED, experiment)


FAULTS = {
    "reset keeps": lambda patch: patch.setattr(program._Writer, "forget", lambda self, systems: None),
    "values lost": lambda patch: patch.setattr(program._Writer, "begin", lambda self, coordinate, value: None),
    "no flow": lambda patch: patch.setattr(program, "flow", lambda rows: rows),
    "displaced once": lambda patch: patch.setattr(program._Writer, "displace", lambda self, step: None),
    "moved alike": lambda patch: patch.setattr(program, "symplectic_form", lambda n: np.eye(2 * n, dtype=np.int64)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_makes_the_two_registers_differ(fault, monkeypatch):
    FAULTS[fault](monkeypatch)
    assert any(differing(3, n, range(25)) for n in (1, 2))


def test_composite_d_stays_with_the_transparent_register():
    experiment = parse_experiment("system 2 dits d=6\nmeasure 2X1 + 3P2\nmeasure X1\n")
    assert COMPILED.distribution(experiment) == PLAIN.distribution(experiment)


def test_equal_matrices_are_written_once():
    experiment = parse_experiment("system 2 trits\nfourier 1\nfourier 2\nfourier 1\ntransform X1 -> P1, P1 -> -X1\n")
    (first, second) = blocks_of(experiment)
    assert program.compiled(first, 3).actions.size == program.compiled(second, 3).actions.size


def test_rows_are_packed_as_they_are_read():
    residues = np.random.default_rng(0).integers(0, 3, (4, 130))
    assert (rows.unpacked(rows.filled(residues, 200, 3), 130) == residues).all()
    assert (rows.unpacked(rows.filled(residues, 200, 5), 130) == residues).all()


def run_alone(code, **environment):
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_small_experiments_do_not_load_the_compiler():
    code = (
        "import sys; from toytheory.language.reading import parse_experiment\n"
        "from toytheory.discrete.backends.epistemic import EpistemicBackend\n"
        "EpistemicBackend().distribution(parse_experiment('system 3 trits\\nsum 1 2\\nmeasure X1, X2'))\n"
        "print('numba' in sys.modules)"
    )
    assert run_alone(code) == "False"


def test_the_kernels_say_the_same_when_they_are_not_compiled():
    code = (
        "import sys; sys.path.insert(0, 'tests/helpers')\n"
        "from toy_cases import random_experiment\n"
        "from toytheory.discrete.backends.epistemic import EpistemicBackend\n"
        "a, b = EpistemicBackend(compiled=True), EpistemicBackend(compiled=False)\n"
        "made = [random_experiment(seed, d, n) for d in (2, 3, 5, 191) for seed in range(6) for n in (1, 2)]\n"
        "print([(e.d, e.n) for e in made if a.distribution(e) != b.distribution(e)])"
    )
    assert run_alone(code, NUMBA_DISABLE_JIT="1") == "[]"


def test_many_systems_are_many_small_blocks():
    experiment = parse_experiment("system 100000 trits\nprepare X77777 = 1\nsum 77777 5\nmeasure X5 - X77777, X9\n")
    blocks = blocks_of(experiment)
    assert sorted(block.n for block in blocks) == [1, 2]
    assert len(PLAIN.distribution(experiment).probabilities) == 9


def test_blocks_divide_what_concerns_several_of_them():
    text = (
        "system 4 trits\nprepare X1 = 1, X2 = 2, X4 = 0\nnoise X1, P2 by 0,0: 1/2, 1,1: 1/2\n"
        "measure X1, X2, P4 as a, b, c\ndisplace X1 by 1, X2 by a\ndiscard 3, 4\n"
        "measure X2, 2X1 - X1 as e, f\ncondition a = 1\n"
    )
    experiment = parse_experiment(text)
    assert sorted(sorted(block.local) for block in blocks_of(experiment)) == [[0, 1], [3]]
    assert answer(PLAIN, experiment) == answer(COMPILED, experiment) is not None
    (alone,) = blocks_of(parse_experiment("system 2 bits\nprepare X1 = 0\nmeasure X1\n"))
    assert isinstance(alone.steps[0], Prepare)
    assert forms(alone, 2)[0].tolist() == [[0]]


def test_smaller_experiments_use_the_register_once_it_is_loaded(monkeypatch):
    """The same answer, whichever is used."""
    experiment = circuit(3, 60, 4, seed=1)
    used = []
    monkeypatch.setattr(run, "forms", lambda block, d: used.append(d) or forms(block, d))
    monkeypatch.setattr(epistemic, "WORTH_RUNNING", 2**14)
    assert answer(EpistemicBackend(), experiment) == answer(PLAIN, experiment)
    assert set(used) == {3}
    monkeypatch.delitem(sys.modules, epistemic._REGISTER)
    used.clear()
    assert answer(EpistemicBackend(), experiment) == answer(PLAIN, experiment)
    assert not used
