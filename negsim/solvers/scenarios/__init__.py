"""Scenarios, compiled to one period as arrays: backward induction over periods."""
