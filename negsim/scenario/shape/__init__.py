"""Whether keys and values have the shape that the format wants."""
