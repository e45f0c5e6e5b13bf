"""The sign defect of an experiment on bits: by which vector quantum outcomes are translated against toy outcomes.

Both theories know the same variables at each moment of an experiment; what differs are values. Every known
variable F carries a defect, the sign of T_F in the quantum state minus the value of F in the toy state. It is 0 for
what has just been prepared or found at random; products acquire beta, maps acquire sigma (`pauli.image_sign`),
feed-forward passes the defects of outcomes on, noise and conditions change none. The outcome of a
known variable has its defect, one that is random has none. No toy value and no quantum state is computed here.
docs/bits.md, "The theorem", has the statement and the proof.
"""

from __future__ import annotations

import numpy as np

from toytheory.errors import CannotRun, InputError
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Step, Transform
from toytheory.phase_space.modular import Matrix, kernel, solve
from toytheory.phase_space.space import bracket_rows, coordinates_of, symplectic_form
from toytheory.phase_space.variables import coefficient_matrix

from .pauli import beta, image_sign, list_signs


def sign_defect(experiment: Experiment) -> Matrix:
    r"""The defect of each outcome, (m,) of 0 and 1.

    The quantum distribution over all outcomes is the toy distribution translated by this vector.

    Raises
    ------
    InputError : where the systems are not bits.
    CannotRun : where a step is not of the discrete language.

    >>> from toytheory.language.reading import parse_experiment
    >>> text = "system 1 bit\nprepare X + P = 0\nfourier 1\nmeasure X + P"
    >>> sign_defect(parse_experiment(text)).tolist()
    [1]
    """
    if experiment.system.d != 2:
        raise InputError("only experiments on bits have a sign defect", "write `system 2 bits`")
    walk = SignLedger(experiment.n)
    for step in experiment.steps:
        walk.follow(step)
    return np.array([walk.outcomes[name] for name in experiment.outcomes], dtype=np.int64)


class SignLedger:
    """Independent known variables with their defects, carried through an experiment.

    Attributes
    ----------
    rows : (k, 2n) generators of the known variables.
    defects : (k,) of them.
    outcomes : name -> defect of the outcomes so far.
    """

    def __init__(self, n: int) -> None:
        self.rows: Matrix = np.zeros((0, 2 * n), dtype=np.int64)
        self.defects: Matrix = np.zeros(0, dtype=np.int64)
        self.outcomes: dict[str, int] = {}

    @property
    def n(self) -> int:
        """Number of systems."""
        return int(self.rows.shape[1] // 2)

    def copy(self) -> SignLedger:
        """A ledger that goes its own way from here."""
        other = type(self)(self.n)
        other.rows, other.defects, other.outcomes = self.rows.copy(), self.defects.copy(), dict(self.outcomes)
        return other

    def follow(self, step: Step) -> None:
        """What a step does to knowledge and defects."""
        match step:
            case Prepare():
                self.forget(step.systems)
                self.know(coefficient_matrix(step.variables, self.n))
            case Transform():
                self.transform(step)
            case Measure():
                for variable, name in zip(step.variables, step.names, strict=True):
                    self.outcomes[name] = self.measure(variable.vector(self.n))
            case Displace():
                shift = np.zeros(2 * self.n, dtype=np.int64)
                for index, expression in step.shifts:  # constants move both theories alike
                    shift[index] = sum(c * self.outcomes[name] for name, c in expression.terms)
                self.defects = (self.defects + self.rows @ shift) % 2
            case Discard():
                self.forget(step.systems)
            case Noise() | Condition():
                pass
            case _:
                raise CannotRun(f"no sign defect is defined for the step {type(step).__name__}")

    def know(self, rows: Matrix) -> None:
        """Variables (r, 2n), independent of what is known and commuting with it, become known without defect."""
        self.rows = np.concatenate([self.rows, rows])
        self.defects = np.concatenate([self.defects, np.zeros(len(rows), dtype=np.int64)])

    def products(self, coefficients: Matrix) -> tuple[Matrix, Matrix]:
        """Products of generators, (r, k) -> variables (r, 2n) and their defects (r,)."""
        variables, signs = list_signs(self.rows, coefficients)
        return variables, (signs + coefficients @ self.defects) % 2

    def forget(self, systems: tuple[int, ...]) -> None:
        """Keep only what is known of the other systems alone."""
        where = coordinates_of(systems)
        reaching = np.flatnonzero(self.rows[:, where].any(axis=1))
        if reaching.size:  # of the generators that reach into them, the products that do not
            among, defects = self.rows[reaching], self.defects[reaching]
            inside = kernel(among[:, where].T, 2)
            rows, signs = list_signs(among, inside)
            self.rows = np.vstack([np.delete(self.rows, reaching, axis=0), rows])
            self.defects = np.append(np.delete(self.defects, reaching), (signs + inside @ defects) % 2)

    def transform(self, step: Transform) -> None:
        """After a map, G is known where its pull-back G S was; sigma is the sign between the two."""
        where, form = coordinates_of(step.systems), symplectic_form(len(step.systems))
        matrix = np.array(step.matrix, dtype=np.int64)
        back = form @ matrix.T @ form.T % 2
        self.rows[:, where] = self.rows[:, where] @ back % 2
        _, signs = image_sign(matrix, self.rows[:, where])
        self.defects = (self.defects + signs) % 2

    def measure(self, variable: Matrix) -> int:
        """The defect of the outcome; afterwards the variable is known, and what does not commute with it is not."""
        clashing = np.flatnonzero(bracket_rows(self.rows, variable[None, :])[:, 0] % 2)
        if clashing.size:
            first, others = clashing[0], clashing[1:]
            if others.size:
                signs = beta(self.rows[others], self.rows[first])
                self.defects[others] = (self.defects[others] + self.defects[first] + signs) % 2
                self.rows[others] = self.rows[others] ^ self.rows[first]
            kept = np.arange(len(self.rows)) != first
            self.rows, self.defects = self.rows[kept], self.defects[kept]
        elif len(self.rows) and (known := solve(self.rows.T, variable, 2)) is not None:
            return int(self.products(known[None, :])[1][0])
        elif not variable.any():  # a constant
            return 0
        self.know(variable[None, :])
        return 0
