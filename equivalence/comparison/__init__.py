"""Several backends asked about one experiment: answers believed only if well formed, and compared."""
