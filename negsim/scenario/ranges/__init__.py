"""Whether values stay within their bounds over the ranges of the parameters, by intervals."""
