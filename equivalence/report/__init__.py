"""Reports: each format is a module of its own that consumes the events of a run."""
