"""Questions about the stabilizer state of some qudits: a module each, with `QUESTION`."""
