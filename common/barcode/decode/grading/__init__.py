"""Grades the print quality of symbols that were read, as far as a picture allows.

``linear`` follows ISO/IEC 15416 for bars, ``matrix`` ISO/IEC 15415 for cells; ``profile`` and
``decodability`` have the parts of the former, ``sampling`` takes reflectances from a page. A
picture is no calibrated measurement: its levels are taken as reflectance, from 0 at black to 100 %
at white.
"""
