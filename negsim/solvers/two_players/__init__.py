"""Games of two players in normal form: all equilibria, or some."""
