"""How large numbers may be, and how far rounding may take them beyond a bound."""

__all__ = ["LARGEST", "ROUNDING"]

LARGEST = 1e100  # far from overflow, whatever is added up and however long; beyond it a number is none
ROUNDING = 1e-12  # 1 - 0.9 - 0.1 is not 0 but -3e-17: a probability all the same
