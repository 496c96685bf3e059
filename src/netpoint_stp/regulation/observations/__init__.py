"""Observations: what a decision is made from, as values that no edition of the regulation changes (I-28).

They hold no identifiers: no sender, no value of a detail, no text. An observation that was not made is None, a fact
that nobody knows is `UNKNOWN`. A regulation judges them (`regulation.judging`), years later another edition does.
"""
