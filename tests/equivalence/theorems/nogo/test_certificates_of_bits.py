"""Certificates about bits: sound, checked alone, and refused for the right reason when corrupted in every way."""

from __future__ import annotations

import copy
import json
from itertools import combinations

import pytest
from certificate_corruptions import certificate as sound
from certificate_corruptions import places, refusal, replaced, sampled

from equivalence.certificate import checker, checker_exact_family, checker_refutations
from equivalence.certificate.text import certificate_text
from equivalence.theorems.nogo import bell_table, exact_family, kochen_specker, refutations
from equivalence.theorems.nogo.equations import Equations
from equivalence.theorems.nogo.observables import operators
from quantum_ref.operators.clifford import named_unitary

CERTIFICATES = {"refutations": sound("refutations"), "exact-family": sound("exact family")}
PROGRAMS = {"refutations": checker_refutations, "exact-family": checker_exact_family}


@pytest.fixture
def answer(tmp_path):
    """The reason code with which a certificate is refused, or None."""
    return lambda certificate, program=checker: refusal(program, certificate, tmp_path)


@pytest.mark.parametrize("kind", CERTIFICATES)
def test_the_sound_certificate_is_accepted(kind, answer):
    assert answer(CERTIFICATES[kind]) is None
    assert answer(CERTIFICATES[kind], PROGRAMS[kind]) is None
    assert answer(certificate_text(CERTIFICATES[kind])) is None


def test_exit_codes_and_messages(tmp_path, capsys):
    good, false, bad = tmp_path / "good.json", tmp_path / "false.json", tmp_path / "bad.json"
    certificate = CERTIFICATES["refutations"]
    good.write_text(json.dumps(certificate), encoding="utf-8")
    wrong = replaced(certificate, ("identities", 0, "signs", 5), 0)
    false.write_text(json.dumps(wrong), encoding="utf-8")
    bad.write_text("[]", encoding="utf-8")
    assert checker_refutations.main([str(good)]) == 0
    assert checker_refutations.main([str(good), str(false)]) == 1
    assert checker_refutations.main([str(false), str(bad), str(good)]) == 2
    assert checker_refutations.main([str(tmp_path / "none.json")]) == 2
    assert checker_refutations.main([]) == 2
    printed = capsys.readouterr()
    assert "refuted: false: identity square" in printed.out
    assert "not a certificate: version" in printed.out
    assert "usage" in printed.err


@pytest.mark.parametrize("kind", CERTIFICATES)
def test_every_number_off_by_one_is_refused(kind, answer):
    certificate = CERTIFICATES[kind]
    numbers = [(p, v) for p, v in places(certificate) if isinstance(v, int)]
    for path, value in sampled(numbers, 400 if kind == "refutations" else 80):
        for other in (value + 1, value - 1):
            code = answer(replaced(certificate, path, other))
            assert code in (("scope",) if path[0] == "scope" else ("false", "type")), (path, other, code)


@pytest.mark.parametrize("kind", CERTIFICATES)
def test_every_letter_changed_is_refused(kind, answer):
    certificate = CERTIFICATES[kind]
    texts = [(p, v) for p, v in places(certificate) if isinstance(v, str) and p[-1] not in ("id", "format", "kind")]
    for path, value in sampled(texts, 120 if kind == "refutations" else 12):
        for k in range(len(value)) if path[0] != "scope" else (0,):
            for letter in "IXYZ?":
                if letter != value[k]:
                    code = answer(replaced(certificate, path, value[:k] + letter + value[k + 1 :]))
                    assert code in (("scope",) if path[0] == "scope" else ("false", "type")), (path, letter, code)
        assert answer(replaced(certificate, path, value + "Z")) in ("scope", "type")
        assert answer(replaced(certificate, path, "")) in ("scope", "type")


@pytest.mark.parametrize("kind", CERTIFICATES)
def test_every_list_with_an_entry_dropped_or_doubled_is_refused(kind, answer):
    certificate = CERTIFICATES[kind]
    lists = [(p, v) for p, v in places(certificate) if isinstance(v, list) and p != ("identities",)]
    for path, values in sampled(lists, 120 if kind == "refutations" else 40):
        for i in range(len(values)):
            assert answer(replaced(certificate, path, values[:i] + values[i + 1 :])) in ("false", "type", "scope")
            assert answer(replaced(certificate, path, [*values, values[i]])) in ("false", "type", "scope")


@pytest.mark.parametrize("kind", CERTIFICATES)
def test_entries_swapped_are_refused_unless_the_meaning_stays(kind, answer):
    certificate = CERTIFICATES[kind]
    accepted = set()
    lists = [(p, v) for p, v in places(certificate) if isinstance(v, list) and p != ("identities",)]
    for path, values in sampled(lists, 60):
        for i, j in combinations(range(len(values)), 2):
            if values[i] != values[j]:
                swapped = list(values)
                swapped[i], swapped[j] = swapped[j], swapped[i]
                code = answer(replaced(certificate, path, swapped))
                if code is None:
                    accepted.add((certificate["identities"][path[1]]["id"], path[2]))
                else:
                    assert code in ("false", "type", "scope")
    # the order of equations with equal right sides, of factors and generators; a state times -1; which system has c = 1
    assert accepted == {
        ("square", "contexts"),
        ("ghz", "observables"),
        ("ghz.toy", "known"),
        ("bell.table", "states"),
        ("model.two-bits", "c"),
    } & {(item["id"], field) for item in certificate["identities"] for field in item}


@pytest.mark.parametrize("kind", CERTIFICATES)
def test_every_field_dropped_added_doubled_or_of_another_type_is_refused(kind, answer):
    certificate = CERTIFICATES[kind]
    special = {"format": "version", "kind": "kind", "id": "unknown-identity"}
    objects = [(p, v) for p, v in places(certificate) if isinstance(v, dict)]
    for path, thing in sampled(objects, 40 if kind == "refutations" else 20):
        for field in thing:
            smaller = {k: v for k, v in thing.items() if k != field}
            larger, odd = {**thing, "note": 1}, {**thing, field: None}
            assert answer(replaced(certificate, path, smaller) if path else smaller) == special.get(
                field, "missing-field"
            )
            assert answer(replaced(certificate, path, larger) if path else larger) == "unknown-field"
            code = answer(replaced(certificate, path, odd) if path else odd)
            assert code in (special.get(field, "type"), "scope" if path == ("scope",) else "type"), (path, field)
    for field in ("format", "scope", "identities", "id", "dimension"):
        key = f'"{field}": '
        twice = json.dumps(certificate).replace(key, f"{key}0, {key}", 1)
        assert answer(twice) == "duplicate-field"


@pytest.mark.parametrize("kind", CERTIFICATES)
def test_a_float_or_a_truth_value_is_refused(kind, answer):
    certificate = CERTIFICATES[kind]
    numbers = [p for p, v in places(certificate) if isinstance(v, int)]
    for path in sampled(numbers, 40):
        assert answer(replaced(certificate, path, 1.0)) == "float"
        assert answer(replaced(certificate, path, True)) in (("type", "scope") if path[0] == "scope" else ("type",))
    assert answer(replaced(certificate, ("scope", "dimension"), float("nan"))) == "float"


@pytest.mark.parametrize("kind", CERTIFICATES)
def test_identities_dropped_swapped_duplicated_or_made_up_are_refused(kind, answer):
    certificate = CERTIFICATES[kind]
    identities = certificate["identities"]
    for i in sampled(range(len(identities)), 20):
        assert answer({**certificate, "identities": identities[:i] + identities[i + 1 :]}) == "incomplete"
        assert answer({**certificate, "identities": [*identities, identities[i]]}) == "duplicate-identity"
        renamed = [*identities[:i], {**identities[i], "id": "wishful"}, *identities[i + 1 :]]
        assert answer({**certificate, "identities": renamed}) == "unknown-identity"
    assert answer({**certificate, "identities": identities[::-1]}) == "order"
    assert answer({**certificate, "identities": []}) == "incomplete"
    assert answer({**certificate, "identities": {}}) == "type"
    assert answer({**certificate, "identities": [7]}) == "unknown-identity"


@pytest.mark.parametrize(
    ("kind", "scope"),
    [
        ("refutations", {"noncontextual": 1}),
        ("refutations", {"local": 2}),
        ("refutations", {"dimension": 3}),
        ("exact-family", {"dimension": 4}),
        ("exact-family", {"experiments": "all"}),
        ("exact-family", {"systems": 7}),
    ],
)
def test_a_wider_scope_is_refused(kind, scope, answer):
    certificate = CERTIFICATES[kind]
    assert answer({**certificate, "scope": {**certificate["scope"], **scope}}) == "scope"


def test_a_square_on_three_systems_does_not_prove_it_for_two(answer):
    certificate = copy.deepcopy(CERTIFICATES["refutations"])
    square = certificate["identities"][0]
    square["contexts"] = [[name + "I" for name in context] for context in square["contexts"]]
    assert answer(certificate) == "scope"


def test_pairs_of_other_systems_prove_something_else(answer):
    certificate = copy.deepcopy(CERTIFICATES["refutations"])
    same = next(item for item in certificate["identities"] if item["id"] == "bell.same-labels")
    same["pairs"] = [[0, 1]]
    assert answer(certificate) == "false"


def test_a_gate_that_is_not_of_the_family_is_unknown(answer):
    certificate = copy.deepcopy(CERTIFICATES["exact-family"])
    item = next(i for i in certificate["identities"] if i["id"] == "gate.sum.ZX.ZX")
    certificate["identities"].append({**item, "id": "gate.sum.ZX.XZ"})
    assert answer(certificate) == "unknown-identity"


def test_a_gate_without_its_sign_is_refused(answer):
    certificate = copy.deepcopy(CERTIFICATES["exact-family"])
    item = next(i for i in certificate["identities"] if i["id"] == "gate.phase.ZX")
    assert item["signs"] == [[0, 1]]
    item["signs"] = [[0, 0]]
    assert answer(certificate) == "false"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda c: c["identities"][0].update(combination=list(range(65))), "too-large"),
        (lambda c: c["identities"][0]["contexts"].append(["Z" * 65]), "scope"),
        (lambda c: c["identities"][0]["contexts"].append(["II"]), "type"),
        (lambda c: c.update(kind="odd-dimension"), "missing-field"),
        (lambda c: c.update(kind="odd"), "kind"),
        (lambda c: c.update(kind=["refutations"]), "kind"),
        (lambda c: c.update(format="toytheory/certificate-2"), "version"),
        (lambda c: c["identities"][4].update(weights=[1, 1, -1, -1]), "false"),
        (lambda c: c["identities"][5].update(states=[[1, 0, 0, 1]] * 4), "false"),
        (lambda c: c["identities"][5].update(states=[[0, 0, 0, 0]] * 4), "false"),
        (lambda c: c["identities"][0].update(signs=[0, 0, 0, 0, 0, 2]), "false"),
        (lambda c: c["identities"][2].update(state=[0] * 8), "false"),
    ],
)
def test_other_ways_to_be_wrong(change, code, answer):
    certificate = copy.deepcopy(CERTIFICATES["refutations"])
    change(certificate)
    assert answer(certificate) == code


@pytest.mark.parametrize(("text", "code"), [("", "not-json"), ("[" * 100_000, "not-json"), ("[]", "version")])
def test_what_is_no_certificate(text, code, answer):
    assert answer(text) == code


# the producers do not write what does not hold


def test_equations_with_a_solution_make_no_certificate(monkeypatch):
    monkeypatch.setattr(kochen_specker, "SQUARE", kochen_specker.SQUARE[:5])
    with pytest.raises(refutations.NotRefuted):
        refutations.certificate()


def test_a_planted_table_is_refused_by_the_checker(monkeypatch, answer):
    """Planted: the toy theory's rows in place of the Bell states'; there is no contradiction to write down."""
    monkeypatch.setattr(bell_table, "offsets", lambda pairs: Equations(tuple(pairs), (1,) * len(pairs)))
    monkeypatch.setattr(bell_table, "table", lambda parity=None: dict.fromkeys(bell_table.STATES, (0, 0, 0)))
    monkeypatch.setattr(bell_table, "toy_rows", lambda: [(0, 0, 0)] * 4)
    assert answer(refutations.certificate()) == "false"


def test_a_planted_gate_is_refused_by_the_checker(monkeypatch, answer):
    """Planted: S in place of S^dagger for `phase`: the sign of X turns."""

    def planted(name, d):
        return named_unitary(name, d).adjoint() if name == "phase" else named_unitary(name, d)

    monkeypatch.setattr(exact_family, "named_unitary", planted)
    assert answer(exact_family.certificate()) == "false"


def test_operators_that_are_no_products_are_not_written():
    with pytest.raises(exact_family.NotAProduct, match="power of i"):
        exact_family._root(operators(["Z"])[0], operators(["X"])[0])
    with pytest.raises(exact_family.NotAProduct, match="Z is not carried to Z"):
        exact_family._sign(named_unitary("fourier", 2), "Z", "Z")


@pytest.mark.parametrize(("name", "powers"), [("phase", [0, 1]), ("cphase", [0, 0, 0, 0])])
def test_the_checker_compares_the_unitary_with_the_toy_map(name, powers, monkeypatch, answer):
    """Planted in the checker's own table: S for S^dagger, and nothing for CZ."""
    for cached in (checker_exact_family.pulled_back, checker_exact_family.carried_frames):
        cached.cache_clear()
    planted = checker_exact_family.monomial(list(range(len(powers))), powers)
    monkeypatch.setitem(checker_exact_family.GATES, name, planted)
    try:
        assert answer(CERTIFICATES["exact-family"], checker_exact_family) in ("false", "incomplete")
    finally:
        for cached in (checker_exact_family.pulled_back, checker_exact_family.carried_frames):
            cached.cache_clear()


def test_ontic_states_that_no_value_divides_evenly_are_no_model():
    assert checker_refutations.one_system([(0, 0, 0), (1, 1, 1)]) is None
    assert checker_refutations.one_system(checker_refutations.EIGHT) == 24
