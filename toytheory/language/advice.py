"""What to say about a text that does not fit the grammar: what was expected, and what would be right."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

EXAMPLES = {
    "system": "system 2 trits",
    "prepare": "prepare X1 - X2 = 0, P1 + P2 = 0",
    "transform": "transform X1 -> P1, P1 -> -X1",
    "fourier": "fourier 1",
    "phase": "phase 1",
    "sum": "sum 1 2",
    "cphase": "cphase 1 2",
    "swap": "swap 1 2",
    "multiply": "multiply 1 by 2",
    "displace": "displace X2 by a - b, P2 by 1",
    "measure": "measure P1, X2 as b, c",
    "noise": "noise X1, P1 by 0,0: 9/10, 1,0: 1/10",
    "condition": "condition a = 0",
    "discard": "discard 2",
    "whole_variable": "X1 - 2P2 + 1",
    "whole_real_variable": "X1 - 0.5P2 + 1",
    "whole_knowns": "X1 - X2 = 0, P1 + P2 = 0",
    "whole_real_knowns": "X1 - X2 = 0.5, P1 + P2 = 0",
}
"""A correct example for each statement and each kind of notation."""

STATEMENTS = tuple(word for word in EXAMPLES if not word.startswith("whole"))
"""The statements of this version."""

PLANNED = frozenset("repeat end detector observable".split())
"""Statements that later versions have."""

_DECLARE = "declare modes, as in `system 2 modes (hbar=1)`"

MODES_ONLY = {
    **dict.fromkeys(
        ("rotate", "beamsplitter", "two-mode-squeeze", "loss", "thermal-loss", "amplify", "heterodyne"), _DECLARE
    ),
    "squeeze": f"write `multiply 1 by 2`, or {_DECLARE}",
    "shear": f"write `phase 1`, or {_DECLARE}",
}
"""Statements that only modes have, and what to do instead."""

EXPECTED = {  # by rule, without the prefixes whole_ and real_
    "count": "a number of systems",
    "kind": "`bits`, `trits`, `dits` or `modes`",
    "setting": "`d=` or `hbar=`",
    "assignment": "`d=` or `hbar=`",
    "parameter": "`d` or `hbar`",
    "knowns": "a known variable and its value",
    "known": "a known variable and its value",
    "variables": "a variable",
    "variable": "a variable",
    "term": "a coordinate such as X1 or P2, or a number",
    "image": "a coordinate such as X1 or P2",
    "shift": "a coordinate such as X1 or P2",
    "coordinates": "a coordinate such as X1 or P2",
    "coordinate": "a coordinate such as X1 or P2",
    "expression": "an integer or an earlier outcome",
    "part": "an integer or an earlier outcome",
    "weight": "a displacement and its probability, such as 1: 0.1",
    "integers": "an integer",
    "integer": "an integer",
    "probability": "a probability such as 0.9 or 9/10",
    "real": "a number",
    "signed_real": "a number",
    "numbers": "the number of a system",
    "number": "the number of a system",
    "names": "the name of an outcome",
    "name": "the name of an outcome",
    "equation": "the name of an outcome",
    "arrow": "`->`",
    "equals": "`=`",
    "colon": "`:`",
    "by": "`by`",
    "close": "`)`",
}

END = "the end of the line"
AT_END = {
    "system": END,
    **dict.fromkeys(("fourier", "phase", "sum", "cphase", "swap"), END),
    "multiply": f"`by` or {END}",
    "measure": f"`,`, `as` or {END}",
    "whole_variable": "`+`, `-` or the end",
    "whole_real_variable": "`+`, `-` or the end",
    "whole_knowns": "`,` or the end",
    "whole_real_knowns": "`,` or the end",
}

_LINEAR = "variables are linear: write a sum such as X1 - 2P2"
_TO_THE_LEFT = "bring the variables to the left and leave a number, as in X1 - X2 = 0"
_RESIDUES = "use integers, which are reduced modulo d"
_SYSTEM = frozenset(("system",))
_TRANSFORM = frozenset(("transform",))
_DISPLACE = frozenset(("displace",))
_NOISE = frozenset(("noise",))
_CONDITION = frozenset(("condition",))
_MEASURE = frozenset(("measure",))
_KNOWN = frozenset(("prepare", "whole_knowns", "whole_real_knowns"))
_REAL = frozenset(("whole_real_variable", "whole_real_knowns"))
_VARIABLES = _KNOWN | _REAL | _TRANSFORM | _MEASURE | {"whole_variable"}
_COORDINATES = _VARIABLES | _DISPLACE | _NOISE
_ALL = frozenset(EXAMPLES)


@dataclass(frozen=True, slots=True)
class Hint:
    """A mistake that people make: told where `before` ends at the error and `after` begins there."""

    topics: frozenset[str]
    before: str
    after: str
    problem: str
    mend: str


HINTS = (  # the first that fits is told
    Hint(_VARIABLES, r"[\w)]\s*", r"\^|\*\*", "a power is not linear", _LINEAR),
    Hint(_VARIABLES, r"[XP]\d*\s*", r"\*\s*[XP]|\(", "a product of coordinates is not linear", _LINEAR),
    Hint(
        _KNOWN,
        r"=\s*[+-]?\s*\d+\s+",
        r"[XP\d][^,=]*=",
        "a comma is missing between two known variables",
        "write for instance `prepare X1 - X2 = 0, P1 + P2 = 0`",
    ),
    Hint(_KNOWN, r"=[^,=]*", r"[XP]|[+*-]\s*\d*\s*\*?\s*[XP]", "a variable to the right of `=`", _TO_THE_LEFT),
    Hint(
        _VARIABLES,
        r"[XP]\d*\s*",
        r"[XP]",
        "two coordinates without a sign between them; their product is not linear",
        "write `+` or `-` between them, or a comma between two variables",
    ),
    Hint(_VARIABLES, r"[XP]\d*\s*", r"\*?\s*\d", "a number behind a coordinate", "write it in front, as in 2X1"),
    Hint(_VARIABLES - _REAL, r"[XP]\d*\s*", r"/", "division of a coordinate", _RESIDUES),
    Hint(
        (_VARIABLES | _DISPLACE | _CONDITION) - _REAL, r"\d\s*", r"[./]", "a number that is not an integer", _RESIDUES
    ),
    Hint(_VARIABLES, r"", r"[(\[{]", "brackets are not part of the notation", "multiply out, as in 2X1 + 2P1"),
    Hint(_ALL, r"=\s*", r"=", "a double `=`", "write a single `=`"),
    Hint(_COORDINATES, r"", r"[xp](?:\d+\b|\b)", "coordinates have capital letters", "write X1, P1"),
    Hint(_COORDINATES, r"", r"[XP](?!\d*\b)\w", "a coordinate is X or P and the number of a system", "write X1, P1"),
    Hint(
        _COORDINATES,
        r"[XP]\d*",
        r"[\u2080-\u2089]",
        "systems are numbered with ordinary digits",
        "write X1, P1",
    ),
    Hint(
        _TRANSFORM,
        r"(?:,|transform)\s*",
        r"[\d+-]",
        "left of `->` stands one coordinate without a factor",
        "write for instance `transform X1 -> P1, P1 -> -X1`",
    ),
    Hint(
        _TRANSFORM,
        r"(?:,|transform)\s*[XP]\d*\s*",
        r"[+-][^,>]*->",
        "left of `->` stands one coordinate, not a sum",
        "write for instance `transform X1 -> P1, P1 -> -X1`",
    ),
    Hint(
        _TRANSFORM,
        r"",
        r"=>|=|:|-(?!>)",
        "new values are given with `->`",
        "write for instance `transform X1 -> P1, P1 -> -X1`",
    ),
    Hint(
        _DISPLACE | _NOISE,
        r"[XP]\d*\s*",
        r"[+*-]",
        "only single coordinates are displaced",
        "list them, as in `displace X1 by 1, P1 by 2` or `noise X1, P1 by 0,0: 1/2, 1,2: 1/2`",
    ),
    Hint(_DISPLACE, r"\w\s*", r"\*|\^|[A-Za-z_]", "a product is not linear", "write a sum such as a - 2b + 1"),
    Hint(_DISPLACE, r"\w\s*", r"/", "division of an outcome", _RESIDUES),
    Hint(_DISPLACE, r"", r"[(\[{]", "brackets are not part of the notation", "multiply out, as in 2a - 2b"),
    Hint(_NOISE, r"\d", r"[eE%]", "a probability is a decimal or a fraction", "write 0.001 or 1/1000"),
    Hint(_NOISE, r"", r"[(\[{]", "brackets are not part of the notation", f"write for instance `{EXAMPLES['noise']}`"),
    Hint(
        _MEASURE, r"\bas\b.*", r"as\b", "a second `as`", "name all outcomes at the end, as in `measure P1, X2 as b, c`"
    ),
    Hint(
        _MEASURE,
        r"",
        r"=",
        "a measurement has no value",
        "write `measure X1 as a` and then `condition a = 0` to keep the runs with one value",
    ),
    Hint(
        _CONDITION,
        r"\w\s*",
        r"[+*<>!-]",
        "a condition is on one outcome",
        "measure the combination and write for instance `condition a = 0`",
    ),
    Hint(
        frozenset(("prepare",)),
        r"",
        r"vacuum|gaussian",
        "only modes are prepared in the vacuum or a Gaussian state",
        "write for instance `prepare X1 - X2 = 0, P1 + P2 = 0`",
    ),
    Hint(
        _SYSTEM,
        r"",
        r"qubit|qutrit|qudit",
        "the systems of the toy theory are bits, trits, dits or modes",
        "write for instance `system 2 trits`",
    ),
)


def shorten(text: str, length: int = 24) -> str:
    """Text for a message: at most so many characters, all of them printable.

    >>> shorten("9" * 5000)
    '99999999999999999999...'
    """
    clipped = text if len(text) <= length else text[: length - 4] + "..."
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in clipped)


def _found(line: str, position: int) -> str:
    token = re.match(r"\w+|->|.", line[position : position + 80], re.DOTALL)
    return f"`{shorten(token.group())}`" if token else END


@dataclass(frozen=True, slots=True)
class Advice:
    """What is told of lines that do not fit.

    Attributes
    ----------
    examples : topic -> a correct line.
    hints : the first that fits is told.
    expected : rule, without the prefixes whole_, mode_ and real_ -> what it reads.
    at_end : topic -> what may follow where a statement could end.
    """

    examples: Mapping[str, str]
    hints: tuple[Hint, ...]
    expected: Mapping[str, str]
    at_end: Mapping[str, str]


DISCRETE = Advice(EXAMPLES, HINTS, EXPECTED, AT_END)


def explain(topic: str, line: str, position: int, expected: str, advice: Advice = DISCRETE) -> tuple[str, str]:
    """(problem, mend) for a line that stops fitting the grammar at a position.

    Parameters
    ----------
    topic : the statement, or the kind of notation, that is being read: a key of the advice's examples.
    expected : name of the rule that did not fit there.
    advice : for the kind of systems.

    >>> explain("whole_variable", "X1*P1", 2, "end")[0]
    'a product of coordinates is not linear'
    """
    before, after = line[max(0, position - 60) : position], line[position : position + 60]
    for hint in advice.hints:
        if topic in hint.topics and re.match(hint.after, after) and re.search(f"(?:{hint.before})\\Z", before):
            return hint.problem, hint.mend
    rule = expected.removeprefix("whole_").removeprefix("mode_").removeprefix("real_")
    at_end = "`,` or " + END if " as " in before else advice.at_end.get(topic, f"`,` or {END}")
    words = advice.expected.get(rule) or at_end
    return f"expected {words}, found {_found(line, position)}", f"write for instance `{advice.examples[topic]}`"


def unknown_statement(
    word: str,
    line: str,
    position: int,
    statements: Sequence[str] = STATEMENTS,
    elsewhere: Mapping[str, str] = MODES_ONLY,
) -> tuple[str, str]:
    """(problem, mend) for a line that begins with no statement of this version.

    Parameters
    ----------
    statements : of the kind of systems declared.
    elsewhere : statements for other kinds of systems, and what to write instead.

    >>> unknown_statement("mesure", "mesure X1", 0)[1].startswith("did you mean `measure`?")
    True
    """
    listed = f"the statements are {', '.join(statements)}"
    if word in elsewhere:
        kind = "modes" if elsewhere is MODES_ONLY else "bits, trits and dits"
        return f"`{word}` is a statement for {kind}", f"{elsewhere[word]}; {listed}"
    if word in PLANNED:
        return f"`{word}` is not a statement of this version", listed
    if not word:
        return f"a statement begins with a word, found {_found(line, position)}", listed
    near = difflib.get_close_matches(word[:40].lower(), statements, n=1)
    return f"`{shorten(word)}` is not a statement", f"did you mean `{near[0]}`? {listed}" if near else listed
