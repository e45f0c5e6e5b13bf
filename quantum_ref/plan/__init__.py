"""What every simulator asks of an experiment: which parts are independent, what is measured, what is still unknown."""
