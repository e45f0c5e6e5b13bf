"""The quantum reference: Hilbert space, Wigner functions, tableaus; it knows nothing of the toy theory."""
