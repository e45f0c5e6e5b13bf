"""The checks behind "trits are qutrit stabilizers": one file a question, general in odd d."""
