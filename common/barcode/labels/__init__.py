"""Labels: barcodes with lines of text on sheets or a roll, true to a tenth of a millimetre."""
