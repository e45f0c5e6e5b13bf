"""Texts that must be refused: where, and words of the problem and of the mend."""

from __future__ import annotations

from typing import NamedTuple


class Refused(NamedTuple):
    text: str
    line: int
    column: int
    problem: str
    mend: str


def after(declaration: str, *cases: tuple[str, int, str, str]) -> list[Refused]:
    """Cases whose last line is refused, after lines that are in order."""
    refused = []
    for statement, column, problem, mend in cases:
        text = f"{declaration}\n{statement}"
        refused.append(Refused(text, text.count("\n") + 1, column, problem, mend))
    return refused


FILES = [
    Refused("", 1, 1, "no `system` line: the text is empty", "system 2 trits"),
    Refused(" \r\n\t\n", 1, 1, "the text is empty", "begin with"),
    Refused("# nothing\n\n # more", 1, 1, "nothing but comments", "begin with"),
    Refused("prepare X1 = 0", 1, 1, "`prepare` stands before the `system` line", "begin with"),
    Refused("# first\n  fourier 1\nsystem 1 bit", 2, 3, "`fourier` stands before", "system 2 trits"),
    Refused("quantum 1", 1, 1, "`quantum` is not a statement", "begin with a line such as `system 2 trits`"),
    Refused("system 1 bit\nfourier 1\n system 1 bit", 3, 2, "a second `system` line", "the first is in line 1"),
    Refused("system 1 bit\r\nfourier 1\r\nfourier 2", 3, 9, "no system 2", "only system 1"),
    Refused("system 1 bit\rfourier 1\rfourier 2", 3, 9, "no system 2", "only system 1"),
    Refused("system 1 bit\nmeasure X\0", 2, 10, "NUL", "UTF-8"),
    Refused("\0", 1, 1, "NUL", "UTF-8"),
    Refused("\ufeffsystem 1 bit\nfourier 2", 2, 9, "no system 2", "only system 1"),
]

SYSTEMS = [
    Refused(f"system {rest}", 1, column, problem, mend)
    for rest, column, problem, mend in (
        ("", 8, "expected a number of systems, found the end", "system 2 trits"),
        ("2", 9, "expected `bits`, `trits`, `dits` or `modes`, found the end", "system 2 trits"),
        ("two trits", 8, "expected a number of systems, found `two`", "system 2 trits"),
        ("-1 bits", 8, "expected a number of systems, found `-`", "system 2 trits"),
        ("2.5 bits", 9, "found `.`", "system 2 trits"),
        ("2 qubits", 10, "bits, trits, dits or modes", "system 2 trits"),
        ("2 widgets", 10, "found `widgets`", "system 2 trits"),
        ("0 trits", 8, "0 systems", "at least one"),
        ("0 dits d=5", 8, "0 systems", "at least one"),
        ("1" + "0" * 30 + " bits", 8, "10000000000000000000... systems are too many", "at most 1048576"),
        ("2000000 bits", 8, "too many", "at most 1048576"),
        ("3 dits", 10, "dits need their d", "system 3 dits d=5"),
        ("3 dits d=1", 15, "d = 1 is not an integer from 2 to 1048576", "d >= 2"),
        ("3 dits d=0", 15, "d = 0", "d >= 2"),
        ("3 dits d=2.5", 15, "d = 2.5 is no dimension", "integer from 2"),
        ("3 dits d=5/2", 15, "d = 5/2 is no dimension", "integer from 2"),
        ("3 dits d=1048577", 15, "d = 1048577 is no dimension", "1048576"),
        ("3 dits (d=" + "9" * 5000 + ")", 16, "d = 99999999999999999999... is no dimension", "1048576"),
        ("3 dits d=-5", 17, "found `-`", "write for instance"),
        ("3 dits (d=5", 19, "expected `)`", "write for instance"),
        ("3 dits 5", 15, "expected the end of the line, found `5`", "write for instance"),
        ("3 dits hbar=1", 10, "dits need their d", "d=5"),
        ("3 dits d=5 hbar=1", 19, "expected the end of the line", "system 2 trits"),
        ("2 trits d=5", 16, "trits do not have d = 5", "dits d=5"),
        ("2 bits hbar=1", 15, "bits have no hbar", "leave hbar out"),
        ("2 modes d=3", 16, "no d", "hbar=1"),
        ("2 modes hbar=0", 16, "positive hbar", "hbar=1"),
        ("2 modes (hbar=1e999)", 17, "positive hbar", "hbar=1"),
        ("2 trits please", 16, "expected the end of the line, found `please`", "system 2 trits"),
    )
]

MODES = [
    Refused(f"system 2 modes\n{line}", 2, column, "experiments on modes cannot be run by this version", "bits, trits")
    for line, column in (("prepare vacuum 1", 1), ("  rotate 1 by 0.5", 3), ("fourier 1", 1), ("nonsense", 1))
]

STATEMENTS = after(
    "system 2 trits",
    ("mesure X1", 1, "`mesure` is not a statement", "did you mean `measure`?"),
    ("Prepare X1 = 0", 1, "`Prepare` is not a statement", "did you mean `prepare`?"),
    ("\t dispalce X1 by 1", 3, "`dispalce` is not a statement", "did you mean `displace`?"),
    ("measureX1", 1, "`measureX1` is not a statement", "did you mean `measure`?"),
    ("hadamard 1", 1, "`hadamard` is not a statement", "the statements are system, prepare, transform, fourier"),
    ("é" * 50, 1, "is not a statement", "the statements are"),
    ("repeat 3", 1, "`repeat` is not a statement of this version", "the statements are"),
    ("detector a", 1, "`detector` is not a statement of this version", "the statements are"),
    ("two-mode-squeeze 1 2 by 1", 1, "`two-mode-squeeze` is not a statement of this", "the statements are"),
    ("1 fourier", 1, "a statement begins with a word, found `1`", "the statements are"),
    ("-> X", 1, "a statement begins with a word, found `->`", "the statements are"),
    ("measure X1; fourier 1", 11, "expected `,`, `as` or the end of the line, found `;`", "measure P1, X2 as b, c"),
    ("measure X1 \x07", 12, "found `\\u0007`", "write for instance"),
)

NOTATION = after(
    "system 2 trits",
    ("prepare X1^2 = 0", 11, "a power is not linear", "X1 - 2P2"),
    ("prepare X1**2 = 0", 11, "a power is not linear", "X1 - 2P2"),
    ("prepare X1*P1 = 0", 11, "a product of coordinates is not linear", "X1 - 2P2"),
    ("prepare X1(P1) = 0", 11, "a product of coordinates is not linear", "X1 - 2P2"),
    ("prepare X1 P1 = 0", 12, "product is not linear", "comma between two variables"),
    ("measure X1 P1", 12, "product is not linear", "comma between two variables"),
    ("prepare X1P1 = 0", 9, "X or P and the number", "X1, P1"),
    ("prepare X_1 = 0", 9, "X or P and the number", "X1, P1"),
    ("prepare X₁ = 0", 10, "ordinary digits", "X1"),
    ("prepare x1 = 0", 9, "capital letters", "X1"),
    ("measure p", 9, "capital letters", "P1"),
    ("prepare Y1 = 0", 9, "expected a known variable and its value, found `Y1`", "prepare X1 - X2 = 0"),
    ("prepare 2(X1 + P1) = 0", 10, "brackets", "multiply out"),
    ("measure (X1)", 9, "brackets", "multiply out"),
    ("prepare X1 2 = 0", 12, "number behind a coordinate", "2X1"),
    ("prepare X1*2 = 0", 11, "number behind a coordinate", "2X1"),
    ("prepare X1/2 = 0", 11, "division", "modulo d"),
    ("prepare 1/2 X1 = 0", 10, "not an integer", "modulo d"),
    ("measure 0.5X1", 10, "not an integer", "modulo d"),
    ("prepare X1 = 0.5", 15, "not an integer", "modulo d"),
    ("measure X1 +", 13, "expected a coordinate such as X1 or P2, or a number", "measure P1"),
    ("prepare X = 0", 9, "X of which of the 2 systems?", "X1 to X2"),
    ("measure X1 + P", 14, "P of which of the 2 systems?", "P1 to P2"),
    ("measure X0", 9, "there is no system 0", "systems 1 to 2"),
    ("measure X1 + 2X3", 14, "there is no system 3", "systems 1 to 2"),
    ("measure X1 + 3X3", 14, "there is no system 3", "systems 1 to 2"),
    ("measure X1, P" + "9" * 5000, 13, "there is no system 99999999999999999999...", "systems 1 to 2"),
)

PREPARE = after(
    "system 2 trits",
    ("prepare", 8, "expected a known variable and its value, found the end", "prepare X1 - X2 = 0"),
    ("prepare X1", 11, "expected `=`, found the end", "prepare X1 - X2 = 0"),
    ("prepare X1 =", 13, "expected an integer", "prepare X1 - X2 = 0"),
    ("prepare X1 = 0,", 16, "expected a known variable", "prepare X1 - X2 = 0"),
    ("prepare X1 = a", 14, "expected an integer, found `a`", "prepare X1 - X2 = 0"),
    ("prepare X1 == 0", 13, "a double `=`", "single"),
    ("prepare X1 = X2", 14, "a variable to the right of `=`", "to the left"),
    ("prepare X1 = 1 + X2", 16, "a variable to the right of `=`", "to the left"),
    ("prepare X1 = 2X2", 15, "a variable to the right of `=`", "to the left"),
    ("prepare X1 = 0 X2 = 0", 16, "a comma is missing", "prepare X1 - X2 = 0, P1"),
    ("prepare vacuum 1", 9, "only modes", "prepare X1"),
    ("prepare X1 = 0, P1 = 0", 17, "X1 and P1 cannot be known together: [X1, P1] = 1, not 0", "bracket vanishes"),
    ("prepare X1 - X2 = 0, P1 - P2 = 0", 22, "[X1 - X2, P1 - P2] = 2, not 0", "bracket vanishes"),
    ("prepare X2 = 0, P1 = 0, X1 + P2 = 0", 25, "X2 and X1 + P2 cannot be known together", "bracket vanishes"),
    ("prepare X1 = 0, 2X1 = 0", 17, "depends on the variables before it", "leave it out"),
    ("prepare X1 = 0, X2 = 0, X1 + X2 = 0, P1 = 0", 38, "[X1, P1] = 1", "bracket vanishes"),
    ("prepare X1 = 0, X2 = 0, X1 + X2 = 0", 25, "X1 + X2 depends on the variables before it", "leave it out"),
    ("prepare X1 = 0, X2 = 0, X1 + X2 = 1", 25, "X1 + X2 = 1 contradicts the values before it", "leave it out"),
    ("prepare X1 = 0, X1 = 1", 17, "X1 = 1 contradicts the values before it", "leave it out"),
    ("prepare X1 + 1 = 0, X1 = 1", 21, "X1 = 1 contradicts the values before it", "leave it out"),
    ("prepare X1 + 1 = 0, X1 = 2", 21, "X1 depends on the variables before it", "leave it out"),
    ("prepare 3X1 = 0", 9, "0 is a constant modulo 3", "leave it out"),
    ("prepare 3X1 = 1", 9, "0 = 1 is contradictory: modulo 3, 0 is always 0", "a value that it can take"),
    ("prepare X2 = 0, 1 = 1", 17, "1 is a constant modulo 3", "leave it out"),
) + after(
    "system 2 dits d=9",
    ("prepare 3X1 = 1", 9, "3X1 = 1 is contradictory: modulo 9, 3X1 can only be 0, 3, 6", "a value that it can take"),
    ("prepare 3X1 + 1 = 0", 9, "can only be 1, 4, 7", "a value that it can take"),
    ("prepare X1 = 0, 3X1 = 0", 17, "3X1 depends on the variables before it", "leave it out"),
    ("prepare 3X1 = 3, X1 = 0", 18, "X1 = 0 contradicts the values before it", "leave it out"),
    ("prepare 3X1 = 0, P1 = 0", 18, "[3X1, P1] = 3, not 0", "bracket vanishes"),
    ("prepare X1 + 3X2 = 0, 3X1 = 0", 23, "3X1 depends on the variables before it", "leave it out"),
) + after(
    "system 1 dits d=1048576",
    ("prepare 2X = 1", 9, "2X1 can only be 0, 2, 4, 6, 8, 10, 12, 14, ...", "a value that it can take"),
)  # fmt: skip

TRANSFORM = after(
    "system 2 trits",
    ("transform", 10, "expected a coordinate such as X1 or P2", "transform X1 -> P1, P1 -> -X1"),
    ("transform X1", 13, "expected `->`", "transform X1 -> P1"),
    ("transform X1 ->", 16, "expected a variable", "transform X1 -> P1"),
    ("transform X1 = P1", 14, "new values are given with `->`", "transform X1 -> P1"),
    ("transform X1 - > P1", 14, "new values are given with `->`", "transform X1 -> P1"),
    ("transform 2X1 -> X1", 11, "one coordinate without a factor", "transform X1 -> P1"),
    ("transform X1 + P1 -> X1", 14, "one coordinate, not a sum", "transform X1 -> P1"),
    ("transform X1 -> X1^2", 19, "a power is not linear", "X1 - 2P2"),
    ("transform X1 -> P1, X1 -> X1", 21, "X1 is given two new values", "one new value"),
    ("transform X3 -> X1", 11, "there is no system 3", "systems 1 to 2"),
    ("transform X1 -> P1", 1, "[X1, P1] = 1, but the new values have [P1, P1] = 0", "every bracket is kept"),
    ("transform X1 -> 2X1, P1 -> P1", 22, "[X1, P1] = 1, but the new values have [-X1, P1] = 2", "bracket is kept"),
    ("transform X1 -> X1 + X2, P2 -> P1 + P2", 26, "[X1, P2] = 0, but the new values have", "bracket is kept"),
    ("transform X1 -> X2", 1, "not symplectic", "coordinates that are not named stay"),
    ("transform X1 -> X2, P1 -> P2", 1, "not symplectic", "bracket is kept"),
)

MAPS = after(
    "system 2 dits d=9",
    ("fourier", 8, "expected the number of a system, found the end", "fourier 1"),
    ("fourier X1", 9, "expected the number of a system, found `X1`", "fourier 1"),
    ("fourier 1a", 9, "expected the number of a system, found `1a`", "fourier 1"),
    ("fourier 1,", 11, "expected the number of a system", "fourier 1"),
    ("fourier 0", 9, "there is no system 0", "systems 1 to 2"),
    ("phase 3", 7, "there is no system 3", "systems 1 to 2"),
    ("fourier 1 2", 11, "fourier takes one system, not 2", "one system"),
    ("fourier 1 by 2", 14, "fourier takes no multiplier", "fourier 1"),
    ("sum 1", 5, "sum takes 2 systems, not 1", "2 systems"),
    ("sum 2 2", 7, "sum from system 2 to itself", "two different systems"),
    ("cphase 1, 1", 11, "cphase from system 1 to itself", "two different systems"),
    ("swap 1 to 2", 8, "expected the end of the line, found `to`", "swap 1 2"),
    ("multiply 1", 10, "multiply needs a multiplier", "multiply 1 by 2"),
    ("multiply 1 by 3", 15, "3 has no inverse modulo 9", "coprime to 9"),
    ("multiply 1 by 0", 15, "0 has no inverse modulo 9", "coprime to 9"),
    ("multiply 1 by a", 15, "expected an integer, found `a`", "multiply 1 by 2"),
    ("multiply 1 times 2", 12, "expected `by` or the end of the line, found `times`", "multiply 1 by 2"),
)

MEASURE = after(
    "system 2 trits\nmeasure X1 as a",
    ("measure", 8, "expected a variable", "measure P1, X2 as b, c"),
    ("measure X1,", 12, "expected a variable", "measure P1, X2 as b, c"),
    ("measure 1", 9, "1 is a number, not a variable", "X1"),
    ("measure X1 as", 14, "expected the name of an outcome", "measure P1, X2 as b, c"),
    ("measure X1 as b c", 17, "expected `,` or the end of the line, found `c`", "measure P1, X2 as b, c"),
    ("measure X1 as 1a", 15, "expected the name of an outcome, found `1a`", "measure P1"),
    ("measure X1 as é", 15, "expected the name of an outcome, found `é`", "measure P1"),
    ("measure X1 as b, X2 as c", 21, "a second `as`", "at the end"),
    ("measure X1 = 0", 12, "a measurement has no value", "condition a = 0"),
    ("measure X1 as b, c", 15, "2 names for 1 variable", "one name"),
    ("measure X1, X2 as b", 19, "1 name for 2 variables", "one name"),
    ("measure X1, P1 as b, c", 13, "X1 and P1 cannot be measured together: [X1, P1] = 1", "one after the other"),
    ("measure X1 as X2", 15, "'X2' is a coordinate", "a name such as"),
    ("measure X1 as P", 15, "'P' is a coordinate", "a name such as"),
    ("measure X1 as noise", 15, "the keyword 'noise' cannot name an outcome", "noise1"),
    ("measure X1 as repeat", 15, "the keyword 'repeat' cannot name an outcome", "repeat1"),
    ("measure X2 as a", 15, "an outcome named a exists already", "a_2"),
    ("measure X1, X2 as b, b", 22, "an outcome named b exists already", "b_2"),
    ("measure X1 as m1\nmeasure X2", 1, "an outcome named m1 exists already", "m1_2"),
)

DISPLACE = after(
    "system 2 trits\nmeasure X1 as apple",
    ("displace", 9, "expected a coordinate such as X1 or P2", "displace X2 by a - b, P2 by 1"),
    ("displace X1", 12, "expected `by`", "displace X2 by a - b"),
    ("displace X1 by", 15, "expected an integer or an earlier outcome", "displace X2 by a - b"),
    ("displace 1 by 2", 10, "expected a coordinate such as X1 or P2, found `1`", "displace X2 by a - b"),
    ("displace x1 by 2", 10, "capital letters", "X1"),
    ("displace X1 + P1 by 1", 13, "only single coordinates are displaced", "displace X1 by 1, P1 by 2"),
    ("displace X3 by 1", 10, "there is no system 3", "systems 1 to 2"),
    ("displace X1 by 1, P1 by 1, X1 by 2", 28, "X1 is named twice", "once"),
    ("displace X1 by b", 16, "there is no outcome named b at this point", "outcomes so far: apple"),
    ("displace X1 by 1, P2 by apple - 2aple", 33, "no outcome named aple", "did you mean apple?"),
    ("displace X1 by 3b", 16, "no outcome named b", "outcomes so far"),
    ("displace X1 by X2", 16, "X2 is a coordinate, not an outcome", "measure it first"),
    ("displace X1 by apple*apple", 21, "a product is not linear", "a - 2b + 1"),
    ("displace X1 by apple apple", 22, "a product is not linear", "a - 2b + 1"),
    ("displace X1 by apple^2", 21, "a product is not linear", "a - 2b + 1"),
    ("displace X1 by apple/2", 21, "division of an outcome", "modulo d"),
    ("displace X1 by 0.5apple", 17, "not an integer", "modulo d"),
    ("displace X1 by (apple)", 16, "brackets", "multiply out"),
)
DISPLACE.append(Refused("system 1 bit\ndisplace X by a\nmeasure X as a", 2, 15, "no outcome named a", "so far: none"))

NOISE = after(
    "system 2 trits",
    ("noise", 6, "expected a coordinate", "noise X1, P1 by 0,0: 9/10"),
    ("noise X1", 9, "expected `by`", "noise X1, P1 by 0,0: 9/10"),
    ("noise X1 by", 12, "expected a displacement and its probability", "noise X1, P1 by 0,0: 9/10"),
    ("noise X1 by 0.9", 14, "expected `:`, found `.`", "noise X1, P1 by 0,0: 9/10"),
    ("noise X1 by 0:", 15, "expected a probability such as 0.9 or 9/10", "noise X1, P1 by 0,0: 9/10"),
    ("noise X1 by 0: 0.5 1: 0.5", 20, "expected `,` or the end of the line", "noise X1, P1 by 0,0: 9/10"),
    ("noise X1 by 0: 1e-3", 17, "a decimal or a fraction", "1/1000"),
    ("noise X1 by 0: 100%", 19, "a decimal or a fraction", "1/1000"),
    ("noise X1 by (0): 1", 13, "brackets", "noise X1, P1 by 0,0: 9/10"),
    ("noise X1 + P1 by 0: 1", 10, "only single coordinates", "noise X1, P1 by"),
    ("noise X3 by 0: 1", 7, "there is no system 3", "systems 1 to 2"),
    ("noise X1, X1 by 0,0: 1", 11, "X1 is named twice", "once"),
    ("noise X1 by 0: 1/0", 16, "denominator 0", "1/10"),
    ("noise X1 by 0: 1." + "3" * 1001, 16, "too many digits", "at most 1000"),
    ("noise X1 by 0: 0.9", 1, "the probabilities add up to 9/10, not 1", "exactly"),
    ("noise X1 by 0: 0.9, 1: 0.2", 1, "the probabilities add up to 11/10, not 1", "exactly"),
    ("noise X1 by 0: 1/3, 1: 0.3333333333, 2: 1/3", 1, "add up to 29999999999/30000000000", "exactly"),
    ("noise X1 by 0: 1/" + "7" * 99, 1, "add up to about 1.28571428571e-99", "exactly"),
    ("noise X1 by 0: 1.5, 1: -0.5", 13, "the probability 3/2 is not between 0 and 1", "from 0 to 1"),
    ("noise X1 by 0: 0.5, 1: 1, 2: -1/2", 27, "the probability -1/2 is not between", "from 0 to 1"),
    ("noise X1 by 0: " + "9" * 999, 13, "of more than 15 digits is not between", "from 0 to 1"),
    ("noise X1 by 0: 1." + "3" * 99, 13, "the probability about 1.33333333333 is not", "from 0 to 1"),
    ("noise X1 by 0: 0.5, 3: 0.5", 21, "the displacement 0 is listed twice", "once"),
    ("noise X1, P1 by 0,0: 0.5, 1: 0.5", 27, "the displacement 1 has 1 of 2 coordinates", "for each coordinate"),
    ("noise X1 by 0,1: 1", 13, "the displacement 0, 1 has 2 of 1 coordinates", "for each coordinate"),
)

CONDITION = after(
    "system 2 trits\nmeasure X1 as a",
    ("condition", 10, "expected the name of an outcome", "condition a = 0"),
    ("condition a", 12, "expected `=`", "condition a = 0"),
    ("condition a =", 14, "expected an integer", "condition a = 0"),
    ("condition a == 0", 14, "a double `=`", "single"),
    ("condition a != 0", 13, "a condition is on one outcome", "condition a = 0"),
    ("condition a + 1 = 0", 13, "a condition is on one outcome", "condition a = 0"),
    ("condition a = 0.5", 16, "not an integer", "modulo d"),
    ("condition b = 0", 11, "there is no outcome named b at this point", "outcomes so far: a"),
    ("condition a = 0, b = 0", 18, "there is no outcome named b at this point", "outcomes so far: a"),
    ("condition X1 = 0", 11, "X1 is a coordinate, not an outcome", "measure it first"),
)

DISCARD = after(
    "system 2 trits\ndiscard 1",
    ("discard", 8, "expected the number of a system", "discard 2"),
    ("discard X1", 9, "expected the number of a system, found `X1`", "discard 2"),
    ("discard 2,,1", 11, "expected the number of a system, found `,`", "discard 2"),
    ("discard 3", 9, "there is no system 3", "systems 1 to 2"),
    ("discard 2, 2", 12, "system 2 is discarded twice", "once"),
    ("discard 1", 9, "system 1 has been discarded", "prepare it"),
    ("fourier 1", 9, "system 1 has been discarded", "prepare it"),
    ("sum 2 1", 7, "system 1 has been discarded", "prepare it"),
    ("transform X2 -> X2, P2 -> P2 + X2 + 3X1", 37, "system 1 has been discarded", "prepare it"),
    ("measure X2, X2 + P1", 13, "system 1 has been discarded", "prepare it"),
    ("displace X2 by 1, P1 by 1", 19, "system 1 has been discarded", "prepare it"),
    ("noise X2, X1 by 0,0: 1", 11, "system 1 has been discarded", "prepare it"),
    ("prepare X2 = 0\nmeasure P1", 9, "system 1 has been discarded", "prepare it"),
)

GROUPS = {
    "files": FILES,
    "systems": SYSTEMS,
    "modes": MODES,
    "statements": STATEMENTS,
    "notation": NOTATION,
    "prepare": PREPARE,
    "transform": TRANSFORM,
    "maps": MAPS,
    "measure": MEASURE,
    "displace": DISPLACE,
    "noise": NOISE,
    "condition": CONDITION,
    "discard": DISCARD,
}
