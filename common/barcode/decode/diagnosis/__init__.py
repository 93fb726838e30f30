"""Says why a barcode in a picture is not read, or would not be read by a scanner.

``locating`` finds areas with the texture of a barcode, ``separate`` those that are close to text,
``bar_areas`` rows of bars, and ``weak_bars`` faint ones. ``view`` cuts an area out and turns it
upright, ``grid`` finds the grid of its modules, ``remains`` names the symbology of which a part is
left, ``repairs`` undoes kinds of damage and reads again. Each file of ``causes`` has one
cause; ``diagnose`` calls them all and ranks what they report.
"""
