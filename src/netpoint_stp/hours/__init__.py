"""Service hours (2.1.5): when the desk is open, and how much service time lies between two moments."""

from netpoint_stp.hours.schedule import ServiceHours

__all__ = ["ServiceHours"]
