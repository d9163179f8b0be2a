"""Proposes a report for data files that nothing is declared of yet: `kpi init --from`.

Nothing is guessed in silence: what is proposed is written down in YAML, and beside it from what it was concluded.
"""
