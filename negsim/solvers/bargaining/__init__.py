"""Bargaining solutions over a set of payoffs."""
