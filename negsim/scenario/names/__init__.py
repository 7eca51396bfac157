"""Whether every name stands for something, and every expression can be read."""
