"""What the hall tells its manager: read tables to figures, tables, files; only `keeper` writes."""
