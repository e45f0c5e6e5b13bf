"""The definitions of the Coq proofs are those that the software runs: what Coq computed is compared."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path

import pytest

from toytheory.discrete.backends.dense import DenseBackend
from toytheory.discrete.backends.epistemic import EpistemicBackend
from toytheory.language.reading import parse_experiment

PROOFS = Path(__file__).parents[2] / "proofs"


def _bridge():
    spec = importlib.util.spec_from_file_location("bridge_programs", PROOFS / "bridge" / "programs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


bridge = _bridge()
TABLES = bridge.read((PROOFS / "bridge" / "tables.txt").read_text(encoding="utf-8"))
EXPERIMENTS = bridge.experiments()
MAPS = list(bridge.maps())


def joint(backend, experiment):
    """The weight of each record: conditions not yet divided out."""
    found = backend.distribution(experiment)
    listed = found.probabilities.items()
    return {tuple(record): weight * found.condition_probability for record, weight in listed if weight}


def test_what_coq_ran_is_what_the_examples_say():
    assert (PROOFS / "bridge" / "examples.v").read_text(encoding="utf-8") == bridge.coq()
    assert list(TABLES) == [*EXPERIMENTS, *(f"{name} d={d}" for name, d, _, _ in MAPS)]


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_coq_and_the_epistemic_backend_give_each_record_the_same_weight(name):
    assert (
        joint(EpistemicBackend(), EXPERIMENTS[name]) == bridge.distribution(TABLES[name])
        if name != "fed-forward"
        else True
    )


def test_coq_and_the_dense_backend_agree_where_noise_is_correlated():
    assert joint(DenseBackend(), EXPERIMENTS["fed-forward"]) == bridge.distribution(TABLES["fed-forward"])


@pytest.mark.parametrize(("name", "d", "systems", "multiplier"), MAPS)
def test_named_maps_of_the_proofs_are_those_of_the_software(name, d, systems, multiplier):
    assert bridge.matrix(TABLES[f"{name} d={d}"]) == bridge.matrix_of(name, d, systems, multiplier)


@pytest.mark.parametrize(("right", "wrong"), [("-X1", "X1"), ("P1 + X1", "P1 - X1")])
def test_a_wrong_sign_is_seen(right, wrong):
    """The map by name in Coq's program, written with a sign changed in the software's."""
    text = bridge.OWN["named-maps"]
    written = {
        "-X1": "transform X2 -> P2, P2 -> {}".format(right.replace("1", "2")),
        "P1 + X1": f"transform P1 -> {right}",
    }[right]
    named = {"-X1": "fourier 2", "P1 + X1": "phase 1"}[right]
    good, bad = (
        text.replace(named, written),
        text.replace(named, written.replace(right.replace("1", "2"), wrong.replace("1", "2")).replace(right, wrong)),
    )
    expected = bridge.distribution(TABLES["named-maps"])
    assert joint(EpistemicBackend(), parse_experiment(good)) == expected
    assert joint(EpistemicBackend(), parse_experiment(bad)) != expected


def test_a_wrong_sign_in_a_table_is_seen():
    images = TABLES["sum d=3"]
    wrong = [(x, [(-c) % 3 for c in p]) if i == 1 else (x, p) for i, (x, p) in enumerate(images)]
    assert bridge.matrix(wrong) != bridge.matrix_of("sum", 3, (1, 0), None)


def test_what_coq_prints_now_is_what_is_kept(tmp_path):
    if shutil.which("coqc") is None:
        pytest.skip("there is no coqc")
    if not (PROOFS / "programs.vo").is_file():
        pytest.skip("the proofs are not built here: make proofs")
    quick = [line for line in bridge.coq().splitlines() if '("' not in line or '"bell"' in line or " d=" in line]
    (tmp_path / "quick.v").write_text("\n".join(quick) + "\n", encoding="utf-8")
    ran = subprocess.run(
        ["coqc", "-w", "none", "-R", PROOFS, "Toy", "quick.v"], cwd=tmp_path, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    assert bridge.read(ran.stdout).items() <= TABLES.items()


def test_kinds_of_steps_that_programs_lack_are_refused():
    experiment = parse_experiment("system 1 trit\nrandom a\n")
    with pytest.raises(ValueError, match="programs have no Random"):
        bridge.Writer(experiment).text()
