"""Bits and qubits: where the two theories differ, exactly, and how close they are (docs/bits.md)."""
