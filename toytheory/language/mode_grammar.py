"""The grammar of statements on modes; it shares every rule of `grammar` that is not over Z_d."""

from __future__ import annotations

MODE_GRAMMAR = r"""
mode_prepare    = ~r"prepare\s*" (vacuum / gaussian / mode_knowns) end
vacuum          = ~r"vacuum\b\s*" numbers
gaussian        = ~r"gaussian\b\s*" numbers means reals covariance matrix
mode_knowns     = real_known (comma real_known)*
mode_transform  = ~r"transform\s*" mode_image (comma mode_image)* end
mode_map        = ~r"(?P<name>MODEMAP)\s*" numbers (by signed_real)? end
channel         = ~r"(?P<name>thermal-loss|loss|amplify)\s*" numbers by signed_real (comma signed_real)* end
mode_displace   = ~r"displace\s*" mode_shift (comma mode_shift)* end
mode_noise      = ~r"noise\s*" variance (comma variance)* end
mode_measure    = ~r"measure\s*" real_variables (as names)? end
heterodyne      = ~r"heterodyne\s*" numbers (as names)? end
mode_condition  = ~r"condition\s*" real_equation (comma real_equation)* end

mode_image      = coordinate arrow real_variable
mode_shift      = coordinate by real_expression
real_expression = sign? real_part (sign real_part)*
real_part       = ~r"(?:(?P<factor>NUMBER)TIMES)?(?!pi\b)NAMEDIVISOR|(?P<constant>NUMBER)\s*"
real_variables  = real_variable (comma real_variable)*
real_equation   = name equals signed_real
variance        = coordinate of_variance signed_real
matrix          = reals (semicolon reals)*
reals           = signed_real (comma signed_real)*
means           = ~r"means\b\s*"
covariance      = ~r"covariance\b\s*"
of_variance     = ~r"variance\b\s*"
semicolon       = ~r";\s*"
"""

MODE_PIECES = {
    "MODEMAP": "rotate|squeeze|beamsplitter|two-mode-squeeze|shear|sum|cphase|swap|fourier",
    "DIVISOR": r"(?:/\s*+(?P<divisor>DECIMAL)\s*)?",
    "NUMBER": r"(?:(?:REALTIMES)?pi(?!\w)(?:\s*+/\s*+DECIMAL)?+|REAL)",
}

MODE_STATEMENT_RULES = {
    "system": "system",
    "prepare": "mode_prepare",
    "transform": "mode_transform",
    **dict.fromkeys(
        ("rotate", "squeeze", "beamsplitter", "two-mode-squeeze", "shear", "sum", "cphase", "swap", "fourier"),
        "mode_map",
    ),
    "displace": "mode_displace",
    **dict.fromkeys(("loss", "thermal-loss", "amplify"), "channel"),
    "noise": "mode_noise",
    "measure": "mode_measure",
    "heterodyne": "heterodyne",
    "condition": "mode_condition",
    "discard": "discard",
}
"""First word of a statement on modes -> the rule that reads it, in the order of the documentation."""
