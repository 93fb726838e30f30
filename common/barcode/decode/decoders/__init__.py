"""The decoders: one file a symbology or family, which declares itself as ``DECODER``."""
