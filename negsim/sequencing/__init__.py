"""The order of negotiations: what it leads to, and why."""
