"""How claims are decided: verdicts, the runner and its workers, events, resume files."""
