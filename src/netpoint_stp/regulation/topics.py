"""The policies of an edition, one for each topic of the text; each is loaded when it is first asked for."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

import attrs

from netpoint_stp.errors import RuleError, did_you_mean
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.policy.topic import Shared, Topic
from netpoint_stp.rules import PUBLISHED, Edition, RuleTable, slug
from netpoint_stp.rules.decision import NOTHING_SAID

if TYPE_CHECKING:
    from netpoint_stp.policy.alerts.policy import AlertsPolicy
    from netpoint_stp.policy.answers.policy import AnswersPolicy
    from netpoint_stp.policy.complaints.policy import ComplaintsPolicy
    from netpoint_stp.policy.errors_notified.policy import ErrorsNotifiedPolicy
    from netpoint_stp.policy.identification.policy import IdentificationPolicy
    from netpoint_stp.policy.intake.policy import IntakePolicy
    from netpoint_stp.policy.notices import NoticesPolicy
    from netpoint_stp.policy.queue.policy import QueuePolicy
    from netpoint_stp.policy.reaction.policy import ReactionPolicy
    from netpoint_stp.policy.reception.policy import ReceptionPolicy
    from netpoint_stp.policy.refusal.policy import RefusalPolicy
    from netpoint_stp.policy.scope import ScopePolicy
    from netpoint_stp.policy.sides import SidesPolicy

TopicT = TypeVar("TopicT", bound=Topic)

TOPICS: Final = (
    *("intake", "reception", "identification", "scope", "answers", "refusal", "complaints"),
    *("queue", "reaction", "alerts", "notices", "errors_notified", "sides"),
)
"""The topics of the text, in its order: names of the policies of an edition."""


@attrs.frozen(kw_only=True, field_transformer=of_declared_kinds)
class Topics:
    """The policies of one edition; one that is not given is that of the published text.

    A decision on a billing system's own facts needs one policy or two: the others are never loaded.
    """

    edition: Edition = PUBLISHED
    _intake: "IntakePolicy | None" = None
    _identification: "IdentificationPolicy | None" = None
    _scope: "ScopePolicy | None" = None
    _answers: "AnswersPolicy | None" = None
    _refusal: "RefusalPolicy | None" = None
    _complaints: "ComplaintsPolicy | None" = None
    _queue: "QueuePolicy | None" = None
    _reaction: "ReactionPolicy | None" = None
    _alerts: "AlertsPolicy | None" = None
    _notices: "NoticesPolicy | None" = None
    _errors_notified: "ErrorsNotifiedPolicy | None" = None
    _sides: "SidesPolicy | None" = None
    _reception: "ReceptionPolicy | None" = None

    @cached_property
    def intake(self) -> "IntakePolicy":
        """Return the policy on intake (2.1, 3.1–3.5)."""
        from netpoint_stp.policy.intake.policy import IntakePolicy

        return self._given(self._intake, IntakePolicy)

    @cached_property
    def identification(self) -> "IdentificationPolicy":
        """Return the policy on persons and identification (1.2, 3.6, 4.3.2)."""
        from netpoint_stp.policy.identification.policy import IdentificationPolicy

        return self._given(self._identification, IdentificationPolicy)

    @cached_property
    def scope(self) -> "ScopePolicy":
        """Return the policy on scope and advice (2.2, 2.3, 3.7)."""
        from netpoint_stp.policy.scope import ScopePolicy

        return self._given(self._scope, ScopePolicy)

    @cached_property
    def answers(self) -> "AnswersPolicy":
        """Return the policy on answers by link (3.8)."""
        from netpoint_stp.policy.answers.policy import AnswersPolicy

        return self._given(self._answers, AnswersPolicy)

    @cached_property
    def refusal(self) -> "RefusalPolicy":
        """Return the policy on refusal (3.9)."""
        from netpoint_stp.policy.refusal.policy import RefusalPolicy

        return self._given(self._refusal, RefusalPolicy)

    @cached_property
    def complaints(self) -> "ComplaintsPolicy":
        """Return the policy on complaints (3.10–3.12)."""
        from netpoint_stp.policy.complaints.policy import ComplaintsPolicy

        return self._given(self._complaints, ComplaintsPolicy)

    @cached_property
    def queue(self) -> "QueuePolicy":
        """Return the policy on the queue (3.13, 3.14, 3.20)."""
        from netpoint_stp.policy.queue.policy import QueuePolicy

        return self._given(self._queue, QueuePolicy)

    @cached_property
    def reaction(self) -> "ReactionPolicy":
        """Return the policy on reaction (3.15–3.19)."""
        from netpoint_stp.policy.reaction.policy import ReactionPolicy

        return self._given(self._reaction, ReactionPolicy)

    @cached_property
    def alerts(self) -> "AlertsPolicy":
        """Return the policy on alerts (2.4, 2.5, 4.1.2, 4.1.3)."""
        from netpoint_stp.policy.alerts.policy import AlertsPolicy

        return self._given(self._alerts, AlertsPolicy)

    @cached_property
    def notices(self) -> "NoticesPolicy":
        """Return the policy on notices (4.5)."""
        from netpoint_stp.policy.notices import NoticesPolicy

        return self._given(self._notices, NoticesPolicy)

    @cached_property
    def errors_notified(self) -> "ErrorsNotifiedPolicy":
        """Return the policy on error notifications (4.2, 4.3.1)."""
        from netpoint_stp.policy.errors_notified.policy import ErrorsNotifiedPolicy

        return self._given(self._errors_notified, ErrorsNotifiedPolicy)

    @cached_property
    def sides(self) -> "SidesPolicy":
        """Return the policy on the duties and rights of each side (4.1–4.4)."""
        from netpoint_stp.policy.sides import SidesPolicy

        return self._given(self._sides, SidesPolicy)

    @cached_property
    def reception(self) -> "ReceptionPolicy":
        """Return the policy on what was made of what came in (2.1.5, 3.1, 3.1.4, 3.2, 3.4, 4.1.1)."""
        from netpoint_stp.policy.reception.policy import ReceptionPolicy

        return self._given(self._reception, ReceptionPolicy)

    def _given(self, topic: TopicT | None, published: Callable[[], TopicT]) -> TopicT:
        if topic is None:
            # the tables of the published policies are made once: what says nothing of its own needs no copy of them
            plain = self.edition == PUBLISHED and self.edition.statements is NOTHING_SAID
            topic = published() if plain else published().under(self.edition)
        return topic.sharing(self._shared)

    @property
    def _shared(self) -> Shared:
        """What topics count with and the edition holds once: of policies alone, the published settings."""
        return Shared()

    @property
    def topics(self) -> Mapping[str, Topic]:
        """Return all policies by topic."""
        return {name: getattr(self, name) for name in TOPICS}

    @property
    def tables(self) -> Mapping[str, RuleTable[..., Any]]:
        """Return every rule table, by its name in lower case with underscores."""
        return {slug(table.name): table for topic in self.topics.values() for table in topic.tables}

    def table(self, name: str) -> RuleTable[..., Any]:
        """Return a rule table by its name; raises `RuleError` for an unknown one."""
        tables = self.tables
        if slug(name) not in tables:
            raise RuleError(f"there is no table `{name}`{did_you_mean(slug(name), tables)}")
        return tables[slug(name)]

    def under(self, edition: Edition) -> Self:
        """Return the same rules and settings as another edition, which every answer then names."""
        return attrs.evolve(self, edition=edition)
