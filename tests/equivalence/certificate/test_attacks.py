"""Checkers under attack: whatever a file holds, one line, an exit code, time and memory in proportion to its size."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from certificate_corruptions import certificate, deep, place_of, refusal, replaced

from equivalence.certificate import checker, checker_all_odd, checker_exact_family, checker_refutations
from equivalence.certificate.text import certificate_text
from equivalence.cli import execute

reading = checker.reading
PROGRAMS = {
    "d=3": checker,
    "all odd": checker_all_odd,
    "refutations": checker_refutations,
    "exact family": checker_exact_family,
}
NASTY = [
    "x\nc.json: proved: everything",
    "\x1b[2K\rproved",
    "\ud800",
    "\u202eproved",
    "\x85\u2028\x00",
    "é" * 1000,
    "x" * 10**5,
]


@pytest.fixture
def told(tmp_path, capsys):
    """What `main` prints of files with these contents, and its exit code."""

    def ask(*contents, program=checker):
        paths = []
        for k, content in enumerate(contents):
            paths.append(tmp_path / f"{k}.json")
            text = content if isinstance(content, str | bytes) else json.dumps(content)
            paths[-1].write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        code = program.main([str(path) for path in paths])
        printed = capsys.readouterr()
        assert printed.err == ""
        return printed.out, code

    return ask


def lines_of(out):
    """The lines, each of which is printable ASCII."""
    assert out.endswith("\n")
    lines = out[:-1].split("\n")
    assert all(line.isascii() and line.isprintable() for line in lines), lines
    return lines


# one line a file, whatever is in it


def nasty_certificates(nasty):
    """Certificates with a hostile text as id, kind, field, name of a letter or of a polynomial, observable, scope."""
    trits, every, bits = certificate("d=3"), certificate("all odd"), certificate("refutations")
    word = ("identities", place_of(trits, "clear.2"), "word", 0, 0)
    yield replaced(trits, ("identities", 0, "id"), nasty)
    yield replaced(trits, ("kind",), nasty)
    yield replaced(trits, ("format",), nasty)
    yield {**trits, nasty: 1}
    yield replaced(trits, ("identities", 0), {"id": "weyl.commutation", nasty: 1, "exponent": 1})
    yield replaced(trits, ("scope", "systems"), nasty)
    yield replaced(trits, word, nasty)
    yield replaced(every, ("identities", 0, "exponent", 0), [1, 0, nasty])
    yield replaced(bits, ("identities", 0, "contexts", 0, 0), nasty)
    yield replaced(bits, ("identities", 0, "contexts", 0, 0), "ZX" * 10**4)
    yield json.dumps(nasty)
    yield nasty
    yield json.dumps({**trits, nasty: 1})[:-1] + f", {json.dumps(nasty)}: 2}}"


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_no_text_of_a_file_forges_a_line_or_ends_the_run(nasty, told):
    files = list(nasty_certificates(nasty))
    out, code = told(*files, certificate("d=3"))
    lines = lines_of(out)
    assert code == 2
    assert len(lines) == len(files) + 1
    assert [": proved: " in line for line in lines] == [False] * len(files) + [True]
    assert max(map(len, lines)) < 1000
    assert not any(": fault: " in line for line in lines)


def test_no_reason_leaves_its_line():
    assert str(reading.Refused("type", "a\nb\x1b\ud800é")) == r"type: a\nb\x1b\ud800\xe9"


@pytest.mark.parametrize("item", ["weyl.commutation", ["weyl.commutation"], None, 7])
def test_an_identity_is_an_object(item, tmp_path):
    wrong = replaced(certificate("d=3"), ("identities", 0), item)
    assert refusal(checker, wrong, tmp_path) == "unknown-identity"


@pytest.mark.parametrize("name", ["a b", "a: proved: for d = 3.json", "a\nb", "\x1b[2K", "é", os.fsdecode(b"\xff")])
def test_no_name_of_a_file_forges_a_line(name, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    try:
        Path(name).write_text(json.dumps(certificate("d=3")), encoding="utf-8")
    except OSError:
        pytest.skip("this file system has no such name")
    assert checker.main([name, name + "?"]) == 2
    found, missing = lines_of(capsys.readouterr().out)
    assert found.startswith(f"{name!a}: proved: for d = 3")
    assert missing.startswith(f"{name + '?'!a}: not a certificate: unreadable: ")


def test_a_name_that_no_file_can_have_is_unreadable(capsys):
    assert checker.main(["a\0b"]) == 2
    assert "unreadable: no such name of a file" in capsys.readouterr().out


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_one_bad_file_does_not_drop_the_others(program, told):
    name = next(name for name, one in PROGRAMS.items() if one is program)
    good = certificate(name)
    false = replaced(good, ("identities",), good["identities"][1:])
    out, code = told(good, "[" * 10**5, b"\xff", good, false, program=program)
    assert [line.split(": ")[1] for line in lines_of(out)] == [
        "proved",
        "not a certificate",
        "not a certificate",
        "proved",
        "refuted",
    ]
    assert code == 2
    assert told(good, program=program)[1] == 0
    assert told(good, false, program=program)[1] == 1


@pytest.mark.parametrize(("planted", "code"), [(KeyError("x\ny"), "fault"), (MemoryError(), "too-large")])
def test_a_fault_of_the_checker_proves_nothing_and_ends_nothing(planted, code, told, monkeypatch):
    """Planted: an identity of d = 3 whose check breaks down; the certificate for all odd d is still proved."""

    def broken(ring, item):
        raise planted

    monkeypatch.setattr(checker, "point_factor", broken)
    out, exit_code = told(certificate("d=3"), certificate("all odd"))
    first, second = lines_of(out)
    assert f": not a certificate: {code}: " in first
    assert ": proved: for every odd d" in second
    assert exit_code == 2


# types, depths and numbers that nobody expects


@pytest.mark.parametrize("name", PROGRAMS)
def test_nothing_is_too_deep_wherever_it_stands(name, tmp_path):
    """Nested as deeply as the reader of JSON allows, in every place of the first identities and in the head."""
    sound = certificate(name)
    nested = deep(sys.getrecursionlimit() // 2)
    for path in [("scope",), ("kind",), ("format",), ("identities",), ("identities", 0), ("identities", 0, "id")]:
        assert refusal(PROGRAMS[name], replaced(sound, path, nested), tmp_path) not in (None, "fault")
    for k, item in enumerate(sound["identities"][:30]):
        for field in item:
            found = refusal(PROGRAMS[name], replaced(sound, ("identities", k, field), nested), tmp_path)
            assert found in ("unknown-identity", "type"), (k, field)


@pytest.mark.parametrize("digits", [41, 5000, 10**6])
def test_long_integers_are_refused_before_they_are_read(digits, told):
    text = json.dumps(certificate("d=3")).replace('"exponent": 1', '"exponent": ' + "1" * digits)
    out, code = told(text)
    assert "too-large: an integer of more than 40 digits" in out
    assert code == 2


@pytest.mark.parametrize("exponent", [4, -2, 1 + 3**20, 0, 2])
def test_the_commutation_exponent_is_the_one_residue(exponent, tmp_path):
    assert refusal(checker, replaced(certificate("d=3"), ("identities", 0, "exponent"), exponent), tmp_path) == "false"


@pytest.mark.parametrize("name", ["clifford.displace-x", "clifford.displace-p"])
def test_the_phases_of_displacements_are_those_of_weyl_operators(name, tmp_path):
    sound = certificate("d=9")
    place = place_of(sound, name)
    phases = sound["identities"][place]["phases"]
    assert sorted(phases) in ([0, 1], [0, 8])
    for wrong in ([0, 0], phases[::-1], [(-k) % 9 for k in phases], [k + 9 for k in phases]):
        assert refusal(checker, replaced(sound, ("identities", place, "phases"), wrong), tmp_path) == "false"


# time and memory: counted, not measured


class Counted(str):
    """A text that counts how often texts are compared."""

    __slots__ = ()
    comparisons = 0

    def __eq__(self, other):
        Counted.comparisons += 1
        return str(self) == str(other)

    __hash__ = str.__hash__


def comparisons(work):
    Counted.comparisons = 0
    with pytest.raises(reading.Refused) as refused:
        work()
    return Counted.comparisons, refused.value.code


def test_a_field_that_stands_twice_is_found_in_linear_time():
    def work(n):
        return lambda: reading.no_duplicates([(Counted(f"f{k}"), 0) for k in [*range(n), n - 1]])

    (few, code), (many, _) = comparisons(work(400)), comparisons(work(800))
    assert code == "duplicate-field"
    assert 0 < many <= 2 * few + 20


@pytest.mark.parametrize("twice", [True, False])
def test_a_list_of_identities_is_compared_in_linear_time(twice):
    def work(n):
        needed = [(Counted(f"f{k}"), [], lambda context, item: True) for k in range(n + 1)]
        places = [*range(n), n - 1] if twice else range(n)
        return lambda: reading.check_list([{"id": Counted(f"f{k}")} for k in places], needed, None)

    (few, code), (many, _) = comparisons(work(400)), comparisons(work(800))
    assert code == ("duplicate-identity" if twice else "incomplete")
    assert 0 < many <= 2 * few + 20


UNITS = {
    "objects": '{"":' * 300 + "0" + "}" * 300 + ",",
    "lists": "[" * 300 + "]" * 300 + ",",
    "empty": "{},[],",
    "fields": '{"":0},',
    "texts": '"\U0001f600",',
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_no_file_needs_more_memory_than_stated(unit, tmp_path):
    """300 MB for the largest file, by the memory that a small one takes for each of its bytes."""
    path, size = tmp_path / "c.json", 2**17
    path.write_text("[" + unit * (size // len(unit.encode())) + "0]", encoding="utf-8")
    tracemalloc.start()
    try:
        reading.read(str(path))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak / path.stat().st_size * reading.LARGEST_FILE < 250e6


def test_a_file_above_the_bound_is_not_read(tmp_path):
    path = tmp_path / "c.json"
    with path.open("wb") as file:
        file.truncate(2**40)
    assert reading.LARGEST_FILE < 2**23
    with pytest.raises(checker.Refused, match=f"too-large: more than {reading.LARGEST_FILE} bytes"):
        checker.check(str(path))


def steps(d, monkeypatch):
    """Elementary steps for one d: entries of products of operators, of sums of roots, of remainders of polynomials."""
    counts = {"entries": 0, "divisions": 0}
    times, divide, total = checker.times, checker.divide, checker.Ring.total

    def counted_times(d, left, right):
        counts["entries"] += len(left[0])
        return times(d, left, right)

    def counted_divide(poly, by):
        counts["divisions"] += max(0, len(poly) - len(by) + 1) * len(by)
        return divide(poly, by)

    def counted_total(self, exponents):
        given = tuple(exponents)
        counts["entries"] += len(given)
        return total(self, given)

    with monkeypatch.context() as planted:
        planted.setattr(checker, "times", counted_times)
        planted.setattr(checker, "divide", counted_divide)
        planted.setattr(checker.Ring, "total", counted_total)
        ring = checker.Ring(d)
        for name, _, check in checker.theorem(d):
            family, _, e = name.partition(".")
            if family in ("point", "projector", "effect", "update"):
                given = {
                    "projector": lambda e: [list(range(0, d, e))],
                    "effect": lambda e: [1],
                    "update": lambda e: [[0, -e % d]],
                    "point": lambda e: [],
                }[family](int(e) if e.isdigit() else 1)
                values = [d] if name == "point.orthogonality" else [1] if name == "point.trace" else given
                assert check(ring, values), name
    return counts["entries"] + counts["divisions"]


def test_the_cost_of_one_dimension_is_bounded_as_stated(monkeypatch):
    """About d^3 for each divisor, primes or not: d = 33 takes little more than d = 31."""
    for d in (5, 9, 15, 21):
        divisors = [e for e in range(1, d) if d % e == 0]
        assert steps(d, monkeypatch) < 20 * d**3 * len(divisors)
    assert steps(33, monkeypatch) < 3 * steps(31, monkeypatch)


def test_many_large_contexts_are_compared_once_for_each_pair_of_observables(monkeypatch):
    """64 contexts of 64 observables have 262,144 pairs, and two systems 16 observables."""
    calls = []
    product = checker_refutations.product
    monkeypatch.setattr(checker_refutations, "product", lambda *given: calls.append(given) or product(*given))
    checker_refutations.commute.cache_clear()
    item = [[["II", "ZZ"] * 32] * 64, [0] * 64, []]
    assert not checker_refutations.square({"noncontextual": 2}, item)  # nothing chosen, so no contradiction
    assert len(calls) <= 2 * 16**2 + 64


# streams


def run(arguments, **options):
    return subprocess.run([sys.executable, checker.__file__, *arguments], check=False, capture_output=True, **options)


@pytest.mark.skipif(not Path("/dev/stdin").exists(), reason="this system has no /dev/stdin")
@pytest.mark.parametrize("name", PROGRAMS)
def test_a_certificate_on_standard_input_is_read_once(name):
    done = run(["/dev/stdin"], input=certificate_text(certificate(name)).encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"/dev/stdin: proved: ")


def test_a_reader_that_goes_away_changes_no_exit_code(tmp_path):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(certificate("d=3")), encoding="utf-8")
    bad.write_text(json.dumps({**certificate("d=3"), "identities": []}), encoding="utf-8")
    for files, code in (([good, good], 0), ([good, bad], 1)):
        reader, writer = os.pipe()
        os.close(reader)
        command = [sys.executable, checker.__file__, *map(str, files)]
        done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False)
        os.close(writer)
        assert (done.returncode, done.stderr) == (code, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_told_and_changes_no_exit_code(tmp_path):
    file = tmp_path / "c.json"
    file.write_text(json.dumps(certificate("d=3")), encoding="utf-8")
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, checker.__file__, str(file)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 0
    assert done.stderr.startswith(b"cannot write the answer: ")


def test_the_command_gives_the_same_answers(tmp_path, capsys):
    """`toytheory check` on a good, a false and a hostile file."""
    paths = []
    for k, thing in enumerate((certificate("d=3"), {**certificate("d=3"), "identities": []}, {"\ud800\n": 1})):
        paths.append(tmp_path / f"{k}.json")
        paths[-1].write_text(json.dumps(thing), encoding="utf-8")
    assert execute(["check", *map(str, paths)]) == 2
    assert [line.split(": ")[1] for line in lines_of(capsys.readouterr().out)] == [
        "proved",
        "refuted",
        "not a certificate",
    ]
    assert [execute(["check", str(path)]) for path in paths] == [0, 1, 2]
