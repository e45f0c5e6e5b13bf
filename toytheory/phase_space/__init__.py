"""Phase space, its linear variables, their bracket, and arithmetic modulo d: what both theories speak about.

Slides "Continuous degrees of freedom" and "Discrete degrees of freedom".
"""
