"""Tables: CSV, XLSX, TXT and JSON files become records of cells, with notes on damaged values."""
