"""Questions about the outcomes of a whole experiment: a module each, with `QUESTION`."""
