"""Decoders for symbologies that zxing-cpp does not know, and the searches that feed them.

A decoder is written from the standard of its symbology. Nothing here imports what encodes: code or
a table shared with an encoder would hide the encoder's faults.
"""
