"""What counts rows: one file per backend."""
