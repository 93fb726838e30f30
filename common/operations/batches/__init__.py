"""Many barcodes at once: rows are checked when they come, and drawn while they are sent."""
