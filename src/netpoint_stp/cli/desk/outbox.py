"""`netpoint-stp desk outbox`, `send`, `aside`: messages that wait to be sent, and what could not be read."""

from collections import Counter as Counts
from collections.abc import Iterable
from typing import Any

import click

from netpoint_stp.backends.registry import Port, load, open_backend
from netpoint_stp.casebook.messages import OutboxItem
from netpoint_stp.casebook.records import StoredQuarantined
from netpoint_stp.cli.desk.context import Counter, purpose, tell_table
from netpoint_stp.cli.desk.step import telling
from netpoint_stp.cli.options import dumps
from netpoint_stp.desk.outbox import Dispatcher, Fate
from netpoint_stp.errors import UsageError
from netpoint_stp.ports.capabilities import StoreCapability
from netpoint_stp.regulation.figures.values import tell_channel
from netpoint_stp.wording import Language, say

limit_option = click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 10_000))


@click.command("outbox")
@click.option("--all", "everything", is_flag=True, help="Also what was sent or given up.")
@limit_option
@telling
def outbox_command(counter: Counter, everything: bool, limit: int, lang: Language, as_json: bool) -> None:
    """Show the messages that wait to be sent, in the order of posting: for which case, what for, what is in the way."""
    items = counter.store.outbox(pending=not everything, limit=limit).items
    if not items and not as_json:
        click.echo(say("desk.cli.nothing_pending", lang))
        return
    rows = [_item(counter, item, lang, as_json) for item in items]
    columns = ("number", "case", "purpose", "channel", "posted", "attempts", "state", "trouble")
    tell_table(columns, rows, lang, as_json=as_json)


def _item(counter: Counter, item: OutboxItem, lang: Language, as_json: bool) -> dict[str, object]:
    fate = _fate(item)
    told = fate.value if fate is not None else None
    return {
        "number": item.id,
        "case": item.message.case_id,
        "purpose": item.message.purpose if as_json else purpose(item.message.purpose, lang),
        "channel": item.message.channel if as_json else tell_channel(item.message.channel, lang),
        "posted": counter.shown(item.posted_at),
        "attempts": item.attempts,
        "state": told if as_json or told is None else say(f"desk.fate.{told}", lang),
        "trouble": item.trouble,
    }


def _fate(item: OutboxItem) -> Fate | None:
    if item.sent_at is not None:
        return Fate.SENT
    if item.given_up_at is not None:
        return Fate.GIVEN_UP
    return None if item.trouble is None else Fate.AGAIN


@click.command("send")
@click.option("--mail", help="URL of what sends mail.")
@click.option("--sms", help="URL of what sends SMS.")
@click.option("--alerts", help="URL of what tells the persons concerned.")
@click.option("--notices", help="URL of the board where notices are published.")
@limit_option
@telling
def send_command(
    counter: Counter,
    mail: str | None,
    sms: str | None,
    alerts: str | None,
    notices: str | None,
    limit: int,
    lang: Language,
    as_json: bool,
) -> None:
    """Send what waits in the outbox through the gateways named; what has no gateway stays.

    Gateways are backends that a package announces, as stores are. Each message is sent at least once, under a key by
    which a gateway can tell a repeat. Exit code 1 where something was not sent.
    """
    urls = {Port.MAIL_SENDER: mail, Port.SMS_GATEWAY: sms, Port.ALERTER: alerts, Port.NOTICE_BOARD: notices}
    if not any(urls.values()):
        raise UsageError("no gateway is named; give at least one of --mail, --sms, --alerts and --notices")
    _refuse_what_forgets(counter, urls.values())
    opened: dict[Port, Any] = {port: open_backend(url, port) for port, url in urls.items() if url is not None}
    dispatcher = Dispatcher(
        store=counter.store,
        mail=opened.get(Port.MAIL_SENDER),
        sms=opened.get(Port.SMS_GATEWAY),
        alerter=opened.get(Port.ALERTER),
        board=opened.get(Port.NOTICE_BOARD),
    )
    tried = dispatcher.send_pending(limit)
    fates = Counts(each.fate for each in tried)
    if as_json:
        click.echo(dumps({fate.value: fates[fate] for fate in Fate}))
    elif not tried:
        click.echo(say("desk.cli.nothing_pending", lang))
    else:
        for fate in Fate:
            if fates[fate]:
                click.echo(f"{fates[fate]:>8}  {say(f'desk.fate.{fate.value}', lang)}")
    for each in tried:
        if each.fault is not None:
            raise each.fault
    if len(tried) > fates[Fate.SENT]:
        raise click.exceptions.Exit(1)


def _refuse_what_forgets(counter: Counter, urls: Iterable[str | None]) -> None:
    """Refuse (`UsageError`) gateways that only pretend, over a store that would note their messages as sent."""
    if StoreCapability.DURABLE not in counter.store.capabilities:
        return
    schemes = [url.partition(":")[0].lower() for url in urls if url is not None and ":" in url]
    if forgetful := [scheme for scheme in schemes if load(scheme).forgets]:
        raise UsageError(
            f"`{forgetful[0]}:` delivers nothing, and the store would keep the messages as sent; "
            "name a gateway that sends, or try it over --store memory:"
        )


@click.command("aside")
@limit_option
@telling
def aside_command(counter: Counter, limit: int, lang: Language, as_json: bool) -> None:
    """Show what no message could be made of and was put aside whole, with the reason, for a person to look at."""
    items = counter.store.quarantined(limit=limit).items
    if not items and not as_json:
        click.echo(say("desk.cli.nothing_aside", lang))
        return
    rows = [_aside(counter, item, lang, as_json) for item in items]
    tell_table(("number", "received", "channel", "reason", "more"), rows, lang, as_json=as_json)


def _aside(counter: Counter, stored: StoredQuarantined, lang: Language, as_json: bool) -> dict[str, object]:
    return {
        "number": stored.id,
        "received": counter.shown(stored.item.received_at or stored.recorded_at),
        "channel": stored.item.channel if as_json else tell_channel(stored.item.channel, lang),
        "reason": stored.reason.value if as_json else say(f"desk.quarantine.{stored.reason.value}", lang),
        "more": stored.item.detail,
        "raw_kept": stored.raw_kept,
    }


OUTBOX = (outbox_command, send_command, aside_command)
