"""The register of known variables compiled: for large experiments over a field, d prime.

`program` writes a part of an experiment as one array of integers, `tableau` runs it, `rows` is the arithmetic of
rows of residues (for d = 2 and 3 bit-packed), `run` puts them together. `..knowledge` does the same transparently.
"""
