"""What to say about a text that does not fit the grammar: what was expected, and what would be right.

Each statement brings its examples and hints; here is what several share.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

EXPECTED = {  # by rule
    "count": "a number of systems",
    "kind": "`bits`, `trits`, `dits` or `modes`",
    "setting": "`d=` or `hbar=`",
    "assignment": "`d=` or `hbar=`",
    "parameter": "`d` or `hbar`",
    "knowns": "a known variable and its value",
    "known": "a known variable and its value",
    "variables": "a variable",
    "several": "a variable",
    "variable": "a variable",
    "whole_variable": "a variable",
    "whole_knowns": "a known variable and its value",
    "term": "a coordinate such as X1 or P2, or a number",
    "image": "a coordinate such as X1 or P2",
    "shift": "a coordinate such as X1 or P2",
    "coordinates": "a coordinate such as X1 or P2",
    "coordinate": "a coordinate such as X1 or P2",
    "letters": "X or P",
    "letter": "X or P",
    "weights": "a displacement and its probability, such as 1: 0.1",
    "weight": "a displacement and its probability, such as 1: 0.1",
    "probability": "a probability such as 0.9 or 9/10",
    "real": "a number",
    "numbers": "the number of a system",
    "range": "the number of a system",
    "number": "the number of a system",
    "rounds": "a number of rounds",
    "names": "the name of an outcome",
    "named": "the name of an outcome",
    "name": "the name of an outcome",
    "references": "the name of an outcome",
    "reference": "the name of an outcome",
    "equations": "the name of an outcome",
    "equation": "the name of an outcome",
    "arrow": "`->`",
    "equals": "`=`",
    "colon": "`:`",
    "by": "`by`",
    "as": "`as`",
    "at": "`at`",
    "of": "`of`",
    "normal": "`normal`",
    "close": "`)`",
    "means": "`means`",
    "covariance": "`covariance`",
    "matrix_word": "`matrix`",
    "noise_word": "`noise`",
    "of_variance": "`variance`",
}
"""What a rule of the grammar reads; what is missing here can only be followed by a comma or the end."""

END = "the end of the line"

EXPECTED_OVER = {
    "Z": {
        "value": "an integer",
        "values": "an integer",
        "expression": "an integer or an earlier outcome",
        "part": "an integer or an earlier outcome",
    },
    "R": {
        "value": "a number",
        "values": "a number",
        "matrix": "a number",
        "expression": "a number or an earlier outcome",
        "part": "a number or an earlier outcome",
        "variance": "a coordinate such as X1 or P2",
        "semicolon": f"`,`, `;` or {END}",
    },
}
"""What differs between integers and real numbers."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A mistake that people make: told where `before` ends at the error and `after` begins there."""

    before: str
    after: str
    problem: str
    mend: str


_LINEAR = "variables are linear: write a sum such as X1 - 2P2"
RESIDUES = "use integers, which are reduced modulo d"

_SUMS = (
    Hint(r"[\w)]\s*", r"\^|\*\*", "a power is not linear", _LINEAR),
    Hint(r"[XP]\d*\s*", r"\*\s*[XP]|\(", "a product of coordinates is not linear", _LINEAR),
)
_EQUATIONS = (
    Hint(
        r"=\s*[+-]?\s*\d+\s+",
        r"[XP\d][^,=]*=",
        "a comma is missing between two known variables",
        "write for instance `prepare X1 - X2 = 0, P1 + P2 = 0`",
    ),
    Hint(
        r"=[^,=]*",
        r"[XP]|[+*-]\s*\d*\s*\*?\s*[XP]",
        "a variable to the right of `=`",
        "bring the variables to the left and leave a number, as in X1 - X2 = 0",
    ),
)
_FACTORS = (
    Hint(
        r"[XP]\d*\s*",
        r"[XP]",
        "two coordinates without a sign between them; their product is not linear",
        "write `+` or `-` between them, or a comma between two variables",
    ),
    Hint(r"[XP]\d*\s*", r"\*?\s*\d", "a number behind a coordinate", "write it in front, as in 2X1"),
)
NOT_INTEGER = Hint(r"\d\s*", r"[./]", "a number that is not an integer", RESIDUES)
_RESIDUES = (Hint(r"[XP]\d*\s*", r"/", "division of a coordinate", RESIDUES), NOT_INTEGER)
_BRACKETS = (Hint(r"", r"[(\[{]", "brackets are not part of the notation", "multiply out, as in 2X1 + 2P1"),)

INDEX = Hint(
    r"",
    r"\[",
    "a name gets its index from the rounds, not where it is made",
    "name it s inside of `repeat`; outside it is s[1], s[2], ...",
)
"""The mistake of naming an outcome s[1]."""

COORDINATES = (
    Hint(r"", r"[xp](?:\d+\b|\b)", "coordinates have capital letters", "write X1, P1"),
    Hint(r"", r"[XP](?!\d*\b)\w", "a coordinate is X or P and the number of a system", "write X1, P1"),
    Hint(r"[XP]\d*", r"[\u2080-\u2089]", "systems are numbered with ordinary digits", "write X1, P1"),
)
"""Mistakes in single coordinates."""

VARIABLES = {
    "Z": (*_SUMS, *_FACTORS, *_RESIDUES, *_BRACKETS, *COORDINATES),
    "R": (*_SUMS, *_FACTORS, *_BRACKETS, *COORDINATES),
}
"""Mistakes in variables."""

KNOWNS = {
    "Z": (*_SUMS, *_EQUATIONS, *_FACTORS, *_RESIDUES, *_BRACKETS, *COORDINATES),
    "R": (*_SUMS, *_EQUATIONS, *_FACTORS, *_BRACKETS, *COORDINATES),
}
"""Mistakes in known variables."""

NUMBERS = (
    Hint(r"(?:\d|pi)\s*", r"\^|\*", "powers and products are not part of it", "write the number"),
    Hint(r"\d\s*", r"\*?\s*(?:deg|°)", "angles are in radians", "write pi/4 for 45 degrees"),
)
"""Mistakes in the numbers of maps and channels."""

EVERYWHERE_FIRST = {
    "Z": (),
    "R": (
        Hint(r"", r"(?:nan|inf|infinity)\b", "not a finite number", "give a finite number"),
        Hint(
            r"",
            r"(?:sqrt|cos|sin|exp|tan)\b",
            "functions are not part of the notation",
            "write the number, as in 0.70710678118654752; pi may be a factor",
        ),
    ),
}
EVERYWHERE_LAST = (Hint(r"=\s*", r"=", "a double `=`", "write a single `=`"),)
"""Mistakes in any statement, told before and after those of the statement itself."""


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
    """What is told of a line of one topic (a statement, or a kind of notation) that does not fit.

    Attributes
    ----------
    example : a correct line.
    hints : the first that fits is told.
    at_end : what may follow where it could end.
    expected : rule of the grammar -> what it reads, where it differs from `EXPECTED`.
    """

    example: str
    hints: tuple[Hint, ...] = ()
    at_end: str = f"`,` or {END}"
    expected: Mapping[str, str] | None = None


def explain(advice: Advice, line: str, position: int, rule: str, over: str) -> tuple[str, str]:
    """(problem, mend) for a line that stops fitting the grammar at a position.

    Parameters
    ----------
    rule : name of the rule that did not fit there.
    over : "Z" or "R".

    >>> explain(Advice("X1 - 2P2", VARIABLES["Z"]), "X1*P1", 2, "end", "Z")[0]
    'a product of coordinates is not linear'
    """
    before, after = line[max(0, position - 60) : position], line[position : position + 60]
    for hint in (*EVERYWHERE_FIRST[over], *advice.hints, *EVERYWHERE_LAST):
        if re.match(hint.after, after) and re.search(f"(?:{hint.before})\\Z", before):
            return hint.problem, hint.mend
    at_end = "`,` or " + END if " as " in before else advice.at_end
    words = (advice.expected or {}).get(rule) or EXPECTED_OVER[over].get(rule) or EXPECTED.get(rule) or at_end
    return f"expected {words}, found {_found(line, position)}", f"write for instance `{advice.example}`"


def unknown_statement(
    word: str, line: str, position: int, statements: Sequence[str], elsewhere: Mapping[str, tuple[str, str]]
) -> tuple[str, str]:
    """(problem, mend) for a line that begins with no statement.

    Parameters
    ----------
    statements : of the kind of systems declared.
    elsewhere : statements for other kinds of systems -> (those kinds, what to write instead).
    """
    listed = f"the statements are {', '.join(statements)}"
    if word in elsewhere:
        kind, instead = elsewhere[word]
        return f"`{word}` is a statement for {kind}", f"{instead}; {listed}"
    if not word:
        return f"a statement begins with a word, found {_found(line, position)}", listed
    near = difflib.get_close_matches(word[:40].lower(), statements, n=1)
    return f"`{shorten(word)}` is not a statement", f"did you mean `{near[0]}`? {listed}" if near else listed
