"""All that can be wrong with a scenario: what its text tells, and what shows when its games are built."""
