"""The queue (3.13, 3.14, 3.20): the facts and rule tables on place, precedence, further messages and overtaking."""

from typing import Final

from netpoint_stp.rules import Fact, FactEnum, Facts, Rule, RuleTable
from netpoint_stp.subjects.requests import SeverityLevel


class Serving(FactEnum):
    """How the service desk comes to something that came in (reading I-20)."""

    WAITS_IN_QUEUE = "waits_in_queue"
    SERVED_AS_IT_RINGS = "served_as_it_rings"
    NO_QUEUE = "no_queue"
    """No queue of the profile takes it."""


class Arrival(FactEnum):
    """Which moment counts as its arrival (reading I-5)."""

    FIRST_MOMENT = "first_moment"
    COMPLETION = "completion"


class Recorded(FactEnum):
    """When staff recorded the severity with its reason (reading I-21)."""

    BEFORE = "before"
    AFTERWARDS = "afterwards"
    NEVER = "never"


class Turn(FactEnum):
    """Whether a request may be handled out of turn (3.14)."""

    MAY_GO_OUT_OF_TURN = "may_go_out_of_turn"
    IN_TURN = "in_turn"


class EarlierRequest(FactEnum):
    """What has become of the earlier request that a message concerns."""

    NONE = "none"
    OPEN = "open"
    REFUSED = "refused"
    SETTLED = "settled"


class MessageContent(FactEnum):
    """What a further message says, as staff read it."""

    CHASES = "chases"
    """Nothing new: it asks how things stand."""
    COMPLETES = "completes"
    """It gives what was asked for or was lacking."""
    NEW_FACTS = "new_facts"
    SAME_TASK = "same_task"
    """The same thing again, as a request of its own, such as by another channel."""
    OTHER_TASK = "other_task"


class Further(FactEnum):
    """What becomes of a further message (3.20, readings I-22, I-23)."""

    NEW_REQUEST = "new_request"
    JOINS = "joins"
    """It belongs to the open request, which keeps its place."""
    TRIAGE_AGAIN = "triage_again"
    """It joins, keeps the place, and how critical it is is judged anew."""
    DUPLICATE = "duplicate"
    """The two are linked; the earlier moment counts."""
    REOPENS = "reopens"
    """The refused request is taken up again, with a new place."""
    STAYS_REFUSED = "stays_refused"


class ArrivedThan(FactEnum):
    """When another request arrived, compared with this one."""

    EARLIER = "earlier"
    SAME_MOMENT = "same_moment"
    LATER = "later"


class TakenThan(FactEnum):
    """When another request was taken, compared with this one."""

    EARLIER = "earlier"
    ABOUT_SAME_TIME = "about_same_time"
    """Within the tolerance of the profile."""
    LATER = "later"


class Overtaking(FactEnum):
    """Whether a request was overtaken by another one (3.13)."""

    OVERTAKEN = "overtaken"
    RIGHTFULLY_OVERTAKEN = "rightfully_overtaken"
    NOT_OVERTAKEN = "not_overtaken"


class PlaceToWait(Facts[Serving]):
    """By what it came, as far as the queues are concerned."""

    live: Fact[bool] = Fact("it is a live call")
    in_queue: Fact[bool] = Fact("a queue of the profile takes it")


class ArrivalOfRequest(Facts[Arrival]):
    """How a request became complete."""

    lacked: Fact[bool] = Fact("it lacked something at first")
    in_time: Fact[bool] = Fact("the sender gave that within the time to complete it")


class OutOfTurn(Facts[Turn]):
    """How critical a request is, what it needs, and when that was recorded."""

    level: Fact[SeverityLevel] = Fact("how critical it is")
    emergency_action: Fact[bool] = Fact("it needs emergency action")
    specialist_advice: Fact[bool] = Fact("it needs the advice of a specialist")
    recorded: Fact[Recorded] = Fact("when staff recorded this with the reason")


class FurtherMessage(Facts[Further]):
    """What a message says, and what has become of the earlier request it concerns."""

    earlier: Fact[EarlierRequest] = Fact("what has become of the earlier request")
    same_subscriber: Fact[bool] = Fact("both concern the same subscriber")
    content: Fact[MessageContent] = Fact("what the message says")


class OneBeforeAnother(Facts[Overtaking]):
    """Two requests of one queue: this one, and another that may have been taken before it."""

    arrived: Fact[ArrivedThan] = Fact("when the other one arrived")
    taken: Fact[TakenThan] = Fact("when the other one was taken")
    one_act: Fact[bool] = Fact("both were answered in one act")
    free: Fact[bool] = Fact("this one was free to be taken then")
    turn: Fact[Turn] = Fact("whether the other one might go out of turn")


_P, _A, _T, _M, _O = PlaceToWait, ArrivalOfRequest, OutOfTurn, FurtherMessage, OneBeforeAnother

SERVING: Final = RuleTable(
    "place to wait",
    PlaceToWait,
    Rule(("3.13", "I-20"), Serving.SERVED_AS_IT_RINGS, when=_P.live),
    Rule(("3.13", "I-20"), Serving.WAITS_IN_QUEUE, when=_P.in_queue),
    Rule(("3.13", "I-20"), Serving.NO_QUEUE),
)

ARRIVAL: Final = RuleTable(
    "moment of arrival",
    ArrivalOfRequest,
    Rule("3.13", Arrival.FIRST_MOMENT, when=~_A.lacked),
    Rule(("3.13", "I-5"), Arrival.FIRST_MOMENT, when=_A.in_time),
    Rule(("3.13", "I-5"), Arrival.COMPLETION),
)

OUT_OF_TURN: Final = RuleTable(
    "out of turn",
    OutOfTurn,
    Rule(
        ("3.14", "I-21"),
        Turn.MAY_GO_OUT_OF_TURN,
        when=_T.level.is_in(SeverityLevel.HIGH, SeverityLevel.CRITICAL)
        & (_T.emergency_action | _T.specialist_advice)
        & _T.recorded.is_in(Recorded.BEFORE),
    ),
    Rule(("3.13", "3.14", "I-21"), Turn.IN_TURN),
)

FURTHER_MESSAGE: Final = RuleTable(
    "further message",
    FurtherMessage,
    Rule(
        ("3.13", "I-23"),
        Further.NEW_REQUEST,
        when=_M.content.is_in(MessageContent.OTHER_TASK)
        | _M.earlier.is_in(EarlierRequest.NONE, EarlierRequest.SETTLED)
        | ~_M.same_subscriber,
    ),
    Rule(
        ("3.9", "3.13", "I-23"),
        Further.REOPENS,
        when=_M.earlier.is_in(EarlierRequest.REFUSED)
        & _M.content.is_in(MessageContent.COMPLETES, MessageContent.NEW_FACTS),
    ),
    Rule(("3.9", "3.20", "I-22"), Further.STAYS_REFUSED, when=_M.earlier.is_in(EarlierRequest.REFUSED)),
    Rule(("3.14", "3.20", "I-22"), Further.TRIAGE_AGAIN, when=_M.content.is_in(MessageContent.NEW_FACTS)),
    Rule(("3.13", "I-23"), Further.DUPLICATE, when=_M.content.is_in(MessageContent.SAME_TASK)),
    Rule(("3.20", "I-22"), Further.JOINS),
)

OVERTAKING: Final = RuleTable(
    "overtaking",
    OneBeforeAnother,
    Rule(("3.13", "I-20"), Overtaking.NOT_OVERTAKEN, when=~_O.arrived.is_in(ArrivedThan.LATER)),
    Rule(("3.13", "I-20"), Overtaking.NOT_OVERTAKEN, when=~_O.taken.is_in(TakenThan.EARLIER)),
    Rule(("3.13", "I-20"), Overtaking.NOT_OVERTAKEN, when=_O.one_act),
    Rule(("3.13", "I-20"), Overtaking.NOT_OVERTAKEN, when=~_O.free),
    Rule(("3.14", "I-21"), Overtaking.RIGHTFULLY_OVERTAKEN, when=_O.turn.is_in(Turn.MAY_GO_OUT_OF_TURN)),
    Rule(("3.13", "I-20"), Overtaking.OVERTAKEN),
)
