"""The strip of an experiment, step by step against distributions over ontic states moved by hand."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pytest
from drawn_by_hand import cell, cells, looked, moved, shown, uniform, wrong_cells
from places import ROOT

from toytheory import InputError, load_experiment, parse_experiment
from toytheory.drawing import experiment_page, page_of, read_two_steps
from toytheory.drawing.following import chosen_outcomes, follow
from toytheory.drawing.grids import Grid
from toytheory.drawing.pages import Mark
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Step, System


@dataclass(frozen=True, slots=True)
class Teleport(Step):
    """A step that nobody knows."""

    @property
    def touched(self):
        return ()


def frames(text, outcomes=None):
    return experiment_page(parse_experiment(text), outcomes).blocks


def marked(panel, mark):
    return {place for place, filled in panel.cells.items() if filled.mark is mark}


def test_a_measurement_by_hand():
    """X = 1, then P: what fits, what the disturbance adds, what is ruled out."""
    first, second = frames("system 1 trit\nprepare X = 1\nmeasure P as p", {"p": 2})
    assert shown(first.panels[0, 0]) == {(1, p): Fraction(1, 3) for p in range(3)}
    panel = second.panels[0, 0]
    assert shown(panel) == {(x, 2): Fraction(1, 3) for x in range(3)}
    assert marked(panel, Mark.POSSIBLE) == {(1, 2)}
    assert marked(panel, Mark.KICKED) == {(0, 2), (2, 2)}
    assert marked(panel, Mark.RULED_OUT) == {(1, 0), (1, 1)}
    assert second.title == "2. measure P1 as p\np = 2, probability 1/3"
    assert second.note == "known: P1 = 2"


def test_a_second_look_disturbs_nothing():
    _, second = frames("system 1 trit\nprepare X = 1\nmeasure X as a")
    assert "a = 1, certain" in second.title
    assert marked(second.panels[0, 0], Mark.KICKED) == set()


@pytest.mark.parametrize(
    ("d", "known", "F"),
    [
        (2, [((1, 0, 1, 0), 1), ((0, 1, 0, 1), 0)], (0, 1, 0, 0)),
        (3, [((1, 0, -1, 0), 1), ((0, 1, 0, 1), 2)], (1, 0, 0, 1)),
        (3, [((1, 0, 0, 0), 2)], (0, 1, 1, 0)),
        (5, [((1, 0, 0, 0), 2), ((0, 0, 1, 3), 4)], (2, 1, 0, 1)),
        (4, [((2, 0, 0, 0), 2), ((0, 0, 1, 0), 3)], (1, 1, 0, 0)),
    ],
)
def test_every_outcome_of_a_measurement_of_a_pair(d, known, F):
    names = ("X1", "P1", "X2", "P2")

    def notation(row):
        return " + ".join(f"{c % d}{name}" for c, name in zip(row, names, strict=True) if c % d)

    text = f"system 2 dits d={d}\nprepare {', '.join(f'{notation(row)} = {v}' for row, v in known)}\n"
    before = uniform(known, d, 2)
    for outcome in range(d):
        total, fits, after = looked(before, F, outcome, d)
        if not total:
            with pytest.raises(InputError, match="cannot occur"):
                frames(f"{text}measure {notation(F)} as a", {"a": outcome})
            continue
        panel = frames(f"{text}measure {notation(F)} as a", {"a": outcome})[-1].panels[0, 0]
        assert wrong_cells(panel, after, (0, 1), d) == []
        kept, was = set(cells(fits, (0, 1), d)), set(cells(before, (0, 1), d))
        assert marked(panel, Mark.POSSIBLE) == kept
        assert marked(panel, Mark.KICKED) == set(shown(panel)) - kept
        assert marked(panel, Mark.RULED_OUT) == was - set(shown(panel))


def test_marks_of_a_measurement_without_disturbance_would_differ():
    """The must-fail twin: an update by Bayes' rule alone is not what is drawn."""
    panel = frames("system 1 trit\nprepare X = 1\nmeasure P as p", {"p": 2})[-1].panels[0, 0]
    assert wrong_cells(panel, {(1, 2): Fraction(1)}, (0,), 3) == [(0, 2), (1, 2), (2, 2)]


LONG = """system 3 trits
prepare X1 + P1 = 1
prepare X2 - X3 = 0, P2 + P3 = 0
fourier 2
transform X1 -> X1 + 1, P1 -> P1 + X1
sum 1 3
noise X2, P3 by 0,0: 1/2, 1,2: 1/3, 2,0: 1/6
measure X1 - X2 as a
displace X3 by 2a + 1, P1 by -a
measure P3 as b
discard 1
prepare P1 = 2
condition b = 1
"""


def by_hand(a, b):
    """The distribution over all 729 ontic states after every step of LONG, and what fits each measurement."""
    d = 3
    first = uniform([((1, 1, 0, 0, 0, 0), 1)], d, 3)
    second = uniform(
        [((1, 1, 0, 0, 0, 0), 1), ((0, 0, 1, 0, -1, 0), 0), ((0, 0, 0, 1, 0, 1), 0)], d, 3
    )  # the pair is reset and prepared: nothing else was known of it
    fourier = moved(second, lambda m: (m[0], m[1], m[3], -m[2] % d, m[4], m[5]))
    written = moved(fourier, lambda m: ((m[0] + 1) % d, (m[1] + m[0]) % d, *m[2:]))
    summed = moved(written, lambda m: (m[0], (m[1] - m[5]) % d, m[2], m[3], (m[0] + m[4]) % d, m[5]))
    noisy = {}
    for (x, p), w in {(0, 0): Fraction(1, 2), (1, 2): Fraction(1, 3), (2, 0): Fraction(1, 6)}.items():
        for m, q in summed.items():
            to = (m[0], m[1], (m[2] + x) % d, m[3], m[4], (m[5] + p) % d)
            noisy[to] = noisy.get(to, Fraction(0)) + w * q
    _, fits_a, seen = looked(noisy, (1, 0, -1, 0, 0, 0), a, d)
    shifted = moved(seen, lambda m: (m[0], (m[1] - a) % d, m[2], m[3], (m[4] + 2 * a + 1) % d, m[5]))
    _, fits_b, looked_at = looked(shifted, (0, 0, 0, 0, 0, 1), b, d)
    forgotten, prepared = {}, {}
    for m, q in looked_at.items():
        for x in range(d):
            for p in range(d):
                to = (x, p, *m[2:])
                forgotten[to] = forgotten.get(to, Fraction(0)) + q / 9
            to = (x, 2, *m[2:])
            prepared[to] = prepared.get(to, Fraction(0)) + q / 3
    every = [first, second, fourier, written, summed, noisy, seen, shifted, looked_at, forgotten, prepared, prepared]
    return every, {6: fits_a, 8: fits_b}


@pytest.mark.parametrize(("a", "b"), [(0, 1), (1, 1), (2, 1)])
def test_a_long_experiment_by_hand(a, b):
    every, fits = by_hand(a, b)
    blocks = frames(LONG, {"a": a})
    assert len(blocks) == len(every) == 12
    for number, (block, probabilities) in enumerate(zip(blocks, every, strict=True)):
        assert len(block.panels) == 6
        for panel in block.panels.values():
            systems = panel.grid.systems
            assert wrong_cells(panel, probabilities, systems, 3) == []
            if number in fits:
                assert marked(panel, Mark.POSSIBLE) == set(cells(fits[number], systems, 3))
                assert marked(panel, Mark.KICKED) == set(shown(panel)) - set(cells(fits[number], systems, 3))
            else:
                assert marked(panel, Mark.KICKED) | marked(panel, Mark.RULED_OUT) == set()
    assert f"in this run by {(2 * a + 1) % 3}, {-a % 3}" in blocks[7].title
    assert "met: b = 1 in this run" in blocks[11].title


@pytest.mark.parametrize("fault", ["no kick", "wrong outcome", "x and p of system 3 exchanged"])
def test_a_fault_in_the_run_shows_in_some_cell(fault, monkeypatch):
    from toytheory import Measurement

    update = Measurement.update
    if fault == "no kick":
        monkeypatch.setattr(Measurement, "update", lambda self, state, values: state)
    elif fault == "wrong outcome":
        monkeypatch.setattr(
            Measurement, "update", lambda self, state, values: update(self, state, [(v + 1) % 3 for v in values])
        )
    else:
        right = Grid.cell

        def exchanged(self, point):
            last = 2 * len(self.systems) - 2
            swap = self.systems[-1] == 2
            return right(self, [*point[:last], point[-1], point[-2]] if swap else point)

        monkeypatch.setattr(Grid, "cell", exchanged)
    every, _ = by_hand(1, 1)
    try:
        blocks = frames(LONG, {"a": 1})
    except InputError:
        return  # the fault led to something impossible
    seen = [
        place
        for block, probabilities in zip(blocks, every, strict=True)
        for panel in block.panels.values()
        for place in wrong_cells(panel, probabilities, panel.grid.systems, 3)
    ]
    assert seen


def test_noise_is_shades_of_probability():
    blocks = frames("system 1 trit\nprepare X = 0\nnoise X by 0: 0.9, 1: 1/10")
    panel = blocks[1].panels[0, 0]
    assert {place: filled.shade for place, filled in panel.cells.items()} == {
        **{(0, p): Fraction(1) for p in range(3)},
        **{(1, p): Fraction(1, 9) for p in range(3)},
    }
    assert blocks[1].note == "with probability 9/10: X1 = 0\nwith probability 1/10: X1 = 1"
    page = experiment_page(parse_experiment("system 1 trit\nprepare X = 0\nnoise X by 0: 0.9, 1: 1/10"))
    assert [key.text for key in page.legend] == ["possible", "1/9 times as probable as the darkest"]


def test_noise_of_probability_zero_and_constant_displacements():
    first, second, third = frames("system 1 trit\nprepare X = 0\nnoise X by 0: 1, 1: 0\ndisplace X by 2")
    assert (first.note, second.note, third.note) == ("known: X1 = 0", "known: X1 = 0", "known: X1 = 2")
    assert third.title == "3. displace X1 by -1"  # modulo 3


def test_large_mixtures_are_counted():
    text = "system 2 trits\nprepare X1 = 0, X2 = 0\nnoise X1, X2 by 0,0: 1/2, 1,0: 1/4, 0,1: 1/8, 2,2: 1/8"
    assert frames(text)[1].note == "a mixture of 4 states"


def test_noise_that_spreads_too_far_is_refused(monkeypatch):
    monkeypatch.setattr("toytheory.drawing.following.LARGEST_MIXTURE", 2)
    with pytest.raises(InputError, match="spreads over 3 states"):
        frames("system 1 trit\nprepare X = 0\nnoise X by 0: 1/2, 1: 1/4, 2: 1/4")


# which run is followed


def test_by_default_1_where_it_can_occur():
    text = "system 2 trits\nprepare X1 - X2 = 1\nmeasure X1 as a\nmeasure X2 as b\ncondition b = 1"
    assert chosen_outcomes(parse_experiment(text), {}) == {"a": 2, "b": 1}
    free = parse_experiment("system 2 trits\nmeasure X1 as a\nmeasure X1 + X2 as b")
    assert chosen_outcomes(free, {}) == {"a": 1, "b": 1}
    assert chosen_outcomes(free, {"b": 5}) == {"a": 1, "b": 2}
    zero = parse_experiment("system 1 trit\nprepare X = 0\nmeasure X as a")
    assert chosen_outcomes(zero, {}) == {"a": 0}


def test_an_error_corrected_is_an_error_shown():
    code = load_experiment(ROOT / "examples" / "repetition-code.toy")
    assert chosen_outcomes(code, {}) == {"s": 1, "t": 0, "a": 1, "b": 1, "c": 1}


def test_rounds_are_drawn_one_by_one():
    rounds = parse_experiment("system 1 bit\nprepare X = 0\nrepeat 2\nfourier 1\nend")
    assert [block.title for block in page_of(rounds).blocks] == ["1. prepare X1 = 0", "2. fourier 1", "3. fourier 1"]


def test_a_step_without_a_picture_is_named():
    with pytest.raises(InputError, match="no statement for the step Teleport"):
        page_of(Experiment(System.of_dimension(2, 1), (Teleport(),)))


@pytest.mark.parametrize(
    ("text", "given", "problem"),
    [
        ("measure X1 as a", {"z": 0}, "no outcome named z"),
        ("prepare X1 = 1\nmeasure X1 as a", {"a": 0}, "a = 0 cannot occur"),
        ("measure X1 as a\ncondition a = 1", {"a": 0}, "a = 0 cannot occur under the condition a = 1"),
        ("prepare X1 = 1\nmeasure X1 as a\ncondition a = 0", {}, "line 4, column 1: the condition a = 0 cannot be met"),
    ],
)
def test_outcomes_that_cannot_be_are_refused(text, given, problem):
    with pytest.raises(InputError, match=problem) as caught:
        frames(f"system 1 trit\n{text}", given)
    assert caught.value.mend


def test_too_fine_a_grid_is_refused_at_the_line_of_the_systems():
    with pytest.raises(InputError, match=r"fine\.toy, line 1, column 1: grids for d = 9"):
        page_of(parse_experiment("system 1 dit d=9\nmeasure X", "fine.toy"))


def test_outcomes_that_the_engine_cannot_list_are_refused(monkeypatch):
    from toytheory import CannotRun
    from toytheory.outcomes.distributions import LatentOutcomes

    def gives_up(self, conditions):
        raise CannotRun("too much noise")

    monkeypatch.setattr(LatentOutcomes, "distribution", gives_up)
    with pytest.raises(InputError, match="too much noise"):
        frames("system 1 trit\nmeasure X as a")


def test_probabilities_of_outcomes_are_told():
    text = "system 1 trit\nprepare X = 0\nnoise X by 0: 0.9, 1: 0.1\nmeasure X as a"
    titles = [frames(text, {"a": a})[-1].title.splitlines()[1] for a in (0, 1)]
    assert titles == ["a = 0, probability 9/10", "a = 1, probability 1/10"]


def test_joint_measurements_are_one_frame():
    text = "system 2 trits\nprepare X1 = 0, X2 = 0\nmeasure X1 - X2, P1 + P2 as a, b"
    _, block = frames(text, {"b": 2})
    probabilities = uniform([((1, 0, -1, 0), 0), ((0, 1, 0, 1), 2)], 3, 2)
    panel = block.panels[0, 0]
    assert wrong_cells(panel, probabilities, (0, 1), 3) == []
    met = {cell(m, (0, 1), 3) for m in uniform([((1, 0, 0, 0), 0), ((0, 0, 1, 0), 0), ((0, 1, 0, 1), 2)], 3, 2)}
    assert marked(panel, Mark.POSSIBLE) == met
    assert "a = 0, b = 2, probability 1/3" in block.title


def test_what_has_no_strip():
    with pytest.raises(InputError, match="nothing to draw"):
        frames("system 1 trit")
    with pytest.raises(InputError, match="do not fit"):
        frames("system 8 bits\n" + "fourier 1\n" * 20)
    with pytest.raises(InputError, match="too many"):
        frames("system 9 bits\nfourier 1")
    with pytest.raises(InputError, match="no grid"):
        frames("system 1 mode\nprepare X = 0")


def test_frames_of_several_systems():
    assert [sorted(frames(f"system {n} bits\nfourier 1")[0].panels)[-1] for n in (1, 2, 3, 4, 5)] == [
        (0, 0), (0, 0), (0, 5), (0, 9), (4, 4),
    ]  # fmt: skip
    captions = [experiment_page(parse_experiment(f"system {n} bits\nfourier 1")).caption for n in (2, 3, 5)]
    assert [len(caption) for caption in captions] == [1, 2, 2]
    assert "diagonal" in captions[2][1]


def test_a_state_and_a_map_are_an_experiment():
    blocks = experiment_page(read_two_steps("X = 1", "fourier 1", 3)).blocks
    assert [block.note for block in blocks] == ["known: X1 = 1", "known: P1 = 2"]
    measured = experiment_page(read_two_steps("nothing known", "X1 + X2 as s", 2, measure=True), {"s": 1}).blocks
    assert [block.note for block in measured] == ["known: X1 + X2 = 1"]
    with pytest.raises(InputError, match="cannot be known together"):
        read_two_steps("X1 = 0, P1 = 0", "fourier 1", 3)


def test_moments_keep_exact_mixtures():
    moments = follow(
        parse_experiment("system 1 bit\nprepare X = 0\nnoise X by 0: 3/4, 1: 1/4\nmeasure X as a"), {"a": 1}
    )
    assert {str(state): weight for state, weight in moments[1].after.items()} == {
        "X1 = 0": Fraction(3, 4),
        "X1 = 1": Fraction(1, 4),
    }
    assert list(moments[2].after.values()) == [1]


def test_an_experiment_file_is_drawn_by_its_name(tmp_path):
    file = tmp_path / "look.toy"
    file.write_text("system 1 trit\nmeasure X as a\n")
    assert page_of(file) == page_of(str(file))
    assert page_of(file).title == "look.toy"
    assert page_of(file, outcomes={"a": 2}, title="mine").blocks[0].note == "known: X1 = 2"
