"""The files that people send, as pages of pixels.

``opening`` recognises a file and returns its pages: those of a PDF (``pdf``), of a drawing
(``svg``), and the frames of a picture (``raster``). Nothing here knows of barcodes.
"""
