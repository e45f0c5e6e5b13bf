"""Certificates corrupted in every way: each that changes the meaning is refused, for the right reason."""

from __future__ import annotations

import json

import pytest
from certificate_corruptions import certificate, place_of, places, refusal, replaced, sampled
from certificates_by_hand import word_works

from equivalence.certificate import checker, checker_all_odd

CERTIFICATES = {
    "d=3": (checker, certificate("d=3")),
    "d=9": (checker, certificate("d=9")),
    "all odd": (checker_all_odd, certificate("all odd")),
}


@pytest.fixture
def answer(tmp_path):
    """The reason code with which a certificate is refused, or None."""
    return lambda program, thing: refusal(program, thing, tmp_path)


@pytest.mark.parametrize("name", CERTIFICATES)
def test_the_sound_certificate_is_accepted(name, answer):
    assert answer(*CERTIFICATES[name]) is None


@pytest.mark.parametrize("name", CERTIFICATES)
def test_every_number_off_by_one_is_refused(name, answer):
    program, certificate = CERTIFICATES[name]
    numbers = [(p, v) for p, v in places(certificate) if isinstance(v, int) and not isinstance(v, bool)]
    assert numbers
    for path, value in sampled(numbers, 25 if name == "d=9" else 400):
        for other in (value + 1, value - 1):
            code = answer(program, replaced(certificate, path, other))
            if path[0] == "scope":
                assert code == "scope", (path, other, code)
            elif path == ("dimension",):
                assert code in ("false", "scope"), (path, other, code)
            elif code is None:  # another word with the same effect proves the same
                assert "word" in path
                changed = replaced(certificate["identities"][path[1]], path[2:], other)
                assert word_works(changed, [certificate.get("dimension", 9)])
            else:
                assert code in ("false", "type"), (path, other, code)


@pytest.mark.parametrize("name", CERTIFICATES)
def test_every_field_dropped_added_renamed_or_of_another_type_is_refused(name, answer):
    program, certificate = CERTIFICATES[name]
    objects = [(p, v) for p, v in places(certificate) if isinstance(v, dict)]
    for path, thing in sampled(objects, 12 if name == "d=9" else 120):
        for field in thing:
            smaller = {k: v for k, v in thing.items() if k != field}
            larger = {**thing, "note": 1}
            odd = {**thing, field: None}
            wanted = {"format": ("version",), "kind": ("kind",), "id": ("unknown-identity",)}.get(
                field, ("missing-field",)
            )
            assert answer(program, replaced(certificate, path, smaller) if path else smaller) in wanted
            assert answer(program, replaced(certificate, path, larger) if path else larger) == "unknown-field"
            code = answer(program, replaced(certificate, path, odd) if path else odd)
            assert code in {"format": ("version",), "kind": ("kind",), "id": ("unknown-identity",)}.get(
                field, ("type", "scope")
            ), (path, field, code)


@pytest.mark.parametrize("name", CERTIFICATES)
def test_every_field_twice_is_refused(name, answer):
    program, certificate = CERTIFICATES[name]
    text = json.dumps(certificate)
    for field in ("format", "identities", "scope", "id", "matrix", "systems"):
        key = f'"{field}": '
        assert key in text
        assert answer(program, text.replace(key, f'"{field}": 0, {key}', 1)) == "duplicate-field"


@pytest.mark.parametrize("name", CERTIFICATES)
def test_a_float_anywhere_is_refused(name, answer):
    program, certificate = CERTIFICATES[name]
    numbers = [p for p, v in places(certificate) if isinstance(v, int)]
    for path in sampled(numbers, 60):
        assert answer(program, replaced(certificate, path, 1.0)) == "float"
    assert answer(program, json.dumps(certificate).replace("1", "NaN", 1).replace("-NaN", "NaN")) in (
        "float",
        "version",
        "not-json",
    )
    assert answer(program, replaced(certificate, ("scope", "systems"), float("inf"))) == "float"


@pytest.mark.parametrize("name", CERTIFICATES)
def test_identities_dropped_swapped_duplicated_or_made_up_are_refused(name, answer):
    program, certificate = CERTIFICATES[name]
    identities = certificate["identities"]
    for i in sampled(range(len(identities)), 60):
        rest = identities[:i] + identities[i + 1 :]
        assert answer(program, {**certificate, "identities": rest}) == "incomplete"
        twice = [*identities, identities[i]]
        assert answer(program, {**certificate, "identities": twice}) == "duplicate-identity"
        other = (i + 1) % len(identities)
        swapped = list(identities)
        swapped[i], swapped[other] = swapped[other], swapped[i]
        assert answer(program, {**certificate, "identities": swapped}) == "order"
        renamed = [*identities[:i], {**identities[i], "id": "wishful"}, *identities[i + 1 :]]
        assert answer(program, {**certificate, "identities": renamed}) == "unknown-identity"
    assert answer(program, {**certificate, "identities": []}) == "incomplete"
    assert answer(program, {**certificate, "identities": {}}) == "type"
    assert answer(program, {**certificate, "identities": [7]}) == "unknown-identity"


@pytest.mark.parametrize(
    ("scope", "code"),
    [
        ({"dimension": "odd"}, "scope"),
        ({"dimension": "all"}, "scope"),
        ({"dimension": 5}, "scope"),
        ({"systems": 7}, "scope"),
        ({"experiments": "with magic"}, "scope"),
    ],
)
def test_a_wider_scope_is_refused(scope, code, answer):
    program, certificate = CERTIFICATES["d=3"]
    assert answer(program, {**certificate, "scope": {**certificate["scope"], **scope}}) == code
    program, certificate = CERTIFICATES["all odd"]
    if scope != {"dimension": "odd"}:
        assert answer(program, {**certificate, "scope": {**certificate["scope"], **scope}}) == code


@pytest.mark.parametrize("d", [2, 4, 5, 7, 9, 1, 0, -3, 65, 10**30, "3"])
def test_the_identities_of_one_dimension_prove_nothing_of_another(d, answer):
    program, certificate = CERTIFICATES["d=3"]
    moved = {**certificate, "dimension": d, "scope": {**certificate["scope"], "dimension": d}}
    expected = {65: "too-large", 10**30: "false", "3": "type"}.get(d)
    even = isinstance(d, int) and (d % 2 == 0 or d < 3)
    assert answer(program, moved) == (expected or ("false" if even else "incomplete"))


@pytest.mark.parametrize("program", [checker, checker_all_odd])
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not-json"),
        ("{", "not-json"),
        ("[]", "version"),
        ("3", "version"),
        ('{"format": "toytheory/certificate-2"}', "version"),
        ('{"format": "toytheory/certificate-1"}', "kind"),
        ('{"format": "toytheory/certificate-1", "kind": "wish"}', "kind"),
        ('{"format": "toytheory/certificate-1", "kind": ["odd-dimension"]}', "kind"),
        ("[" * 100_000, "not-json"),
        ('{"format": ' + "9" * 40 + "}", "version"),
        ('{"format": ' + "9" * 41 + "}", "too-large"),
        ('{"format": ' + "9" * 10_000 + "}", "too-large"),
        ('{"format": NaN}', "float"),
        ('{"format": 1e400}', "float"),
    ],
)
def test_what_is_no_certificate_is_told_so(program, text, code, answer):
    assert answer(program, text) == code


@pytest.mark.parametrize("program", [checker, checker_all_odd])
def test_sizes_meant_to_exhaust_memory_are_refused(program, answer, tmp_path, monkeypatch):
    monkeypatch.setattr(program.reading, "LARGEST_FILE", 1000)
    assert answer(program, '"' + "x" * 2000 + '"') == "too-large"
    binary = tmp_path / "b"
    binary.write_bytes(b"\xff\xfe")
    with pytest.raises(program.Refused, match="not-json"):
        program.check(str(binary))
    with pytest.raises(program.Refused, match="unreadable"):
        program.check(str(tmp_path))


def test_letters_and_terms_out_of_bounds_are_refused(answer):
    program, certificate = CERTIFICATES["d=3"]
    at = place_of(certificate, "reduce.1.1")
    for word in (["phase"], [["wish", 1, 0]], [["phase", 1, 2]], [["phase", 1, 0]] * 1000, [["sum", 1, 0, 0]], 3):
        broken = replaced(certificate, ("identities", at, "word"), word)
        assert answer(program, broken) == "type"
    assert answer(CERTIFICATES["d=9"][0], _with_word("d=9", [["multiply", 3, 0]])) == "false"
    program, certificate = CERTIFICATES["all odd"]
    for terms in (
        [[0, 0]],
        [[1, 65]],
        [[1, 0, "q"], [1, 0, "q"]],
        [[1]],
        "q",
        [[1, 0, 2]],
        [[1, 0, "z"]],
    ):
        assert answer(program, replaced(certificate, ("identities", 0, "exponent"), terms)) == "type"
    assert answer(program, replaced(certificate, ("identities", 0, "exponent"), [[1, 0]] * 65)) == "too-large"
    at = place_of(certificate, "word.swap")
    for word in ([["sum", 2, 0, 1]], [["sum", 1, 0, 0]], [["wish", 1, 0]], [["phase", 1]]):
        assert answer(program, replaced(certificate, ("identities", at, "word"), word)) == "type"
    assert answer(program, replaced(certificate, ("identities", at, "word"), [["phase", 1, 0]] * 65)) == "too-large"


def _with_word(name, word):
    certificate = CERTIFICATES[name][1]
    return replaced(certificate, ("identities", place_of(certificate, "reduce.1.1"), "word"), word)
