"""Where logs of requests are read from: files, folders, databases, event logs, frames.

`read_log` of `sources.opening` takes them all.
"""
