"""Packages of theBarcodeAPI; everything else about the build is in pyproject.toml."""

from setuptools import setup

setup()
