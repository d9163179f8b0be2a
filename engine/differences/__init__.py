"""What changed between two readings of one report: in the definitions, and in the figures of the same data."""
