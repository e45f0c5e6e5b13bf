"""`toytheory lab`: the laboratory in the browser."""

from __future__ import annotations

import click

from .completing import complete_experiments

EXAMPLES = """\b
Examples:
  toytheory lab                     open the laboratory in the browser
  toytheory lab bell-parity.toy     with an experiment in it
  toytheory lab --no-browser --port 9000
"""


@click.command(
    short_help="Open the laboratory in the browser.",
    epilog=EXAMPLES,
    help="""Serve the laboratory to the browser of this machine, and open it there: write an experiment, see what is
    known after each step, and what both theories predict. Ctrl-C ends it.

    With FILE (a .toy text, a Stim circuit, or an example's name) it begins with that experiment. It listens on
    127.0.0.1 alone, loads nothing from elsewhere and writes nothing. Needs the extra: pip install 'toytheory[lab]'.""",
)
@click.argument("file", required=False, shell_complete=complete_experiments)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8765,
    show_default=True,
    metavar="N",
    help="Port; 0 takes a free one.",
)
@click.option("--no-browser", is_flag=True, help="Print the address, and open nothing.")
def lab(file: str | None, port: int, no_browser: bool) -> int:
    """Exit code 0 when it is ended; 2 where it cannot begin."""
    import socket

    from toytheory.errors import InputError

    fragment = "" if file is None else f"#e={_packed(file)}"
    try:
        import uvicorn

        from equivalence.lab.server import HOST, application
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("uvicorn", "starlette", "anyio", "h11"):
            raise
        raise InputError("the laboratory needs Starlette and Uvicorn", "pip install 'toytheory[lab]'") from None

    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
            listener.listen()
        except OSError as error:
            raise InputError(f"port {port} cannot be used: {error.strerror}", "give another, or --port 0") from None
        address = f"http://{HOST}:{listener.getsockname()[1]}/{fragment}"
        click.echo(f"the laboratory is at {address}\nCtrl-C ends it", err=True)
        if not no_browser:
            _open(address)
        server = uvicorn.Server(uvicorn.Config(application(), log_level="warning", timeout_graceful_shutdown=1))
        server.run(sockets=[listener])
    return 0


def _packed(file: str) -> str:
    """An experiment as the page's links hold it."""
    import base64

    from equivalence.experiments.files import read_experiment, written
    from equivalence.experiments.shipped import found

    text = written(read_experiment(file), "toy")
    if not file.endswith(".stim") and file != "-":
        from pathlib import Path

        text = Path(found(file)).read_text(encoding="utf-8-sig")  # with its comments
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _open(address: str) -> None:
    """Open the page soon; the socket listens already, and keeps the question until the server answers."""
    import threading
    import webbrowser

    threading.Timer(0.5, webbrowser.open, [address]).start()
