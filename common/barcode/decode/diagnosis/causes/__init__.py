"""One cause of failure, or a family of them, a file: each declares ``CAUSE``."""
