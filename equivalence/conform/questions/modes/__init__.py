"""Questions about the Gaussian state of some modes: a module each, with `QUESTION`."""
