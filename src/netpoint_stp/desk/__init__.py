"""The service desk: the use cases, the only room where policy meets ports.

Import from the modules: `desk.office` has `Desk`, `desk.outcomes` what it answers; `desk.use_cases` what
it does, `desk.decisions` what it decides, with `desk.decisions.replay` to decide a log again.
"""
