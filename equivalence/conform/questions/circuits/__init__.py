"""Questions about a package's own operations on circuits: a module each, with `QUESTION`."""
