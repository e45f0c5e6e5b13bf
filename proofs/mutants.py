"""Definitions changed on trial: with each of these the proofs must fail.

`make -C proofs mutants`. Each change is made in a copy; Coq then compiles the file and what depends on it, until it
refuses something. A refusal says that the proofs as written do not go through for the changed definition; the unchanged
copy is compiled last, as the control.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent

WRONG = [
    ("weyl.v", "chi (- (half * dot m.1 m.2)) *:", "chi (half * dot m.1 m.2) *:", "the sign of the phase of w(q, p)"),
    (
        "weyl.v",
        "chi (- (half * dot m.1 m.2)) *:",
        "chi (- (dot m.1 m.2)) *:",
        "no 1/2 in the phase of w(q, p)",
    ),
    ("weyl.v", "kets (fun x => - x) (fun=> 1)", "kets (fun x => x) (fun=> 1)", "the parity does not reflect"),
    (
        "measurement.v",
        "chi (- (v * t)) *: observable_power",
        "chi (v * t) *: observable_power",
        "the sign of outcomes",
    ),
    (
        "measurement.v",
        "weyl chi (t *: (- f.2, f.1))",
        "weyl chi (t *: (f.2, f.1))",
        "P as the shift, not its inverse",
    ),
    ("gates.v", "chi (- (y 0 k * x 0 k))", "chi (y 0 k * x 0 k)", "the Fourier transform backwards"),
    ("gates.v", "chi (half R * (x 0 k * x 0 k))", "chi (x 0 k * x 0 k)", "no 1/2 in the quadratic phase"),
    ("named_maps.v", "m.2 0 j - m.2 0 k", "m.2 0 j + m.2 0 k", "the sum of two systems keeps no bracket"),
    ("named_maps.v", "(a^-1 * m.2 0 k)", "(a * m.2 0 k)", "multiply multiplies the momentum too"),
    ("toy.v", "move (fun m => m + t *: flow F)", "move (fun m => m)", "a measurement that does not disturb"),
    ("phase_space.v", "(F.2, - F.1)", "(F.1, - F.2)", "X kicks X"),
    (
        "toy.v",
        "keep (agrees known) (forget_all systems mu)",
        "keep (agrees known) mu",
        "a preparation without reset",
    ),
    ("toy.v", "move (put_system k q p) mu)", "move (put_system k q 0) mu)", "a discarded momentum that is known"),
    (
        "quantum.v",
        "(evaluate by_x r) (evaluate by_p r))) rho",
        "(evaluate by_p r) (evaluate by_x r))) rho",
        "X and P exchanged",
    ),
    ("quantum.v", "projected f (v - c) rho", "projected f (v + c) rho", "the sign of a variable's constant"),
    ("syntax.v", "commuting (unzip1 known)\n", "true\n", "variables prepared that do not commute"),
]
"""File, text, what it is changed to, and what that means."""


def compiles(file: str, before: str, after: str) -> bool:
    """Whether everything compiles after this change."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "proofs"
        shutil.copytree(HERE, copy, ignore=shutil.ignore_patterns("made", "CoqMakefile*", ".CoqMakefile.d"))
        text = (copy / file).read_text(encoding="utf-8")
        if text.count(before) != 1:
            sys.exit(f"{file} has {text.count(before)} places like `{before}`: mend mutants.py")
        (copy / file).write_text(text.replace(before, after), encoding="utf-8")
        subprocess.run(["coq_makefile", "-f", "_CoqProject", "-o", "CoqMakefile"], cwd=copy, check=True)
        wanted = ["tables.vo", "trits_and_dits.vo"] if after != "true\n" else ["trits_and_dits.vo"]
        made = subprocess.run(["make", "-s", "-f", "CoqMakefile", *wanted], cwd=copy, capture_output=True, text=True)
        told = " ".join(made.stderr.partition("Error:")[2].split())
        print(f"refused: {told[:100]}" if made.returncode else "accepted", flush=True)
        return made.returncode == 0


def main() -> int:
    """0 if exactly the wrong ones are refused."""
    failed = 0
    for file, before, after, meaning in WRONG:
        print(f"{file}: {meaning}: ", end="", flush=True)
        failed += compiles(file, before, after)
    file, before, _, _ = WRONG[0]
    print("unchanged: ", end="", flush=True)
    failed += not compiles(file, before, before)
    print("as it should be" if not failed else f"{failed} not as they should be")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
