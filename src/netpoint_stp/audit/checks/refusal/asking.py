"""Questions for account information (3.6; reading I-3): whether more was asked for than the action needs.

That nothing superfluous may be asked is inferred from 3.6, which allows questions for certain actions.
"""

from typing import Final

import narwhals as nw

from netpoint_stp.audit.checks.check import Answer, Case, Check, VerdictFrame, judged
from netpoint_stp.audit.checks.unasked import parted, to_come
from netpoint_stp.audit.frames.expressions import read
from netpoint_stp.audit.frames.instants import Frame
from netpoint_stp.audit.frames.truths import BoolFactExpr, ConstantFact
from netpoint_stp.audit.records.tables import ActivityKind
from netpoint_stp.clauses import Bearer
from netpoint_stp.policy.identification.policy import Asking
from netpoint_stp.subjects.account import AccountDetail


def asked_for_no_more(case: Case) -> VerdictFrame:
    """Judge each question by the profile's table of actions (3.6; reading I-3).

    Each detail asked for must be one that some way of identifying oneself for that action needs. What the client had
    given already the records do not show, so it is not held against the question. An action that the table does not
    list leaves it undetermined, and so does a question that does not say what was asked for. `other` is the action.
    """
    frame = case.narrow("events", ("action", "asked_for"))
    no_question = (nw.col("kind") != ActivityKind.ASKED.value).fill_null(value=True)
    frame, unasked = parted(frame, "events", no_question=no_question, **to_come("events", case.now))
    frame = _details(frame)
    unsaid = nw.col("asked_for").is_null()
    reading = read(
        case.regulation.identification.asking,
        listed=BoolFactExpr(true=~nw.col("unlisted"), false=nw.col("unlisted") | unsaid),
        needed=_needed(case),
        known=ConstantFact(value=False),
    )
    answer = {
        Answer.KEPT.value: (Asking.MAY_ASK, Asking.ALREADY_KNOWN),
        Answer.BROKEN.value: (Asking.MORE_THAN_NEEDED, Asking.NOT_ACCOUNT_INFORMATION),
    }
    return judged(
        frame,
        "events",
        answer=answer,
        actual=nw.col("at_us"),
        other=nw.col("action"),
        reading=reading,
        unasked=unasked,
    )


def _details(frame: Frame) -> Frame:
    """Return the frame with `asks_…` for each of the four details, and `unlisted`: that something else is asked for.

    Each text is taken apart once, however many questions have it: the same few are asked again and again.
    """
    frame = frame.with_columns(said=nw.col("asked_for").fill_null(""))
    apart = nw.col("said").str.to_lowercase().str.replace_all(r"[\s,;|&]+", "&&")
    texts = frame.select("said").unique().with_columns(rest=nw.concat_str([nw.lit("&"), apart, nw.lit("&")]))
    rest = nw.col("rest")
    asks = {f"asks_{each.value}": rest.str.contains(f"&{each.value}&", literal=True) for each in AccountDetail}
    other = rest
    for each in AccountDetail:
        other = other.str.replace_all(f"&{each.value}&", "", literal=True)
    unlisted = other.str.replace_all("&", "", literal=True) != ""
    return frame.join(texts.select("said", **asks, unlisted=unlisted), on="said", how="left")


def _needed(case: Case) -> BoolFactExpr:
    """Return whether the action needs all that was asked for of the four details."""
    actions = case.regulation.identification.actions
    action, unsaid = nw.col("action").fill_null(""), nw.col("asked_for").is_null()
    open_ = unsaid | ~action.is_in(list(actions))
    too_much = nw.col("row") < 0
    for detail in AccountDetail:
        without = [name for name, requirement in actions.items() if detail not in requirement.details]
        too_much = too_much | (nw.col(f"asks_{detail.value}") & action.is_in(without))
    return BoolFactExpr(true=~too_much | open_, false=too_much | open_)


ASKED: Final = Check(
    id="3.6",
    clauses=("3.6",),
    readings=("I-3",),
    whose=Bearer.STP,
    table="events",
    needs=("events.asked_for",),
    asks=("events.action",),
    judge=asked_for_no_more,
)
