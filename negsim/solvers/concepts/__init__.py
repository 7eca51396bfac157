"""Other solution concepts: correlation, dominance, security, commitment, labels on equilibria."""
