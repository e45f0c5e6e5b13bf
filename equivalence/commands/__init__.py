"""The subcommands of `toytheory`, one module each; a module exposes a click command of its own name.

Their modules import click alone: what a command needs beyond that is imported when it runs, so
that `toytheory --help` answers at once.
"""
