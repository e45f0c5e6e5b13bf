"""`toytheory prove`: write a certificate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

EXAMPLES = """\b
Examples:
  toytheory prove --d 7 -o c.json      the equivalence for d = 7 and every number of systems
  toytheory prove --all-odd -o a.json  the same for every odd d, d a symbol
  toytheory check c.json               check it, with a program that shares no code with the rest
"""


def _refutations() -> dict[str, Any]:
    from equivalence.theorems.nogo.refutations import certificate

    return certificate()


def _exact_family() -> dict[str, Any]:
    from equivalence.theorems.nogo.exact_family import certificate

    return certificate()


def _all_odd() -> dict[str, Any]:
    from equivalence.theorems.odd.certificate_of_all import certificate

    return certificate()


KINDS: dict[str, Callable[[], dict[str, Any]]] = {
    "all-odd": _all_odd,
    "refutations": _refutations,
    "exact-family": _exact_family,
}


@click.command("prove", short_help="Write a certificate.", epilog=EXAMPLES)
@click.option(
    "--d", "d", type=int, metavar="D", help="The equivalence for this odd d from 3 to 63, prime or composite."
)
@click.option("--all-odd", "kind", flag_value="all-odd", help="The equivalence for all odd d at once.")
@click.option("--refutations", "kind", flag_value="refutations", help="What no classical model of bits can do.")
@click.option("--exact-family", "kind", flag_value="exact-family", help="The qubit experiments that bits do exactly.")
@click.option("-o", "--output", default="-", metavar="FILE", help="Where to write it; standard output by default.")
def prove(d: int | None, kind: str | None, output: str) -> int:
    """Write a certificate: exact identities that prove a theorem, to be checked by `toytheory check`.

    The format is specified in docs/certificates.md of the source distribution, the theorems are in docs/proof.md
    and docs/nogo.md.
    """
    import sys

    from equivalence.certificate.text import certificate_text
    from equivalence.engine.output import check_writable, write_text
    from toytheory.errors import InputError

    from .waiting import Waiting

    if (d is None) == (kind is None):
        raise InputError("say what to prove, one thing", "for instance `toytheory prove --d 3` or `--all-odd`")
    check_writable(output)
    with Waiting(sys.stderr) as told:
        told(f"proving {kind or f'd = {d}'}")
        if d is not None:
            from equivalence.theorems.odd.certificate_of_one_d import certificate

            made = certificate(d)
        else:
            made = KINDS[str(kind)]()
    write_text(output, certificate_text(made))
    if output != "-":
        click.echo(f"wrote {output}; check it with `toytheory check {output}`", err=True)
    return 0
