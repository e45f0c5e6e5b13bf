"""QuTiP in a truncated number basis: the `fock` backend."""
