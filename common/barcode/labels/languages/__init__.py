"""The languages of label printers, one a file, each with LANGUAGE."""
