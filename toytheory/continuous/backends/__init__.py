"""The two ways in which this package runs an experiment on modes: by moments, and by moving phase-space points."""
