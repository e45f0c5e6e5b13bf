"""Packed Pauli products against Stim's own and against matrices, on both sides of whole words."""

from __future__ import annotations

from functools import reduce
from itertools import product as tuples

import numpy as np
import pytest
import stim

from quantum_ref.stim import products as packed
from quantum_ref.stim.gf2 import echelon as echelon_of_bits
from quantum_ref.stim.products import Products, echelon, without
from quantum_ref.stim.ways import both_know, on_bell_pairs

SIZES = [1, 2, 63, 64, 65, 127, 128, 129]


def of(strings, qubits):
    """Stim's products, packed."""
    letters = [string.to_numpy() for string in strings]
    xs, zs = (np.array([each[side] for each in letters], dtype=bool).reshape(-1, qubits) for side in (0, 1))
    return Products.signed(xs, zs, np.array([s.sign == -1 for s in strings], dtype=bool))


def commuting(qubits, count, seed):
    """Signed products that commute, some of them dependent or the identity."""
    rng = np.random.default_rng([qubits, count, seed])
    circuit = stim.Circuit()
    circuit.append("I", [qubits - 1])
    for _ in range(8 * qubits):
        a, b = rng.integers(qubits, size=2).tolist()
        circuit.append(*(("CX", [a, b]) if a != b else (("H", "S")[int(rng.integers(2))], [a])))
        circuit.append(("H", "S")[int(rng.integers(2))], [b])
    tableau = circuit.to_tableau()
    strings = []
    for _ in range(count):
        chosen = rng.integers(0, 2, qubits).astype(bool)
        string = reduce(
            lambda a, b: a * b, (tableau.z_output(int(k)) for k in np.flatnonzero(chosen)), stim.PauliString(qubits)
        )
        strings.append(string * (1 if rng.random() < 0.5 else -1) if string.weight else string)
    return strings


def keys_of(qubits, seed):
    keys = np.array([(side, k) for k in range(qubits) for side in (0, 1)])
    return np.random.default_rng(seed).permutation(keys)


def bits_of(products, keys):
    return np.stack([products.bits(int(side), np.array([k]))[:, 0] for side, k in keys], axis=1)


@pytest.mark.parametrize("qubits", SIZES)
def test_products_are_stims(qubits):
    strings = commuting(qubits, 6, 0)
    made = of(strings, qubits)
    assert made.strings(qubits) == strings
    made.multiply(np.array([0, 2]), 5)
    assert made.strings(qubits) == [s * strings[5] if i in (0, 2) else s for i, s in enumerate(strings)]
    other = of([stim.PauliString("Z" * qubits)], qubits)
    assert of([stim.PauliString("Y" * qubits)], qubits).and_also(other).negative().tolist() == [False, False]


@pytest.mark.parametrize("qubits", SIZES)
@pytest.mark.parametrize("few", [0, 10**6])
def test_echelon_forms_are_those_of_bits_with_stims_signs(monkeypatch, qubits, few):
    monkeypatch.setattr(packed, "FEW", few)
    for count in (0, 1, 5, min(qubits + 3, 20)):
        strings = commuting(qubits, count, few)
        keys = keys_of(qubits, count)
        made = of(strings, qubits)
        found = echelon(made, keys)
        plain = echelon_of_bits(bits_of(made, keys))
        assert np.array_equal(bits_of(found.products, keys), plain.rows)
        assert found.pivots.tolist() == list(plain.pivots)
        left = found.remainder(made)
        assert not left.xs.any()
        assert not left.zs.any()
        assert left.negative().any() == found.rest.negative().any()
        kept = found.products.strings(qubits)
        if not kept or found.rest.negative().any():
            continue
        group = stim.Tableau.from_stabilizers(kept, allow_underconstrained=True).inverse()
        for string in strings:
            back = group(string)  # Z of the first qubits alone, with the sign +, exactly where the group has it
            assert back.sign == 1
            assert all(back[k] in (0, 3) for k in range(qubits))
            assert not any(back[k] for k in range(len(found.products), qubits))


def test_a_contradiction_is_left_as_minus_one():
    found = echelon(of([stim.PauliString("XX"), stim.PauliString("-XX")], 2), keys_of(2, 0))
    assert found.rest.negative().tolist() == [True]
    assert found.rest.strings(2) == [stim.PauliString("-__")]


def test_a_product_on_fewer_qubits_and_the_first_of_many():
    wide = of([stim.PauliString("Y" * 70)], 70)
    wide.multiply(np.array([0]), 0, of([stim.PauliString("X" + "_" * 63)], 64))
    assert wide.letters(70)[1].all()
    assert wide.letters(70)[0].sum() == 69
    for kept in (1, 64, 65):
        first = of([stim.PauliString("X" * 70)], 70).first(kept)
        assert first.strings(kept) == [stim.PauliString("X" * kept)]
        assert int(np.bitwise_count(first.xs).sum()) == kept


def matrix(string):
    single = [np.eye(2), np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]]), np.diag([1, -1])]
    return string.sign * reduce(np.kron, (single[k] for k in string), np.eye(1))


def projector(strings, qubits):
    one = np.eye(2**qubits)
    return reduce(np.matmul, [(one + matrix(s)) / 2 for s in strings], one)


@pytest.mark.parametrize("seed", range(6))
def test_bell_pairs_join_as_matrices_do(seed):
    """One qubit is kept; two pairs of others, (1, 3) and (2, 4), are projected on Bell states and traced out."""
    tableau = np.random.default_rng(seed)
    strings = [s for s in commuting(5, 5, seed + int(tableau.integers(100))) if s.weight]
    independent = echelon(of(strings, 5), keys_of(5, seed))
    if independent.rest.negative().any():
        strings = strings[:1]
        independent = echelon(of(strings, 5), keys_of(5, seed))
    found = echelon(on_bell_pairs(independent.products, 1, 2), keys_of(1, 0))
    bell = [stim.PauliString(text) for text in ("_X_X_", "_Z_Z_", "__X_X", "__Z_Z")]
    whole = projector(independent.products.strings(5), 5)
    seen = projector(bell, 5) @ whole @ projector(bell, 5)
    state = np.trace(seen.reshape(2, 16, 2, 16), axis1=1, axis2=3)
    if found.rest.negative().any():
        assert np.allclose(state, 0)
    else:
        expected = projector(found.products.strings(1), 1)
        assert np.allclose(state / np.trace(state), expected / np.trace(expected))


def test_a_lost_sign_of_a_bell_pair_is_seen():
    """YY is -1 where XX and ZZ are 1."""
    joined = on_bell_pairs(of([stim.PauliString("ZYY")], 3), 1, 1)
    assert joined.strings(1) == [stim.PauliString("-Z")]


@pytest.mark.parametrize("qubits", [3, 64, 65])
def test_what_two_groups_share(qubits):
    strings = commuting(qubits, 3, 9)
    one, two = of(strings, qubits), of([strings[0], -strings[1], strings[0] * strings[2]], qubits)
    keys = keys_of(qubits, 1)
    one, two = echelon(one, keys).products, echelon(two, keys).products
    shared = both_know(one, two, keys, qubits)
    for form in (echelon(one, keys), echelon(two, keys)):
        left = form.remainder(shared)
        assert not left.xs.any()
        assert not left.zs.any()
        assert not left.negative().any()
    members = [set(span(each.strings(qubits))) for each in (one, two)]
    assert set(span(shared.strings(qubits))) == members[0] & members[1]


def span(strings):
    for chosen in tuples((False, True), repeat=len(strings)):
        total = stim.PauliString(len(strings[0])) if strings else stim.PauliString(1)
        for string, used in zip(strings, chosen, strict=True):
            total = total * string if used else total
        yield str(total)


def test_marks_are_cleared_by_products():
    strings = [stim.PauliString(text) for text in ("XX_", "ZZ_", "__Z")]
    marks = np.array([[True, False], [True, True], [False, True]])
    assert without(of(strings, 3), marks).strings(3) == [strings[0] * strings[1] * strings[2]]
    assert without(of(strings, 3), np.zeros((3, 0), dtype=bool)).strings(3) == strings
