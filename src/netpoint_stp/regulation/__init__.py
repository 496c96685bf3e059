"""One edition of the regulation as an object; profiles; editions over time."""

from netpoint_stp.regulation.history import RegulationHistory
from netpoint_stp.regulation.regulation import Regulation

__all__ = ["Regulation", "RegulationHistory"]
