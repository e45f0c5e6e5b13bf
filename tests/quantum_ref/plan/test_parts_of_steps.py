"""Blocks of maps and preparations; elimination on bits."""

from __future__ import annotations

import numpy as np
import pytest

from quantum_ref.plan.parts import components, known_blocks, map_blocks
from quantum_ref.stim.gf2 import echelon, pack
from toytheory.language.maps.discrete import named_transform
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, OutcomeExpression, Prepare, Transform
from toytheory.phase_space.modular import howell
from toytheory.phase_space.variables import Variable


def test_components_do_not_depend_on_the_order_of_groups():
    groups = [(4, 0), (3, 1), (1, 4), (5,)]
    expected = [(0, 1, 3, 4), (2,), (5,)]
    assert components(6, groups) == components(6, groups[::-1]) == expected


def test_blocks_of_a_map_put_together_are_the_map():
    step = Transform((3, 1), ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 0, 1), (0, 0, 2, 0)), (0, 0, 0, 1))
    (block,) = map_blocks(step, 3)
    assert (block.systems, block.matrix.tolist(), block.shift.tolist()) == ((1,), [[0, 1], [2, 0]], [0, 1])


def test_a_constant_alone_makes_a_block():
    step = Transform((0, 1), tuple(map(tuple, np.eye(4, dtype=int).tolist())), (0, 0, 2, 0))
    assert [block.systems for block in map_blocks(step, 3)] == [(1,)]


def test_known_blocks_keep_variables_with_their_values():
    X1, X2, P2, X3 = (Variable.of({i: 1}, 3) for i in (0, 2, 3, 4))
    step = Prepare((X1 + X3, P2, X1 - X3), (0, 1, 2), (2, 1, 0, 5))
    blocks = {block.systems: (block.variables, block.values) for block in known_blocks(step)}
    assert blocks == {(2, 0): ((X1 + X3, X1 - X3), (0, 2)), (1,): ((P2,), (1,)), (5,): ((), ())}
    assert X2 not in blocks[1,][0]


def test_what_a_step_touches():
    X1 = Variable.of({0: 1}, 3)
    steps = [
        Prepare((X1,), (0,), (0, 2)),
        named_transform("sum", (2, 1), 3),
        Measure((X1,), ("a",)),
        Displace(((3, OutcomeExpression()),)),
        Noise((4,), ()),
        Discard((1,)),
        Condition("a", 0),
    ]
    assert [step.touched for step in steps] == [(0, 2), (2, 1), (0,), (1,), (2,), (1,), ()]


@pytest.mark.parametrize("shape", [(1, 1), (5, 3), (3, 70), (70, 64), (130, 129), (40, 200), (0, 5), (5, 0)])
def test_elimination_on_bits_is_the_howell_form(shape):
    rng = np.random.default_rng(shape)
    bits = rng.random(shape) < 0.3
    form = echelon(bits)
    expected = howell(bits.astype(int).reshape(shape), 2) if bits.size else np.zeros((0, shape[1]))
    assert np.array_equal(form.rows, expected)
    assert form.pivots == tuple(int(row.argmax()) for row in form.rows)


def test_bits_are_packed_little_endian_across_words():
    bits = np.zeros((1, 130), dtype=bool)
    bits[0, [0, 63, 64, 129]] = True
    assert pack(bits).tolist() == [[1 + 2**63, 1, 2]]
