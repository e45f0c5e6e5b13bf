"""The audit: every formula, example, table and list of the talk's slides, in its order, with what was run and found.

`transcription` holds what is printed, untouched; each other module checks one part of the talk; `entries` puts them in
order.
"""
