"""Beyond the restriction: what a gate or a Hamiltonian outside of the theories brings (docs/beyond.md)."""
