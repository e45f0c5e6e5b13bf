"""Bits cannot be mended: which identity fails, what no classical model does, and where bits are exact after all."""
