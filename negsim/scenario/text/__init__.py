"""From the text of a file to plain data, and where in it everything stands."""
