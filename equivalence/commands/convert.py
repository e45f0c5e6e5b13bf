"""`toytheory convert`: an experiment in another language."""

from __future__ import annotations

import click

from .completing import complete_experiments

EXAMPLES = """\b
Examples:
  toytheory convert bell.toy --to stim        the circuit of qubits, for Stim
  toytheory convert code.stim -o code.toy     a Stim circuit as an experiment on bits
  toytheory convert bell.toy -o bell.qasm     OpenQASM 3
"""


@click.command(
    short_help="Write an experiment in another language.",
    epilog=EXAMPLES,
    help="""Read an experiment (FILE.toy, or a Stim circuit FILE.stim; - is a .toy text on standard input) and
    write it as a .toy text, a Stim circuit or OpenQASM 3. Circuits are those of bits: what has no counterpart is
    refused with its line and the reason.""",
)
@click.argument("file", shell_complete=complete_experiments)
@click.option("--to", "form", metavar="FORM", help="toy, stim or qasm.  [default: by the ending of the output]")
@click.option("-o", "--output", default="-", metavar="FILE", help="Where to write.  [default: standard output]")
def convert(file: str, form: str | None, output: str) -> int:
    """Exit code 0; what cannot be read or written ends with 2."""
    from equivalence.engine.output import check_writable, write_text
    from equivalence.experiments.files import FORMS, converted
    from toytheory.errors import InputError

    chosen = form or output.rpartition(".")[2]
    if chosen not in FORMS:
        raise InputError("written as what?", f"give --to {', '.join(FORMS)}, or an output that ends so")
    check_writable(output)
    write_text(output, converted(file, chosen))
    return 0
