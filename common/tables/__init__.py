"""Tables that people send: CSV, XLSX, TXT and JSON become records of cells, traps told."""
