"""The early slides, with the two lists of phenomena; and the theorems, which claims of their own carry."""

from __future__ import annotations

from .entry import Entry

SUMMARY = (
    Entry(
        "restriction",
        "restriction",
        "A classical statistical theory with a fundamental restriction gives a large part of quantum theory.",
        elsewhere=("trits.", "dits.", "bits.", "liouville.", "gaussian."),
        note="The sum of the talk; how large a part, and where it ends, is what all other entries say.",
    ),
    Entry(
        "theories",
        "theories",
        "The restricted theories of mechanics, bits and trits are Gaussian, nearly qubit and qutrit stabilizer theory.",
        elsewhere=("gaussian.", "bits.", "trits."),
        reading="Gaussian with the classical uncertainty principle as the restriction; with classical complementarity "
        "it is "
        "quadrature quantum mechanics, as the third version of this table says.",
    ),
)

PHENOMENA = (
    Entry(
        "includes",
        "includes",
        "The theories include most phenomena, tasks, entanglement theory and formalism of the list.",
        why="Each item is decided by a claim of its own, for bits, trits, other d and modes separately.",
        unrun="item by item",
    ),
    Entry(
        "categories",
        "categories",
        "The phenomena of the left list arise in restricted theories, those of the right one do not.",
        why="Each item is decided by a claim of its own, for bits, trits, other d and modes separately.",
        unrun="item by item",
    ),
    Entry(
        "categories-again",
        "categories-again",
        "The same lists again, with remarks over them; one item of the left list is covered.",
        why="Each item is decided by a claim of its own, for bits, trits, other d and modes separately.",
        unrun="item by item",
    ),
)

TABLES = (
    Entry(
        "theories-again",
        "theories-again",
        "The table of theories again.",
        elsewhere=("gaussian.", "bits.", "trits."),
        reading="Gaussian with the classical uncertainty principle as the restriction.",
    ),
    Entry(
        "theories-quadrature",
        "theories-quadrature",
        "With classical complementarity the restricted theory of mechanics is quadrature quantum mechanics.",
        elsewhere=("liouville.", "bits.", "trits."),
    ),
    Entry(
        "building-upon",
        "building-upon",
        "The work that the talk builds upon.",
        why="A list of references, which asserts nothing that can be run.",
    ),
)

LIOUVILLE = (
    Entry(
        "liouville-states",
        "liouville-states",
        "The valid states of one and of two continuous degrees of freedom.",
        elsewhere=("liouville.quadrature",),
        note="The pictures are not in the talk's text, and of continuous states they are not drawn again.",
    ),
)

WIGNER = (
    Entry(
        "wigner-representation",
        "wigner-representation",
        "The equivalence is found in the Wigner representation.",
        elsewhere=("trits.states", "dits.states", "gaussian.states"),
    ),
    Entry(
        "quadrature-space",
        "quadrature-space",
        "The phase space of mechanics is R^2n.",
        why='A definition, already checked on the slide "Continuous degrees of freedom".',
    ),
)

THEOREMS = (
    Entry(
        "liouville-theorem",
        "liouville-theorem",
        "Restricted Liouville mechanics is empirically equivalent to quadrature quantum mechanics.",
        elsewhere=("liouville.",),
        reading="That equivalence of measurements and transformations follows from that of states needs parts of "
        "larger "
        "systems: P -> -P keeps all states of one trit (`talk.transformations`) and is no unitary.",
    ),
    Entry(
        "qutrit-theorem",
        "qutrit-theorem",
        "The restricted statistical theory of trits is empirically equivalent to the stabilizer theory of qutrits.",
        elsewhere=("trits.",),
        reading="As before, states of all numbers of systems are meant.",
    ),
)
