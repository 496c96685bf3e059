"""The audit: what a whole log of requests says about the regulation, clause by clause.

Needs `pip install 'netpoint-stp[audit]'`.
"""
