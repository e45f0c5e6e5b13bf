"""Experiments: typed steps, the text in which people write them, and what is refused. No theory in it."""
