"""An answer of nothing but account information supplies what was asked for, never the task (3.5; I-2, I-5)."""

from tests.desk.scene import desk, mail

from netpoint_stp.casebook.steps import State
from netpoint_stp.desk.outcomes import Became


def test_account_information_supplies_no_task() -> None:
    """A request without account and task, answered with the account alone, still lacks its task; then it is whole."""
    made = desk()
    made.receive(mail("Допоможіть!", subject="Проблема"))
    half = made.receive(mail("Договір 100245", subject="Re: R-1", id_="m2", answers="m1"))
    request = made.store.request("R-1")

    assert request is not None
    assert (half.became, request.state) == (Became.JOINED, State.INCOMPLETE)

    whole = made.receive(mail("Перевірте лінію.", subject="Re: R-1", id_="m3", answers="m1"))
    request = made.store.request("R-1")

    assert request is not None
    assert (whole.became, request.state) == (Became.COMPLETED, State.WAITING)


def test_account_information_completes_a_stated_task() -> None:
    """Where the task is stated already, the account alone completes the request."""
    made = desk()
    made.receive(mail("Перевірте лінію, немає мережі.", subject="Проблема", sender="nobody@mail.example"))
    whole = made.receive(
        mail("Договір 100245", subject="Re: R-1", id_="m2", answers="m1", sender="nobody@mail.example")
    )

    assert whole.became is Became.COMPLETED
