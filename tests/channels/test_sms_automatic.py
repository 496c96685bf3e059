"""SMS that no person wrote (I-33): reports and service messages, on every form in which SMS come."""

import json

import pytest
from tests.desk.scene import REGULATION, desk

from netpoint_stp.backends.memory import MemoryStore
from netpoint_stp.channels.evidence import AutomaticReason
from netpoint_stp.channels.files.forms import read_file
from netpoint_stp.channels.interaction import Interaction
from netpoint_stp.desk.outcomes import Became

CLIENT = "380501112233"
NUMBER = "380997619138"
REPORTS = (
    "SMS STATUS REPORT\nMessage_id: 12\nDischarge_timestamp: 26-11-30 10:00:00\nStatus: 0,Ok,short message received",
    "SMS STATUS REPORT\nMessage_id: 12\nStatus: 69,Error,service rejected",
    "id:1234567890 sub:001 dlvrd:001 submit date:2611301000 done date:2611301001 stat:DELIVRD err:000 text:Your req",
    "id:ab-77 sub:001 dlvrd:000 submit date:261130100000 done date:261130100100 stat:UNDELIV err:011 Text:",
    "ACK/",
    "NACK/11/Invalid Destination Address",
    "DELIVRD",
    "Delivery report: your message to +380501112233 was delivered",
    "Звіт про доставку: повідомлення отримано",
    "Отчёт о доставке",
    "Повідомлення для 380501112233 доставлено.",
    "Повідомлення доставлено абоненту +380501112233 30.11.2026 10:00",
    "Сообщение не доставлено абоненту 380501112233",
    "Message delivered to +380501112233 at 10:00",
    "SMS delivered",
    "Otchet o dostavke: +380501112233 dostavleno 30.11.26 10:00:00",
    "Povidomlennya dlya +380501112233 dostavleno",
)
NOTICES = ("CALL MISSED", "CALL MISSED\n", "RING")
SERVICES = ("Kyivstar", "INFO", "5433", "111", "PrivatBank", "Нова Пошта", "VF-INFO", "+5433", "Lifecell 1")
PEOPLE = (
    "SMS status report is what I never get, please check",
    "Прийшов звіт, а інтернету нема",
    "call missed? please call me back",
    "Сообщение доставлено с опозданием, разберитесь пожалуйста",
    "Повідомлення доставлено, а інтернету нема",
    "Message delivered late, and no internet since",
    "Не працює інтернет, id:12 на роутері",
)
SENDERS = (CLIENT, "+380501112233", "0501112233", "80501112233", "+48601112233", "unknown", "a.b@mail.example", "")


def smstools(sender: str, text: str, more: str = "") -> tuple[str, bytes]:
    head = f"From: {sender}\nFrom_SMSC: 380672021111\nReceived: 26-11-30 10:00:00\nModem: GSM1\n{more}Alphabet: UTF-8\n"
    return "GSM1.aB3", f"{head}\n{text}".encode()


def gammu(sender: str, text: str) -> tuple[str, bytes]:
    return f"IN20261130_100000_00_{sender or '0'}_00.txt", text.encode()


def kannel(sender: str, text: str, more: str = "") -> tuple[str, bytes]:
    head = f"X-Kannel-From: {sender}\nX-Kannel-To: {NUMBER}\n{more}Content-Type: text/plain; charset=UTF-8\n"
    return "kannel", f"{head}\n{text}".encode()


def record(sender: str, text: str, **more: object) -> tuple[str, bytes]:
    fields = {"channel": "sms", "from": sender, "to": NUMBER, "text": text, "id": "7", **more}
    return "x.json", json.dumps(fields).encode()


def escapes(sender: str, text: str, **more: object) -> tuple[str, bytes]:
    return "x.json", json.dumps({"channel": "sms", "%p": sender, "%P": NUMBER, "%b": text, **more}).encode()


FORMS = (smstools, gammu, kannel, record, escapes)


def reasons(file: tuple[str, bytes]) -> set[AutomaticReason]:
    (found,) = read_file(*file, REGULATION.reading)
    assert isinstance(found, Interaction)
    assert found.channel == "sms"
    return {sign.reason for sign in found.automatic}


@pytest.mark.parametrize("form", FORMS)
class TestReadingI33:
    """On every form alike."""

    @pytest.mark.parametrize("text", REPORTS)
    def test_reports(self, form: object, text: str) -> None:
        """A delivery report is told by its words, though it comes under the client's own number."""
        assert callable(form)

        assert AutomaticReason.DELIVERY_REPORT in reasons(form(CLIENT, text))

    @pytest.mark.parametrize("text", NOTICES)
    def test_notices_of_calls(self, form: object, text: str) -> None:
        """What the modem notes of a call is no message of the caller's."""
        assert callable(form)

        assert reasons(form(CLIENT, text)) == {AutomaticReason.CALL_NOTICE}

    @pytest.mark.parametrize("sender", SERVICES)
    def test_services(self, form: object, sender: str) -> None:
        """A word or a short code is no client's telephone."""
        assert callable(form)

        assert reasons(form(sender, "Ваш баланс 12 грн")) == {AutomaticReason.SERVICE_SENDER}

    @pytest.mark.parametrize("text", PEOPLE)
    def test_people(self, form: object, text: str) -> None:
        """People's words about reports and calls stay theirs."""
        assert callable(form)

        assert reasons(form(CLIENT, text)) == set()

    @pytest.mark.parametrize("sender", SENDERS)
    def test_numbers(self, form: object, sender: str) -> None:
        """Telephones in every spelling, hidden numbers and addresses of mail are people's."""
        assert callable(form)

        assert reasons(form(sender, "Не працює інтернет")) == set()


@pytest.mark.parametrize(
    "file",
    [
        smstools(CLIENT, "0,Ok", "Report: yes\n"),
        kannel(CLIENT, "x", "X-Kannel-DLR-Type: 1\n"),
        escapes(CLIENT, "x", **{"%d": "8"}),
        escapes(CLIENT, "x", **{"%d": "1"}),
        record(CLIENT, "x", type="delivery_report"),
        record(CLIENT, "x", kind="DLR"),
        record(CLIENT, "x", report=True),
        record(CLIENT, "", status="delivered"),
        record(CLIENT, "Your request", status="DELIVRD", err="000"),
        record(CLIENT, "", message_status="UNDELIV"),
    ],
)
def test_fields_of_gateways(file: tuple[str, bytes]) -> None:
    """A gateway's own fields tell a report whatever its words."""
    assert AutomaticReason.DELIVERY_REPORT in reasons(file)


@pytest.mark.parametrize(
    "file",
    [
        smstools(CLIENT, "Не працює", "Report: no\n"),
        escapes(CLIENT, "Не працює", **{"%d": "-1"}),
        escapes(CLIENT, "Не працює", **{"%d": "0"}),
        record(CLIENT, "Не працює", type="sms", status="received"),
        record(CLIENT, "Не працює", status="delivered"),
        record(CLIENT, "Не працює", report=False),
    ],
)
def test_fields_of_messages(file: tuple[str, bytes]) -> None:
    """The same fields on a client's message are no sign."""
    assert reasons(file) == set()


@pytest.mark.parametrize("form", [smstools, kannel, record, escapes])
def test_no_loop(form: object) -> None:
    """Three rounds of a client's message, the desk's receipt and the report on it: one request, one receipt."""
    assert callable(form)
    store = MemoryStore()
    room = desk(store)
    files = [form(f"+{CLIENT}", "Не працює інтернет, договір 100245, перевірте лінію")]
    files += [form(f"+{CLIENT}", f"SMS STATUS REPORT\nMessage_id: {number}\nStatus: 0,Ok") for number in (12, 13, 14)]
    became, posted = [], []
    for name, raw in files:
        (found,) = read_file(name, raw, REGULATION.reading)
        outcome = room.receive(found, raw)
        became.append(outcome.became)
        posted.append(len(outcome.messages))

    assert became == [Became.OFFICIAL, *[Became.AUTOMATIC] * 3]
    assert posted == [1, 0, 0, 0]
