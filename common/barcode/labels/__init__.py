"""Labels: barcodes with lines of text, placed on sheets or a roll to a tenth of a millimetre."""
