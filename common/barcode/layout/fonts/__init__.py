"""Faces that travel with the package, each with its licence."""
