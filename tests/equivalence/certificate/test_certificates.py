"""Certificates are made, checked by programs that share no code, and refused when the physics is wrong."""

from __future__ import annotations

import ast
import cmath
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from certificate_corruptions import certificate, refusal

from equivalence.certificate import checker, checker_all_odd, checker_exact_family, checker_refutations
from equivalence.certificate.text import certificate_text
from equivalence.cli import execute
from equivalence.theorems.odd import certificate_of_all as all_odd
from equivalence.theorems.odd import certificate_of_one_d as odd_dimension
from equivalence.theorems.odd import proof
from toytheory.errors import InputError

FOLDER = Path(checker.__file__).parent
CHECKERS = sorted(FOLDER.glob("checker*.py"))
COMMITTED = sorted((FOLDER.parent.parent / "reports" / "certificates").glob("*.json"))


def code_lines(path):
    """Lines of code: blank lines, comments and docstrings not counted."""
    source = path.read_text(encoding="utf-8")
    doc = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node, clean=False):
            doc.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    lines = enumerate(source.splitlines(), 1)
    return sum(1 for i, line in lines if i not in doc and line.strip() and not line.strip().startswith("#"))


@pytest.mark.parametrize("path", CHECKERS, ids=lambda path: path.name)
def test_checkers_are_short_and_import_the_standard_library_alone(path):
    assert code_lines(path) < 500
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            assert node.module.split(".")[0] in sys.stdlib_module_names
        if isinstance(node, ast.Import):
            assert all(alias.name.split(".")[0] in sys.stdlib_module_names for alias in node.names)


def copied(folder, *names):
    for name in names:
        (folder / f"{name}.py").write_bytes((FOLDER / f"{name}.py").read_bytes())


def isolated(program, *files):
    """What a checker says in an interpreter that sees neither the project nor other packages."""
    command = [sys.executable, "-I", str(program), *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, cwd=program.parent, check=False)


@pytest.mark.parametrize("d", [3, 5, 7, 9, 11, 15])
def test_certificates_hold_in_an_isolated_interpreter_elsewhere(d, tmp_path):
    """The program and its parts, copied to another folder, without the project on its path."""
    copied(tmp_path, "checker", "checker_reading", "checker_maps")
    file = tmp_path / "c.json"
    file.write_text(certificate_text(odd_dimension.certificate(d)), encoding="utf-8")
    done = isolated(tmp_path / "checker.py", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"proved: for d = {d}, every number of systems" in done.stdout


@pytest.mark.parametrize(
    ("name", "program", "part"),
    [
        ("all odd", "checker_all_odd", "checker_maps"),
        ("refutations", "checker_refutations", "checker_paulis"),
        ("exact family", "checker_exact_family", "checker_paulis"),
    ],
)
def test_each_program_runs_with_its_parts_and_through_the_first(name, program, part, tmp_path):
    file = tmp_path / "c.json"
    file.write_text(certificate_text(certificate(name)), encoding="utf-8")
    copied(tmp_path, program, "checker_reading", part)
    alone = isolated(tmp_path / f"{program}.py", file)
    assert (alone.returncode, alone.stderr) == (0, "")
    assert "proved: " in alone.stdout
    copied(tmp_path, "checker", "checker_maps")
    assert isolated(tmp_path / "checker.py", file).stdout == alone.stdout
    other = tmp_path / "d.json"
    other.write_text(certificate_text(certificate("d=3")), encoding="utf-8")
    (tmp_path / f"{program}.py").unlink()
    without = isolated(tmp_path / "checker.py", file, other)  # the second file is still checked
    assert without.returncode == 2
    assert f"is checked by {program}.py, which is not here" in without.stdout
    assert "proved: for d = 3" in without.stdout


@pytest.mark.parametrize("program", ["checker", "checker_all_odd", "checker_refutations", "checker_exact_family"])
def test_a_program_without_its_parts_says_so_and_refutes_nothing(program, tmp_path):
    copied(tmp_path, program)
    done = isolated(tmp_path / f"{program}.py", "c.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(rf"{program}.py needs checker_(maps|paulis).py beside it\n", done.stderr)


def test_a_part_that_is_missing_for_one_kind_leaves_the_others(tmp_path):
    copied(tmp_path, "checker", "checker_reading", "checker_maps", "checker_refutations")
    bits, trits = tmp_path / "bits.json", tmp_path / "trits.json"
    bits.write_text(certificate_text(certificate("refutations")), encoding="utf-8")
    trits.write_text(certificate_text(certificate("d=3")), encoding="utf-8")
    done = isolated(tmp_path / "checker.py", bits, trits)
    assert done.returncode == 2
    assert "not a certificate: kind: refutations is checked by checker_refutations.py" in done.stdout
    assert "proved: for d = 3" in done.stdout
    assert "checker_refutations.py needs checker_paulis.py beside it" in done.stderr


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.name)
def test_committed_certificates_hold(path):
    assert checker.check(str(path))


def test_a_refusal_by_a_sibling_keeps_its_reason(tmp_path):
    file = tmp_path / "a.json"
    made = all_odd.certificate()
    file.write_text(certificate_text({**made, "identities": made["identities"][1:]}), encoding="utf-8")
    with pytest.raises(checker.Refused, match=r"incomplete: the theorem needs weyl.commutation"):
        checker.check(str(file))


@pytest.mark.parametrize("d", [-1, 0, 1, 2, 4, 65, True, 3.0])
def test_other_dimensions_have_no_certificate(d):
    with pytest.raises(InputError, match="odd d"):
        odd_dimension.certificate(d)
    assert odd_dimension.LARGEST == checker.LARGEST_DIMENSION


PROGRAMS = [checker, checker_all_odd, checker_refutations, checker_exact_family]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__.rpartition(".")[2])
def test_parts_are_loaded_once_and_what_is_missing_is_told(program, capsys, monkeypatch):
    assert program.beside("checker_reading") is program.reading is checker.reading
    monkeypatch.delitem(sys.modules, program.reading.__file__)
    assert program.beside("checker_reading") is not checker.reading
    with pytest.raises(SystemExit) as left:
        program.beside("checker_of_wishes")
    assert left.value.code == 2
    assert capsys.readouterr().err == f"{Path(program.__file__).name} needs checker_of_wishes.py beside it\n"


def test_a_kind_whose_program_is_missing_is_refused(tmp_path, monkeypatch):
    def missing(name):
        raise SystemExit(2)

    monkeypatch.setattr(checker, "beside", missing)
    assert refusal(checker, certificate("refutations"), tmp_path) == "kind"
    assert refusal(checker, certificate("d=3"), tmp_path) is None


# the checker's own arithmetic against floats


@pytest.mark.parametrize("d", [3, 5, 7, 9, 15, 21, 25, 27, 45])
def test_sums_of_roots_are_compared_as_complex_numbers_are(d):
    ring, omega = checker.Ring(d), cmath.exp(2j * cmath.pi / d)
    for k in range(1, 40):
        left = [(k * i * i) % d for i in range(k % 7 + 1)]
        right = [(k * i + i) % d for i in range(k % 5 + 1)]
        apart = abs(sum(omega**e for e in left) - sum(omega**e for e in right))
        assert (ring.total(left) == ring.total(right)) == (apart < 1e-9)
    assert ring.total(range(d)) == ring.total(()) == ring.number(0) != ring.number(1)
    assert ring.total([1, 1, 1]) == ring.number(3, 1) == ring.number(3, d + 1) != ring.number(3)


@pytest.mark.parametrize("d", [3, 5, 9])
def test_the_checkers_operators_are_the_definitions(d):
    ring, omega = checker.Ring(d), cmath.exp(2j * cmath.pi / d)
    for q in range(d):
        for p in range(d):
            targets, exponents = checker.weyl(ring, q, p)
            for x in range(d):
                assert targets[x] == (x + q) % d
                z_after_shift = p * (x + q)
                assert cmath.isclose(
                    omega ** exponents[x], omega ** ((z_after_shift - ring.half * q * p) % d), abs_tol=1e-12
                )
            targets, exponents = checker.point(ring, q, p)
            assert targets == [(2 * q - x) % d for x in range(d)]
            assert exponents == [2 * p * (q - x) % d for x in range(d)]


def test_polynomials_over_halves_are_added_and_multiplied_exactly():
    C = checker_all_odd
    x, y, half = C.X, C.Y, C.HALF
    square = (half * x + y) * (half * x + y)
    assert dict(square) == {("x", "x"): (1, 2), ("x", "y"): (1, 0), ("y", "y"): (1, 0)}
    assert half + half == C.ONE
    assert not x - x
    assert C.A * C.B == C.ONE  # b is the inverse of the unit a
    values = {"x": 3, "y": -5}
    total = sum(
        Fraction(n, 2**k) * Fraction(values[names[0]] if names else 1) * (values[names[1]] if len(names) > 1 else 1)
        for names, (n, k) in square.items()
    )
    assert total == (Fraction(3, 2) - 5) ** 2
    assert square.at({"x": y, "y": C.ZERO}) == half * half * y * y


# must-fail twins: wrong physics is caught


@pytest.mark.parametrize(
    ("name", "wrong", "identity"),
    [
        ("phase", lambda ring, x, a: ((x,), -ring.half * x * x), "clifford.phase"),
        ("phase", lambda ring, x, a: ((x,), ring.half * x * (x - 1)), "clifford.phase"),
        ("sum", lambda ring, x, y, a: (((x + y) % ring.d, y), 0), "clifford.sum"),
        ("cphase", lambda ring, x, y, a: ((x, y), -x * y), "clifford.cphase"),
        ("multiply", lambda ring, x, a: ((pow(a, -1, ring.d) * x % ring.d,), 0), "clifford.multiply"),
    ],
)
def test_a_wrong_unitary_is_caught_by_its_identity(name, wrong, identity, monkeypatch, tmp_path):
    file = tmp_path / "c.json"
    file.write_text(certificate_text(odd_dimension.certificate(5)), encoding="utf-8")
    monkeypatch.setitem(checker.UNITARIES, name, wrong)
    with pytest.raises(checker.Refused, match=rf"false: identity {identity}"):
        checker.check(str(file))


def reflections(d, q, exponents):
    return [(2 * q - x) % d for x in range(d)], exponents


@pytest.mark.parametrize(
    "wrong",
    [
        lambda d, q, p: (list(range(d)), [0] * d),  # a label stays whatever q is
        lambda d, q, p: reflections(d, q + (p == 1), [2 * p * (q - x) % d for x in range(d)]),  # targets depend on p
        lambda d, q, p: reflections(d, q, [0] * d),  # no phases: what should cancel does not
        lambda d, q, p: reflections(d, q, [(2 * p * (q - x) + p * (x == q)) % d for x in range(d)]),  # a phase at x = q
    ],
)
def test_wrong_phase_points_are_caught_by_the_update(wrong, monkeypatch):
    ring = checker.Ring(5)
    assert checker.update(ring, [[0, 4]], 1)
    monkeypatch.setattr(checker, "point", lambda ring, q, p: wrong(ring.d, q % ring.d, p % ring.d))
    assert not checker.update(ring, [[0, 4]], 1)


def test_a_wrong_half_in_the_weyl_phase_is_caught(monkeypatch, tmp_path):
    file = tmp_path / "c.json"
    file.write_text(certificate_text(odd_dimension.certificate(5)), encoding="utf-8")
    make = checker.Ring.__init__

    def wrong(self, d):
        make(self, d)
        self.half = 1

    monkeypatch.setattr(checker.Ring, "__init__", wrong)
    with pytest.raises(checker.Refused, match=r"false: identity weyl.composition"):
        checker.check(str(file))


def test_sympy_refuses_to_write_an_identity_that_fails(monkeypatch):
    sound = all_odd._unitaries()
    wrong = {**sound, "phase": all_odd.Symbolic(sound["phase"].targets, -sound["phase"].exponent)}
    monkeypatch.setattr(all_odd, "_unitaries", lambda: wrong)
    with pytest.raises(all_odd.IdentityFails, match="phase"):
        all_odd.certificate()


def test_claims_rest_on_the_checkers_answer():
    assert proof.theorem().status == "holds"
    assert proof.theorem().evidence == "theorem"
    sound = odd_dimension.certificate(3)
    broken = {**sound, "identities": sound["identities"][:-1]}
    found = proof.certified(3, lambda d: broken)
    assert found.status == "fails"
    assert "incomplete" in found.witness["refuted" if "refuted" in found.witness else "refused"]


# the commands


def test_prove_and_check_from_the_command_line(tmp_path, capsys):
    one, every = tmp_path / "c.json", tmp_path / "a.json"
    assert execute(["prove", "--d", "7", "-o", str(one)]) == 0
    assert execute(["prove", "--all-odd", "-o", str(every)]) == 0
    assert execute(["check", str(one), str(every)]) == 0
    assert capsys.readouterr().out.count("proved") == 2
    one.write_text(one.read_text(encoding="utf-8").replace('"half": 4', '"half": 3'), encoding="utf-8")
    assert execute(["check", str(every), str(one)]) == 1
    assert execute(["check", str(tmp_path / "none.json"), str(one)]) == 2
    capsys.readouterr()
    assert execute(["prove", "--d", "3"]) == 0
    assert capsys.readouterr().out == certificate_text(odd_dimension.certificate(3))


@pytest.mark.parametrize("arguments", [["prove"], ["prove", "--d", "4"], ["prove", "--d", "3", "--all-odd"], ["check"]])
def test_bad_usage_is_told(arguments, capsys):
    assert execute(arguments) == 2
    assert capsys.readouterr().err


def test_the_checker_tells_how_it_is_used(capsys):
    for program in PROGRAMS:
        assert program.main([]) == 2
        assert capsys.readouterr().err == f"usage: python {Path(program.__file__).name} FILE...\n"
