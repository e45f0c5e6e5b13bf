"""Questions about what packages do to circuits of modes as a whole."""
