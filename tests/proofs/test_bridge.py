"""The definitions of the Coq proofs are those that the software runs, and a wrong sign on either side is seen."""

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


@pytest.mark.parametrize("backend", [DenseBackend(), EpistemicBackend()], ids=lambda backend: backend.name)
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_coq_and_the_toy_backends_give_each_record_the_same_weight(name, backend):
    if (reason := backend.can_run(EXPERIMENTS[name])) is not True:
        pytest.skip(reason)
    assert joint(backend, EXPERIMENTS[name]) == bridge.distribution(TABLES[name])


@pytest.mark.parametrize(("name", "d", "systems", "multiplier"), MAPS)
def test_named_maps_of_the_proofs_are_those_of_the_software(name, d, systems, multiplier):
    assert bridge.matrix(TABLES[f"{name} d={d}"]) == bridge.matrix_of(name, d, systems, multiplier)


@pytest.mark.parametrize(
    ("named", "right", "wrong"),
    [
        ("fourier 2", "transform X2 -> P2, P2 -> -X2", "transform X2 -> -P2, P2 -> X2"),
        ("phase 1", "transform P1 -> P1 + X1", "transform P1 -> P1 - X1"),
        ("sum 1 2", "transform X2 -> X1 + X2, P1 -> P1 - P2", "transform X2 -> X2 - X1, P1 -> P1 + P2"),
        ("cphase 2 1", "transform P1 -> P1 + X2, P2 -> P2 + X1", "transform P1 -> P1 - X2, P2 -> P2 - X1"),
        ("P1 - 2X2 as a", "P1 + X2 as a", "-P1 - X2 as a"),
    ],
)
def test_a_wrong_sign_is_seen(named, right, wrong):
    """Coq ran the named map; here it is written out, once rightly and once with its signs changed."""
    text, expected = bridge.OWN["named-maps"], bridge.distribution(TABLES["named-maps"])
    assert joint(EpistemicBackend(), parse_experiment(text.replace(named, right))) == expected
    assert joint(EpistemicBackend(), parse_experiment(text.replace(named, wrong))) != expected


@pytest.mark.parametrize("name", ["fourier", "phase", "sum", "cphase"])
def test_a_wrong_sign_of_a_map_is_seen(name):
    """Every nonzero entry of the images that is not on the diagonal, negated in turn."""
    systems = (1, 0) if name in ("sum", "cphase") else (1,)
    right = bridge.matrix_of(name, 3, systems, None)
    images = TABLES[f"{name} d=3"]
    for unit, (x, p) in enumerate(images):
        for k in range(4):
            entries = [c for pair in zip(x, p, strict=True) for c in pair]
            if k != unit and entries[k]:
                entries[k] = -entries[k] % 3
                wrong = [*images[:unit], (entries[0::2], entries[1::2]), *images[unit + 1 :]]
                assert bridge.matrix(wrong) != right
    assert bridge.matrix(images) == right


def test_what_coq_prints_now_is_what_is_kept(tmp_path):
    if shutil.which("coqc") is None:
        pytest.skip("there is no coqc")
    if not (PROOFS / "programs.vo").is_file():
        pytest.skip("the proofs are not built here: make proofs")
    wanted = ('"bell"', " d=")
    quick = [line for line in bridge.coq().splitlines() if '("' not in line or any(w in line for w in wanted)]
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
