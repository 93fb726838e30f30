"""Says why a barcode in a picture is not read, or would not be read by a scanner.

``locating`` finds areas with the texture of a barcode, ``view`` cuts one out and turns it upright,
``grid`` finds the grid of its modules, ``remains`` tells of which symbology a part is left,
``repairs`` undoes kinds of damage and reads again. Each
file of ``causes`` has one cause; ``diagnose`` calls them all and ranks what they report.
"""
