"""From text to a checked scenario."""
