"""`python -m toytheory`: the command line, which the package of the harness installs."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points


def main() -> None:
    """Run the installed `toytheory` program."""
    found = [point for point in entry_points(group="console_scripts") if point.name == "toytheory"]
    if not found:
        sys.exit("toytheory is not installed with its command line: install the project, as its README says")
    found[0].load()()


if __name__ == "__main__":
    main()
