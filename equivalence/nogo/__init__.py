"""Bits cannot be mended: which identity fails, what no other classical model does, and where bits are exact after all."""
