"""What the claims check, one folder a group and one file a question; with the producers of their certificates."""
