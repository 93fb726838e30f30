"""The Model Context Protocol without input or output: text in, messages and calls out."""
