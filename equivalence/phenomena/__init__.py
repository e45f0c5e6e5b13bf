"""The talk's lists of phenomena, one file each: statement, experiments, control, limit."""
