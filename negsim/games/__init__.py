"""From a scenario and an order to a game as arrays."""
