"""Says why a barcode in a picture is not read, or would not be read by a scanner.

``locating`` finds areas with the texture of a barcode, ``view`` cuts one out and turns it upright,
``measures`` has what is measured of it, ``repairs`` undoes kinds of damage and reads again. Each
file of ``causes`` has one cause; ``diagnose`` calls them all and ranks what they report.
"""
