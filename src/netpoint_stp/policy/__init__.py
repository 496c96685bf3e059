"""The policies of the regulation: a folder for each topic of the text, or one module where that is all of it.

Each has the facts, the rule tables and the policy that hands the tables their facts; what all share lies beside.
"""
