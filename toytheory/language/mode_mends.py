"""What to say about a line on modes that does not fit: examples, and the mistakes that people make there."""

from __future__ import annotations

from .advice import END, EXPECTED, HINTS, Advice, Hint

EXAMPLES = {
    "system": "system 2 modes (hbar=1)",
    "prepare": "prepare X1 - X2 = 0.5, P1 + P2 = 0",
    "transform": "transform X1 -> 2X1, P1 -> 0.5P1",
    "rotate": "rotate 1 by pi/4",
    "squeeze": "squeeze 1 by 0.5",
    "beamsplitter": "beamsplitter 1 2 by pi/4",
    "two-mode-squeeze": "two-mode-squeeze 1 2 by 1.2",
    "shear": "shear 1 by 0.3",
    "sum": "sum 1 2 by 0.5",
    "cphase": "cphase 1 2",
    "swap": "swap 1 2",
    "fourier": "fourier 1",
    "displace": "displace X2 by 1.414a - b, P2 by 1",
    "loss": "loss 1 by 0.9",
    "thermal-loss": "thermal-loss 1 by 0.9, 0.5",
    "amplify": "amplify 1 by 2",
    "noise": "noise X1 variance 0.1",
    "measure": "measure X1 - X2, P1 + P2 as b, c",
    "heterodyne": "heterodyne 1 as b, c",
    "condition": "condition a = 0.5",
    "discard": "discard 2",
}
"""A correct example for each statement on modes."""

TOPICS = {
    "prepare vacuum": "prepare vacuum 1, 2",
    "prepare gaussian": "prepare gaussian 1 means 1, 0 covariance 0.5, 0; 0, 0.5",
}
"""Statements of several words: their examples."""

MODE_STATEMENTS = tuple(EXAMPLES)

_DECLARE = "declare bits, trits or dits in the `system` line"

DISCRETE_ONLY = {
    "multiply": f"write `squeeze 1 by 0.5`, which takes X to e^-0.5 X, or {_DECLARE}",
    "phase": f"write `shear 1 by 1`, which takes P to P + X, or {_DECLARE}",
}
"""Statements that modes do not have, and their counterparts."""

_ALL = frozenset((*EXAMPLES, *TOPICS))
_MAPS = frozenset("rotate squeeze beamsplitter two-mode-squeeze shear sum cphase swap fourier".split())
_CHANNELS = frozenset(("loss", "thermal-loss", "amplify"))
_OVER_THE_INTEGERS = ("modulo d", "1/1000", "2a - 2b", "a - 2b + 1", "noise X1, P1 by", "only modes are prepared")

_HINTS = (  # the first that fits is told
    Hint(
        frozenset(("noise",)),
        r"[XP]\d*\s*",
        r"by\b",
        "noise with listed displacements is not for modes",
        "give a variance, as in `noise X1 variance 0.1`",
    ),
    Hint(
        frozenset(("displace", "noise")),
        r"[XP]\d*\s*",
        r"[+*-]",
        "only single coordinates are displaced",
        "list them, as in `displace X1 by 1, P1 by 2` or `noise X1 variance 0.1, P1 variance 0.2`",
    ),
    Hint(frozenset(("displace",)), r"", r"[(\[{]", "brackets are not part of the notation", "multiply out"),
    Hint(frozenset(("displace",)), r"\w\s*", r"\*|\^|[A-Za-z_]", "a product is not linear", "write a sum: a/2 - b + 1"),
    Hint(frozenset(("displace",)), r"\w\s*", r"/\s*[A-Za-z_]", "a quotient is not linear", "divide by a number: a/2"),
    Hint(frozenset(("displace",)), r"\d\s*", r"\.", "a number with two points", "write for instance 0.5"),
    Hint(
        frozenset(("prepare gaussian",)),
        r"(?:means|covariance)\s*",
        r"[(\[{]",
        "brackets are not part of the notation",
        f"separate rows by `;`, as in `{TOPICS['prepare gaussian']}`",
    ),
    Hint(_MAPS | _CHANNELS, r"(?:\d|pi)\s*", r"\^|\*", "powers and products are not part of it", "write the number"),
    Hint(_ALL, r"", r"(?:nan|inf|infinity)\b", "not a finite number", "give a finite number"),
    Hint(
        _ALL,
        r"",
        r"(?:sqrt|cos|sin|exp|tan)\b",
        "functions are not part of the notation",
        "write the number, as in 0.70710678118654752; pi may be a factor",
    ),
    Hint(_MAPS | _CHANNELS, r"\d\s*", r"\*?\s*(?:deg|°)", "angles are in radians", "write pi/4 for 45 degrees"),
)

MODES = Advice(
    EXAMPLES | TOPICS,
    _HINTS + tuple(h for h in HINTS if not any(mark in h.problem + h.mend for mark in _OVER_THE_INTEGERS)),
    EXPECTED
    | {
        "prepare": "a known variable, `vacuum` or `gaussian`",
        "knowns": "a known variable, `vacuum` or `gaussian`",
        "vacuum": "a known variable, `vacuum` or `gaussian`",
        "gaussian": "a known variable, `vacuum` or `gaussian`",
        "expression": "a number or an earlier outcome",
        "part": "a number or an earlier outcome",
        "integer": "a number",
        "reals": "a number",
        "matrix": "a number",
        "means": "`means`",
        "covariance": "`covariance`",
        "variance": "a coordinate such as X1 or P2",
        "of_variance": "`variance`",
        "semicolon": f"`,`, `;` or {END}",
    },
    {
        "system": END,
        **dict.fromkeys(("swap", "fourier"), END),
        **dict.fromkeys(_MAPS - {"swap", "fourier"}, f"`by` or {END}"),
        "measure": f"`,`, `as` or {END}",
        "heterodyne": f"`as` or {END}",
        "prepare gaussian": f"`,`, `;` or {END}",
    },
)
