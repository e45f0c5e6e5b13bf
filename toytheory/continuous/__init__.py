"""Restricted Liouville mechanics: quadrature states, Gaussian states, flows, channels and measurements."""
