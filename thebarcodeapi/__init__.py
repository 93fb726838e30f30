"""The one package that the wheel installs; ``_app`` in it holds the product's own packages.

A wheel that installed ``common`` and ``rest`` themselves would clash with other projects. It has no
Python interface: the command barcode-api and the service are the interfaces.
"""
