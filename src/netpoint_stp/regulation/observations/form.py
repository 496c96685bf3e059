"""The JSON form of observations, as decision logs hold them (`docs/decision-log.md`): written and read here alone.

Codes stand for members of enumerations, ISO 8601 in UTC for moments, `"unknown"` for what nobody knows, null for what
was not observed. A field added to a class later has a default, for the logs of earlier releases lack it.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar, Union, get_args, get_origin

from netpoint_stp.errors import RuleError, did_you_mean
from netpoint_stp.moments import in_zone, zone
from netpoint_stp.regulation.observations.accounts import (
    AskingObservations,
    BillingMatch,
    IdentityObservations,
    PermissionObservations,
)
from netpoint_stp.regulation.observations.arrivals import IntakeObservations, Said
from netpoint_stp.regulation.observations.complaints import (
    ComplaintDeadlineObservations,
    ContentsObservations,
    LodgingObservations,
)
from netpoint_stp.regulation.observations.incidents import (
    AlertObservations,
    InstructionObservations,
    MaintenanceNoticeObservations,
    OutageNoticeObservations,
    WatchObservations,
)
from netpoint_stp.regulation.observations.requests import (
    AnswerByLinkObservations,
    ArrivalObservations,
    FurtherObservations,
    OutOfTurnObservations,
    ReactionDueObservations,
    RefusalGivenObservations,
    RefusalObservations,
    ScopeObservations,
)
from netpoint_stp.rules import UNKNOWN, Unknown

if TYPE_CHECKING:
    from cattrs import Converter

T = TypeVar("T")
NoticeObservations: TypeAlias = OutageNoticeObservations | MaintenanceNoticeObservations
Observations: TypeAlias = (
    IntakeObservations
    | IdentityObservations
    | PermissionObservations
    | AskingObservations
    | FurtherObservations
    | ArrivalObservations
    | OutOfTurnObservations
    | ScopeObservations
    | RefusalObservations
    | RefusalGivenObservations
    | AnswerByLinkObservations
    | LodgingObservations
    | ContentsObservations
    | ComplaintDeadlineObservations
    | ReactionDueObservations
    | AlertObservations
    | NoticeObservations
    | WatchObservations
    | InstructionObservations
)
"""What a decision of any kind is made from."""

PATHS: Final[Mapping[str, tuple[type[Observations], ...]]] = {
    "intake": (IntakeObservations,),
    "identity": (IdentityObservations,),
    "permission": (PermissionObservations,),
    "asking": (AskingObservations,),
    "further": (FurtherObservations,),
    "arrival": (ArrivalObservations,),
    "out_of_turn": (OutOfTurnObservations,),
    "scope": (ScopeObservations,),
    "refusal": (RefusalObservations,),
    "refusal_given": (RefusalGivenObservations,),
    "answer_by_link": (AnswerByLinkObservations,),
    "lodging": (LodgingObservations,),
    "contents": (ContentsObservations,),
    "complaint_deadline": (ComplaintDeadlineObservations,),
    "reaction_due": (ReactionDueObservations,),
    "alert": (AlertObservations,),
    "notice": (OutageNoticeObservations, MaintenanceNoticeObservations),
    "watch": (WatchObservations,),
    "instruction": (InstructionObservations,),
}
"""Every kind of decision that the desk writes into its log, by its name there, with the classes of its observations."""

_PATH_OF: Final = {kind: path for path, kinds in PATHS.items() for kind in kinds}
_UTC: Final = zone("UTC")


def path_of(observations: Observations) -> str:
    """Return the name of the decision that is made from these observations, as logs have it."""
    return _PATH_OF[type(observations)]


def as_json(observations: Observations | BillingMatch | Said) -> dict[str, Any]:
    """Return observations as logs hold them; a moment without a zone raises `MomentError`."""
    plain: dict[str, Any] = _converter().unstructure(observations)
    return plain


def observations_from_json(path: str, plain: Mapping[str, Any]) -> Observations:
    """Return the observations of a decision that `as_json` wrote.

    Raises `RuleError` for an unknown path, `KeyError` for a missing observation, `TypeError` or `ValueError` for one
    of a wrong form.
    """
    if path not in PATHS:
        raise RuleError(f"there is no decision `{path}`{did_you_mean(path, PATHS)}")
    first, *others = PATHS[path]
    kind = others[0] if others and plain["incident"] == "maintenance" else first
    return from_json(kind, plain)


def from_json(kind: type[T], plain: Mapping[str, Any]) -> T:
    """Return the observations of a kind that `as_json` wrote; raises `KeyError`, `TypeError` or `ValueError`."""
    return _converter().structure(plain, kind)


@cache
def _converter() -> "Converter":
    """Return the converter; cattrs is loaded with it.

    Without detailed validation, so that what a log lacks raises `KeyError` itself, and no group of errors: a replay
    has to know that from what is there in a wrong form.
    """
    from cattrs import Converter
    from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

    converter = Converter(detailed_validation=False, unstruct_collection_overrides={tuple: list})
    converter.register_unstructure_hook(datetime, lambda moment: in_zone(moment, _UTC).isoformat())
    converter.register_structure_hook(datetime, lambda plain, _: datetime.fromisoformat(plain))
    for kind in (str, bool, int):
        converter.register_structure_hook(kind, _exactly)
    converter.register_structure_hook_func(_may_be_unknown, lambda plain, kind: _or_unknown(converter, plain, kind))
    match = make_dict_unstructure_fn(BillingMatch, converter, contracts=override(omit_if_default=True))
    converter.register_unstructure_hook(BillingMatch, match)
    renamed = override(rename="break")  # Python keeps the name for itself
    converter.register_unstructure_hook(
        RefusalObservations, make_dict_unstructure_fn(RefusalObservations, converter, break_=renamed)
    )
    converter.register_structure_hook(
        RefusalObservations, make_dict_structure_fn(RefusalObservations, converter, break_=renamed)
    )
    return converter


def _exactly(plain: Any, kind: type[T]) -> T:
    """Refuse what cattrs would turn into the kind: a text that is no flag must not become True."""
    if type(plain) is not kind:
        raise TypeError(f"`{kind.__name__}`")
    return plain


def _may_be_unknown(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType) and Unknown in get_args(kind)


def _or_unknown(converter: "Converter", plain: Any, kind: Any) -> Any:
    """Read a fact that may be unknown, and perhaps not observed: the form of one is no form of another."""
    if plain == UNKNOWN.value:
        return UNKNOWN
    known, *_ = (each for each in get_args(kind) if each not in (Unknown, type(None)))
    return None if plain is None and type(None) in get_args(kind) else converter.structure(plain, known)
