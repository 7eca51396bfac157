"""Games of any number of players in normal form."""
