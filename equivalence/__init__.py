"""The harness: decides where the toy theory and quantum theory predict the same, with graded evidence."""
