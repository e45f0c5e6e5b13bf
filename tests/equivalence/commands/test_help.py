"""Help with examples on every command, the page of the manual, and what shells complete."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys

import click
import pytest
from places import ROOT

from equivalence.claims import registry
from equivalence.cli import execute, toytheory
from equivalence.commands.helping import Asked
from equivalence.commands.man import manual

COMMANDS = list(toytheory.commands)
PROGRAM = "from equivalence.cli import main; main()"


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_examples_that_its_options_allow(name):
    command = toytheory.commands[name]
    assert command.epilog
    lines = [line.strip() for line in command.epilog.splitlines()]
    examples = [line for line in lines if re.match(rf'(printf .*\| )?(eval "\$\()?toytheory {name}\b', line)]
    assert examples
    options = {option for parameter in command.params for option in [*parameter.opts, *parameter.secondary_opts]}
    for line in examples:
        shown = re.split(r"   | \| ", line.partition("toytheory ")[2])[0]
        for word in re.findall(r"(?<=\s)--?[a-z][\w-]*", shown):
            assert word in options, line


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize("name", [None, *COMMANDS])
def test_help_fits_the_terminal_and_nothing_of_it_is_lost(name, width):
    command = toytheory if name is None else toytheory.commands[name]
    with Asked(toytheory, info_name="toytheory", **toytheory.context_settings | {"terminal_width": width}) as root:
        context = root if name is None else Asked(command, parent=root, info_name=name)
        told = command.get_help(context)
    assert [line for line in told.splitlines() if len(line) > width] == []
    assert command.epilog.replace("\b", "").split() == told.split()[-len(command.epilog.replace("\b", "").split()) :]


def test_help_is_fitted_where_it_is_asked_for():
    shown = run("draw", "--help", COLUMNS="80").stdout
    assert "Examples:" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_the_manual_has_every_command_and_option_and_can_be_formatted():
    page = manual(toytheory)
    assert page.startswith('.TH TOYTHEORY 1 "" "toytheory"')
    for name, command in toytheory.commands.items():
        assert f".SS toytheory {name} " in page
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.opts[0].replace("-", r"\-") in page
    assert not re.search(r"^[.'](?!TH|SH|SS|PP|TP|B |I |nf|fi)", page, re.M)
    formatter = shutil.which("groff")
    if formatter is not None:
        done = subprocess.run(
            [formatter, "-man", "-Tutf8", "-ww"], input=page, capture_output=True, text=True, check=False
        )
        assert done.stderr == ""
        assert "toytheory verify" in done.stdout


def test_the_installed_manual_is_the_current_one():
    file = ROOT / "docs" / "toytheory.1"
    if os.environ.get("UPDATE_DOCS"):
        file.write_text(manual(toytheory))
    assert file.read_text() == manual(toytheory), "UPDATE_DOCS=1 renews docs/toytheory.1"


def test_the_manual_is_printed(capsys):
    assert execute(["man"]) == 0
    assert capsys.readouterr().out == manual(toytheory)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_for_each_shell_which_the_shell_reads(shell):
    script = run("completion", shell).stdout
    assert "_TOYTHEORY_COMPLETE" in script
    found = shutil.which(shell)
    if found is not None:
        assert subprocess.run([found, "-n"], input=script, text=True, check=False).returncode == 0


def completed(line):
    words = shlex.split(line) + ([""] if line.endswith(" ") else [])
    done = run(_TOYTHEORY_COMPLETE="bash_complete", COMP_WORDS=" ".join(words), COMP_CWORD=str(len(words) - 1))
    return [entry.partition(",")[2] for entry in done.stdout.splitlines()]


def test_commands_claims_examples_backends_and_options_are_completed():
    assert {"verify", "lab", "run"} <= set(completed("toytheory "))
    assert completed("toytheory verify trits.s") == ["trits.states"]
    assert {"trits", "bits", registry()["bits.states"].id} <= set(completed("toytheory verify "))
    assert "bell.toy" in completed("toytheory run bel")
    assert completed("toytheory run --backend lio") == ["liouville", "liouville-ontic"]
    assert completed("toytheory check rep") == ["rep"]  # of type file: the shell goes on by itself
    assert "--no-seconds" in completed("toytheory verify --no")
