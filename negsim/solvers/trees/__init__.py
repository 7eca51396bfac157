"""Game trees: subgame by subgame, or by the sequence form."""
