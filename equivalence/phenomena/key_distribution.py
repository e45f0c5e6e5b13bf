"""Key distribution: who listens in is noticed. Secrets can be shared, and bits cannot be committed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from equivalence.engine.parts import theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.odd.proof import theorem
from equivalence.theorems.phenomena.key_distribution import every_state, interception, overlap
from equivalence.theorems.phenomena.mode_bounds import listeners
from equivalence.theorems.phenomena.shared_secrets import commitment, sharing

from .judges import all_uniform, all_zero, both, chances, variances
from .phenomenon import Phenomenon, Run, certain, uniform


def universal(context: Context) -> Iterator[Check]:
    """The entropic bound and its quantum side, interception in every number of bases, secrets and commitments."""
    yield overlap()
    yield theorem()
    for d in (2, 3) if context.full else (2,):
        yield every_state(d)
        yield commitment(d)
    yield interception()
    yield sharing()
    yield listeners()


def spread(error: Fraction, d: int) -> dict[int, Fraction]:
    """An error that is equally often every value that is wrong."""
    return {0: 1 - error, **dict.fromkeys(range(1, d), error / (d - 1))}


PHENOMENON = Phenomenon(
    name="key-distribution",
    item="key distribution",
    pictured=("key-distribution-trits.toy", "key-distribution-trits-control.toy"),
    slide="Categorizing quantum phenomena",
    order=150,
    statement="In every state of A, B and E, for every d, H(X_A|E) + H(P_A|B) >= log d; who intercepts and resends "
    "in one of k complementary bases makes (k - 1)(d - 1)/(kd) of the sifted key wrong (d = 2, 3, 5, every k from "
    "2 to d + 1), in both theories. For modes the variances of E's error of X_A and of B's of P_A multiply to "
    "hbar^2/4 at least. Secret sharing arises for every d; a commitment by a pure state of two systems (bits; "
    "trits in the long form) can always be changed afterwards.",
    standing={"bits": "arises", "trits": "arises", "dits": "arises", "modes": "arises"},
    puzzle="A key can be agreed on over a line that anybody may tap, and that nobody did is seen by the key itself. No "
    "classical message is safe from being read on its way.",
    story="The key is a value of x or of p of a system that has both. Eve's reading of x kicks p: of the keys that "
    "were sent as p she makes a fraction wrong. She cannot keep a copy either, and what she can share with the "
    "system is bounded by brackets. All of this needs only that measuring disturbs, and that nobody is able to do "
    "better.",
    runs=(
        Run(
            "key-distribution-trits.toy",
            "two bases, trits: a third of the sifted key is wrong",
            chances("error", spread(Fraction(1, 3), 3)),
            follow={"key": 1, "alice": 1, "bob": 1, "eve": 0, "b": 0},
        ),
        Run(
            "key-distribution-bits.toy",
            "two bases, bits: a quarter is wrong",
            chances("error", spread(Fraction(1, 4), 2)),
        ),
        Run(
            "key-distribution-bits-three.toy",
            "three bases, bits: a third is wrong",
            chances("error", spread(Fraction(1, 3), 2)),
        ),
        Run(
            "key-distribution-trits-pairs.toy",
            "a key from shared pairs",
            both(uniform("a"), certain("error", 0)),
        ),
        Run(
            "secret-sharing-trits.toy",
            "a secret that two have together and neither alone",
            both(all_uniform("secret", "alone"), certain("together", 0)),
        ),
        Run(
            "secret-sharing-bits-signs.toy",
            "bits: two of three reading X + P, the secret comes out opposite on qubits",
            certain("together", 0),
            quantum=certain("together", 1),
        ),
        Run("key-distribution-modes.toy", "modes: three times the noise", variances({"error": 1.5})),
        Run("key-distribution-modes-control.toy", "modes without Eve", variances({"error": 0.5}), control=True),
        Run("bit-commitment-trits.toy", "who keeps a partner is never caught", certain("caught", 0)),
        Run(
            "bit-commitment-trits-control.toy",
            "who does not has to guess",
            all_uniform("caught"),
            control=True,
        ),
        Run(
            "key-distribution-trits-control.toy",
            "one basis: Eve knows all and nothing is wrong",
            all_zero("error", "unknown"),
            control=True,
        ),
    ),
    universal=universal,
    parts=(
        theory("the entropic bound in the toy theory, every d and every state", "bound"),
        theory("quantum theory, every odd d: both predict the same", "theorem"),
        theory("qubits: the bound and equal entropies in every state of three", "states-*"),
        theory("error rates under interception, both theories", "interception"),
        theory("secret sharing, every d", "sharing"),
        theory("modes: errors of two estimates", "listeners-of-modes"),
        theory("commitments can be changed, both theories", "commitment-*"),
    ),
    limit="No Bell inequality is violated, so no key is safe if the devices are not trusted: the ontic state would be "
    "a perfect copy. Bit commitment does not arise, as in quantum theory. On qubits the signs of X + P differ, which "
    "users have to agree on and which costs nothing.",
    reading="Security is against what the theory allows. Rates are exact for interception and resending; the bound "
    "is for any state shared with E, and mixtures. Rates of protocols with privacy amplification are not computed.",
    references=(
        "C. Bennett, G. Brassard, Proc. IEEE Int. Conf. Computers, Systems and Signal Processing, 175 (1984)",
        "R. Spekkens, arXiv:1409.5041",
        "N. Cerf, M. Bourennane, A. Karlsson, N. Gisin, Phys. Rev. Lett. 88, 127902 (2002)",
        "F. Grosshans, P. Grangier, Phys. Rev. Lett. 88, 057902 (2002)",
        "M. Berta, M. Christandl, R. Colbeck, J. Renes, R. Renner, Nature Physics 6, 659 (2010)",
        "M. Hillery, V. Buzek, A. Berthiaume, Phys. Rev. A 59, 1829 (1999)",
        "D. Mayers, Phys. Rev. Lett. 78, 3414 (1997); H.-K. Lo, H. F. Chau, Phys. Rev. Lett. 78, 3410 (1997)",
    ),
)
