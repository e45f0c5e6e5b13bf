"""Knowledge balance against classical complementarity: where they allow the same states, and where they do not."""
