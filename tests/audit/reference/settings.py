"""The example profile, written out once more by hand: what the reference holds records against."""

from datetime import timedelta

ACTIONS: dict[str, list[set[str]]] = {
    "consultation": [set()],
    "report a fault": [{"login"}, {"contract_number"}, {"connection_address"}],
    "change tariff": [{"login", "contract_number"}, {"passport"}],
    "suspend service": [{"contract_number", "passport"}],
    "reset password": [{"login", "passport"}, {"contract_number", "passport"}],
}
"""Sets of account information of which one suffices, by action (3.6)."""
SPOKEN = {"phone"}
OWN_ACCOUNT = {"helpdesk"}
DETAILS_NEEDED = {"email"}
ADDRESSED = {"email", "sms"}
ONE_ADDRESS = {"email"}
OFFICIAL = {"phone", "helpdesk", "email", "sms"}
QUEUE = {"email", "sms", "helpdesk"}
QUEUE_NAME = "desk"
LIVE = {"phone"}
LEVELS = {"standard": timedelta(hours=4), "business": timedelta(hours=1)}
ANSWER_TIME = timedelta(days=3)
COMPLETION_TIME = timedelta(days=3)
GOOD_TIME = timedelta(minutes=30)
LEAD_TIME = timedelta(days=2)
FAILURE_TIME = timedelta(hours=1)
INSTRUCTION_TIME = timedelta(days=1)
WATCHED = {"equipment": timedelta(minutes=5)}
"""How often what is watched, by its kind; nothing else is (2.4, 4.1.2)."""
ROSTER = {"network engineer on duty": {"equipment"}, "head of the service desk": {"equipment", "software"}}
"""Who is told of which troubles."""
