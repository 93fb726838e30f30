"""Data in, symbols out."""
