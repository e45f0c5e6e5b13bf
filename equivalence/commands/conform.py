"""`toytheory conform`: a battery of experiments against one simulator, or several."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import click

from .verify import processors

EXAMPLES = """\b
Examples:
  toytheory conform stim                          an installed backend, every feature
  toytheory conform my_package:Backend -j 4       a class that is not installed as one
  toytheory conform sdim --feature map --seed 7   the features whose names begin with map
  toytheory conform sdim --budget 10m --json -    as many experiments as fit into ten minutes
  toytheory conform stim --replay fault.toy       about one experiment, as a report lists them
"""

FORMATS = {
    "json": "Write the results as JSON; - is standard output.",
    "junit": "Write them as JUnit XML.",
    "markdown": "Write them as Markdown.",
    "html": "Write them as one self-contained HTML page.",
}


class Seconds(click.ParamType):  # type: ignore[type-arg]
    """A time such as 60, 60s or 10m, in seconds."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number of seconds."""
        found = re.fullmatch(r"(\d+(?:\.\d+)?)(s|m|h)?", str(value).strip())
        if found is None or not float(found[1]):
            self.fail(f"{value!r} is no time; write for instance 60s or 10m", param, ctx)
        return float(found[1]) * {"s": 1, "m": 60, "h": 3600}[found[2] or "s"]


def report_options(command: Callable[..., int]) -> Callable[..., int]:
    """An option for every format."""
    for name, says in reversed(FORMATS.items()):
        command = click.option(f"--{name}", name, metavar="FILE", help=says)(command)
    return command


@click.command(
    short_help="Check a simulator against the oracle, feature by feature.",
    epilog=EXAMPLES,
    help="""Ask a simulator about generated experiments, feature by feature, and compare its answers with
    those that are right: the classical theory is an exact oracle for odd d, for qubits and for modes.

    NAMES are installed backends, or classes as package.module:Class. Each runs in a process of its own.
    A fault is shrunk to a small experiment, and the search goes on around it.

    The exit code is 0 if nothing differs or crashes, 1 if something does, 2 for bad usage.""",
)
@click.argument("names", nargs=-1)
@report_options
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, metavar="N", help="Seed of the search."
)
@click.option("--feature", "chosen", multiple=True, metavar="NAME", help="Only this feature, or all that begin so.")
@click.option(
    "--budget", type=Seconds(), metavar="TIME", help="Time for each backend.  [default: a fixed number of experiments]"
)
@click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes.  [default: one a processor]")
@click.option(
    "--scheduler", metavar="ADDRESS", help="Of a Dask cluster that decides instead of processes here (optional extra)."
)
@click.option("--resume", "resume_file", metavar="FILE", help="Keep results in FILE, and take those that it holds.")
@click.option("--timeout", type=Seconds(), default="60s", show_default=True, metavar="TIME", help="For one experiment.")
@click.option("--no-seconds", is_flag=True, help="Leave the seconds out, so that equal runs give equal files.")
@click.option("--replay", metavar="FILE.toy", help="Ask about this experiment instead of generated ones.")
@click.option("--features", "list_features", is_flag=True, help="List the features and exit.")
@click.option(
    "--merge", is_flag=True, help="NAMES are JSON reports, put together into one (as --markdown, --html, --json)."
)
@click.option("--scaffold", metavar="NAME", help="Write the skeleton of an adapter into NAME.py, with a smoke test.")
def conform(
    names: tuple[str, ...],
    seed: int,
    chosen: tuple[str, ...],
    budget: float | None,
    jobs: int | None,
    scheduler: str | None,
    resume_file: str | None,
    timeout: float,
    no_seconds: bool,
    replay: str | None,
    list_features: bool,
    scaffold: str | None,
    merge: bool,
    **reports: str | None,
) -> int:
    """Exit code: 0, 1 (something differs or crashes) or 130 (interrupted)."""
    import sys
    from importlib import import_module
    from pathlib import Path

    from equivalence.conform.battery import Battery
    from equivalence.conform.feature import features
    from equivalence.engine.output import STANDARD, check_writable
    from equivalence.engine.runner import run_claims
    from equivalence.experiments.files import read_experiment
    from equivalence.report.colours import console_for
    from equivalence.report.conformance.terminal import ConformTerminal
    from equivalence.report.files import FileReport
    from toytheory.errors import InputError
    from toytheory.language.reading import format_experiment

    if list_features:
        for name, feature in features().items():
            click.echo(f"{name:<26} {feature.says}")
        return 0
    if scaffold is not None:
        from equivalence.conform.scaffold import write_scaffold

        for written in write_scaffold(scaffold):
            click.echo(f"wrote {written}")
        return 0
    if merge:
        return merged(names, reports)
    if not names:
        raise InputError("no backend is named", "name an installed one, or a class as package.module:Class")
    sys.path.insert(0, "")  # so that a class in this folder is found, as by `python -m`
    text = "" if replay is None else format_experiment(read_experiment(replay))
    task = Battery(seed=seed, timeout=timeout, names=names, chosen=chosen, budget=budget, replay=text)
    claims = list(task.registry())
    asked = {name: path for name in FORMATS if (path := reports[name]) is not None}
    if sum(path == STANDARD for path in asked.values()) > 1:
        raise InputError("two reports cannot share standard output", "give all but one a file")
    for path in [*asked.values(), *filter(None, [resume_file])]:
        check_writable(path)
    shown = ConformTerminal(console_for(sys.stderr if STANDARD in asked.values() else sys.stdout))
    files = [
        FileReport(path, import_module(f"equivalence.report.conformance.{name}").render, not no_seconds)
        for name, path in asked.items()
    ]
    resume = None if resume_file is None else Path(resume_file)
    try:
        report = run_claims(claims, task, jobs or processors(), [shown, *files], resume, scheduler)
    except KeyboardInterrupt:
        click.echo("interrupted: with --resume FILE, what was found is kept", err=True)
        return 130
    return 1 if report.unexpected else 0


def merged(paths: tuple[str, ...], targets: Mapping[str, str | None]) -> int:
    """Write the JSON reports of several runs as one; InputError where one is no such report."""
    import json
    from pathlib import Path

    from equivalence.engine.output import STANDARD, read_text, write_text
    from equivalence.engine.plain import json_text
    from equivalence.report.conformance import html, markdown
    from equivalence.report.conformance.record import FORMAT, MERGED
    from toytheory.errors import InputError

    records = []
    for path in paths:
        try:
            record = json.loads(read_text(Path(path)))
            if record["format"] != FORMAT:
                raise ValueError
        except (ValueError, KeyError, TypeError) as error:
            if isinstance(error, InputError):
                raise
            raise InputError(f"{path} is no report of `conform`", "give what `--json` wrote") from None
        records.append(record)
    written = {
        "markdown": lambda: markdown.text(records),
        "html": lambda: html.page(records),
        "json": lambda: json_text({"format": MERGED, "runs": records}) + "\n",
    }
    asked = {name: target for name in written if (target := targets[name]) is not None}
    if targets["junit"] is not None:
        raise InputError("reports are not put together as JUnit XML", "take --markdown, --html or --json")
    for name, target in (asked or {"markdown": STANDARD}).items():
        write_text(target, written[name]())
    return 0
