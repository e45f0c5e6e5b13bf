"""Statements that a backend does not take, turned into the core that it takes, exactly.

`lower` is what to call; `unroll`, `classical` and `optics` are its passes, one an idea. Branches (`when`) are no
matter of one experiment: whoever asks a backend follows them one by one (`branches`).
"""
