"""Features, a module a family: `ORDER` among the families, and `FEATURES`."""
