"""One game in other forms: normal, agent and sequence form, subgames, a scenario as a tree."""
