"""Words that only programs write: subjects and beginnings of bounces, automatic answers, reports (reading I-33).

Each list is what mail systems really put there. A person quotes such words below words of his own, or passes the
message on under a subject that says so; so texts are looked at from their beginning, and subjects as a whole.
"""

import re

from netpoint_stp.channels.evidence import AutomaticReason

PASSED_ON = re.compile(
    r"(?i)\s*(?:re|aw|sv|ha|отв(?:ет)?|відп(?:овідь)?|на|(fwd?|wg|tr|пересл(?:ано)?|пер))\s*(?:\[\d+\])?\s*:"
)
"""The subject of an answer or, with a group, a forward."""

RETURNED = re.compile(
    r"(?i)^(?:\W*(?:(?:postmaster )?noti(?:ce|fy)|warning|message status)\W+)?"
    r"(?:undeliver|non-?deliver|returned (?:mail|to sender)|mail (?:failure|error|system error|status|delivery)"
    r"|(?:mail )?delivery.{0,30}(?:status|fail|problem|report|notification|delayed|warning)|failure notice|failed mail"
    r"|(?:mail |message )?could not be delivered|delayed mail|automatically rejected|rejected:|(?:relayed|delivered):)"
    r"|не ?доставл(?:ен|яем)|не может быть доставлен|не уда(?:ло|е|ё)(?:сь|тся) доставить|недоставк|^доставлен[оа]:"
    r"|не (?:вда(?:лося|ється)|може бути) доставл?(?:ити|ено|ене)"
    r"|(?:отч[её]т|уведомлени[ея]) о.{0,12} доставк|доставка .{0,20}(?:невозможна|задерж|неможлива|затрим)"
    r"|(?:задержка|затримка) доставл?(?:ки|ення)|(?:ошибка|помилка|сбой|збій) доставл?(?:ки|ення)"
    r"|(?:звіт|сповіщення|повідомлення) про.{0,12} достав(?:ку|лення)"
    r"|возврат (?:почты|письма)|повернення (?:пошти|листа)"
    r"|^(?:unzustellbar|non remis|niedostarcz|no se puede entregar|onbestelbaar|impossibile recapitare|não entregue)"
)
"""What a postmaster writes only when mail comes back; from anybody else such a subject is a question about mail."""

_ANSWER = (
    r"auto(?:matic|mated)?[- ]?(?:reply|response|responder)|out of (?:the )?office(?: reply| autoreply)?"
    r"|vacation reply|away from my mail|автоматический ответ|автоответ|автом?атична в[іi]дпов[іi]дь"
    r"|автов[іi]дпов[іi]дь|аўтаматычны адказ|автоматичен отговор"
    r"|automatische antwort|abwesenheitsnotiz|réponse automatique|respuesta automática|resposta automática"
    r"|risposta automatica|automatisch antwoord|odpowiedź automatyczna|automatyczna odpowiedź|autosvar|automatsvar"
    r"|automatiskt svar|automaattinen vastaus|automatická odpověď|automatikus válasz|răspuns automat|otomatik yanıt"
    r"|自动回复|自動回覆|自動応答"
)
_BOUNCE = (
    r"delivery status notification|undelivered mail returned to sender"
    r"|undeliverable(?: (?:mail|message))?|(?:mail|message) delivery (?:failed|failure)|failure notice|returned mail"
    r"|mail failed, returning to sender|non-delivery(?: report)?|mail could not be delivered"
    r"|message status - undeliverable"
)
AUTOMATIC_SUBJECT = re.compile(
    rf"(?i)\s*(?:(?:re:\s*)?[\[(](?:{_ANSWER})[\])]|(?:{_ANSWER}|{_BOUNCE})\s*(?:[:：\-–—(.!]|$)"
    r"|(?:auto: )?[^:]{1,60} is out of (?:the )?office(?:[ .(]|$)"
    r"|auto: [^:]{1,60}(?:отсутству|вне офиса|відсутн|поза офісом)"
    r"|(?:нет|отсутствует) на рабочем месте: |вне офиса: |поза офісом: |відсутн(?:ій|я) на робочому місці: "
    r"|(?:уведомление|подтверждение) о (?:прочтении|получении): "
    r"|(?:сповіщення|підтвердження) про (?:прочитання|отримання): "
    r"|warning: message \S{1,40} delayed \d|warning: could not send message for past |postfix smtp server: errors from "
    r"|cron <[^\s<>]{1,200}> )"
)
"""Of what programs write only: people who are away write "я в отпуске" themselves, to have their service paused."""

ABUSE_SUBJECT = re.compile(r"(?i)complaint about message from|email feedback report for ip ")
"""Only from the desks of mail providers: a client complains about messages too."""

REPORT_SUBJECT = re.compile(r"(?i)\W{0,3}report domain:\s*\S{1,255}\s+submitter:")
"""A domain's report about authentication (RFC 7489, 8460)."""

_FRAME = r"(?i)[\s*|=#_-]{0,200}"
_RECIPIENTS = r"(?:these|the following|one or more|some|all)(?:\s\w{1,10}){0,3}\s(?:recipient|address|destination)"
_BOUNCED = (
    r"this (?:message|report) was (?:created|generated) automatically by"
    r"|this is an automatically[ -]generated delivery status notification|this is a delivery status notification"
    r"|(?:hi[.!]\s+)?this is the (?:qmail-send|postfix) program\b|(?:hi[.!]\s+)?this is the mailer-daemon\b"
    r"|(?:hi[.!]\s+)?this is the (?:james mail server|dragonfly mail agent)\b"
    r"|this is the mail system at host|this is the mail delivery (?:agent|system|software)"
    r"|this is a collection of reports about email delivery|this is an advisory-only e-?mail|non-delivery report\b"
    r"|(?:это|данное) (?:письмо|сообщение) (?:было )?(?:создано|сформировано|отправлено)"
    r"\s+(?:автомати\w{2,6}\s+)?(?:почтовым\s+)?сервером"
    r"|(?:цей лист|це повідомлення) (?:було )?(?:створено|сформовано|надіслано)"
    r"\s+(?:автомати\w{2,6}\s+)?(?:поштовим\s+)?сервером"
    r"|the original message was received at\b.{0,80}\s+from\b|transcript of session follows|message log follows: ?-"
    r"|the following addresses had (?:permanent|transient)|this is a warning message only"
    r"|your message (?:did not|could not|cannot) .{0,40}deliver"
    rf"|a message that you (?:have )?sent (?:could not be|has not yet been) delivered to\s+{_RECIPIENTS}"
    r"|your message with subject: .{0,200}\s+could not be delivered"
    rf"|(?:could not|unable to) deliver (?:the |your )?(?:message|mail) to {_RECIPIENTS}"
    rf"|delivery (?:has failed )?to {_RECIPIENTS}s?"
    r"(?: or (?:groups|distribution lists)| failed|.{0,40} delayed|.{0,20} is complete)"
    r"|message from interscan|your message to \S{1,200} was automatically rejected"
    r"|your message was automatically rejected by"
    r"|не удалось (?:выполнить доставку|доставить сообщение) (?:следующим|этим) получател"
    r"|сбой доставки (?:следующим|этим) получател|ваше сообщение не доставлено следующим получател"
    r"|не вдалося (?:виконати доставку|доставити повідомлення) (?:таким|наступним|цим) (?:одержувач|отримувач)"
    r"|votre message n'a pas pu [eê]tre (?:d[eé]livr|remis|distribu)"
)
_OUTLOOK_REPORT = (
    r"(?:your message|ваше сообщение|ваше повідомлення)\s+(?:to|кому|subject|тема):[^\0]{1,600}?\n\s{0,9}"
    r"(?:was (?:read|deleted without being read) on |было прочитано |було прочитано )"
)
_OUTLOOK_BOUNCE = (
    r"(?:your message|ваше сообщение|ваше повідомлення)\s+(?:to|кому|subject|тема):[^\0]{1,600}?\n\s{0,9}"
    r"(?:did not reach the following|was not delivered to|не доставлено|не дошло|не дійшло)"
)
_OF_ITSELF = (
    r"this is an? (?:automat(?:ed|ic)|auto-?generated|automatically[ -]generated)"
    r" (?:[\w-]{1,20} ){0,2}(?:message|reply|response|e-?mail|notification|notice|acknowledge?ment)\b"
    r"|(?:это|данное) (?:письмо|сообщение|уведомление) (?:было )?"
    r"(?:создано|сформировано|отправлено|сгенерировано)\s+автоматически\b"
    r"|(?:это|данное) автоматическое (?:сообщение|уведомление|письмо)\b"
    r"|(?:цей|даний) лист (?:було )?(?:створено|сформовано|надіслано|згенеровано)\s+автоматично\b"
    r"|(?:це|дане) повідомлення (?:було )?(?:створено|сформовано|надіслано|згенеровано)\s+автоматично\b"
    r"|(?:це|дане) автоматичне (?:повідомлення|сповіщення)\b"
)
BEGINNINGS = (
    (AutomaticReason.MAIL_SYSTEM, re.compile(f"{_FRAME}(?:{_BOUNCED}|{_OUTLOOK_BOUNCE})")),
    (AutomaticReason.READ_RECEIPT, re.compile(_FRAME + _OUTLOOK_REPORT)),
    (AutomaticReason.ABUSE_REPORT, re.compile(_FRAME + r"(?:this is an e-?mail abuse report\b|\[ spamcop v\d)")),
    (AutomaticReason.TEXT, re.compile(f"{_FRAME}(?:{_OF_ITSELF})")),
)
"""How a text begins that no person wrote, the reason beside it; the first that fits counts."""
