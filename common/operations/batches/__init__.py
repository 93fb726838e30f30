"""Batches: rows are checked when a table arrives, and drawn while their files are downloaded."""
