"""The laboratory: experiments written, drawn and compared in the browser of one's own machine (`toytheory lab`).

A server that listens on the loopback address alone sends one page and answers two questions about a text: what is known
after each step (`pictures`), and what both theories predict (`predictions`). Both are worked out in processes of their
own with a limit of time and memory (`desk`); nothing is written to a disk, and nothing of a text is ever evaluated.
"""
