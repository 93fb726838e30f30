"""The label templates of the product, one JSON document a file."""
