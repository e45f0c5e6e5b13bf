"""Certificates: finitely many exact identities that prove the equivalence for every number of systems."""
