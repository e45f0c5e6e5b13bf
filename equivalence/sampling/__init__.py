"""Sampling from the command line: what files hold, in which theory, and how samples are written."""
