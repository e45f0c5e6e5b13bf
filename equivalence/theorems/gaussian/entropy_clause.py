"""Without maximal entropy the uncertainty principle allows distributions that are no quantum state's Wigner function.

|W| <= 1 / (pi hbar)^n, since W(m) = tr(rho parity_m) / (pi hbar)^n with the displaced parity, whose eigenvalues are +1
and -1. A distribution with the moments of the vacuum may exceed that.
"""

from __future__ import annotations

from typing import Any

from equivalence.engine.verdict import Check


def two_discs(inner: Any = None) -> dict[str, Any]:
    """Half of it uniform on a disc of radius^2 hbar/4, half on one so large that the variances are hbar/2.

    Parameters
    ----------
    inner : radius^2 of the small disc, in units of hbar; 1/4 by default.

    >>> found = two_discs()
    >>> str(found["variance"]), str(found["density"])
    ('hbar/2', '32/(15*pi*hbar)')
    """
    import sympy as sp

    hbar, r = sp.symbols("hbar r", positive=True)
    small = hbar * (sp.Rational(1, 4) if inner is None else inner)
    large = 4 * hbar - small  # the mean square radius is then hbar, as for the vacuum
    inside = sp.Rational(1, 2) / (sp.pi * small) + sp.Rational(1, 2) / (sp.pi * large)
    parts = [(inside, 0, sp.sqrt(small)), (sp.Rational(1, 2) / (sp.pi * large), sp.sqrt(small), sp.sqrt(large))]

    def average(f: Any) -> Any:
        return sp.simplify(sum(sp.integrate(f * height * 2 * sp.pi * r, (r, a, b)) for height, a, b in parts))

    logs = [sp.expand_log(sp.log(height), force=True) for height, *_ in parts]
    entropy = -sum(
        sp.integrate(height * 2 * sp.pi * r, (r, a, b)) * log for (height, a, b), log in zip(parts, logs, strict=True)
    )
    return {
        "norm": average(1),
        "variance": average(r**2 / 2),
        "density": sp.simplify(inside),
        "bound": 1 / (sp.pi * hbar),
        "entropy": sp.simplify(entropy),
        "gaussian entropy": 1 + sp.log(sp.pi * hbar),
        "hbar": hbar,
    }


def entropy_clause_is_needed(inner: Any = None) -> Check:
    """The two discs have allowed moments, a density above the bound, and less entropy than the Gaussian."""
    import sympy as sp

    found = two_discs(inner)
    hbar = found["hbar"]
    excess = sp.simplify(found["density"] / found["bound"])
    gap = sp.simplify(sp.expand_log(found["gaussian entropy"] - found["entropy"], force=True).subs(hbar, 1))
    holds = found["norm"] == 1 and sp.simplify(found["variance"] - hbar / 2) == 0 and bool(excess > 1) and bool(gap > 0)
    witness = {
        "distribution": "half uniform on the disc of radius^2 hbar/4, half on that of radius^2 15 hbar/4",
        "variance of x and of p": str(found["variance"]),
        "density over 1/(pi hbar)": str(excess),
        "entropy below the Gaussian's by": f"{float(gap):.6f}",
    }
    scope = "one mode exactly, every hbar; products of it for n modes"
    return Check("theorem", scope, 4, "holds" if holds else "fails", "entropy-clause-is-needed", witness)
