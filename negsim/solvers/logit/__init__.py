"""Logit quantal response: the system of equations, the path through its solutions, and its limit."""
