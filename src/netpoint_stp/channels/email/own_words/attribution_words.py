"""The words of which programs make the line above a quotation, by language: dates, verbs, what ties them together."""

import re
from typing import Final


def _listed(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


_MONTHS: Final = _listed(
    "january february march april may june july august september october november december",
    "jan feb mar apr jun jul aug sep sept oct nov dec",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "янв фев февр мар апр июн июл авг сен сент окт ноя нояб дек",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень",
    "січ лют бер берез кві квіт тра трав чер черв лип сер серп вер верес жов жовт лис лист гру груд",
    "januar februar märz mai juni juli oktober dezember mrz okt dez",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "sty lut kwi maj cze lip sie wrz paź lis gru",
    "janvier février mars avril juin juillet août septembre octobre novembre décembre janv févr avr juil déc",
)
_WEEKDAYS: Final = _listed(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun",
    "понедельник вторник среда среду четверг пятница пятницу суббота субботу воскресенье пн вт ср чт пт сб вс пон вто",
    "понеділок вівторок середа середу четвер п'ятниця п'ятницю пʼятниця пʼятницю п’ятниця п’ятницю субота суботу",
    "неділя неділю нд чет пят суб вос",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag mo di mi do fr sa so",
    "poniedziałek wtorek środa czwartek piątek sobota niedziela pon wt śr czw pt sob niedz",
    "lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim",
)
CONNECTING: Final = (
    _MONTHS
    | _WEEKDAYS
    | _listed(
        "on at of from by via and the you am pm a.m p.m",
        "в во у о об г год года р рік року от від з із через та і и вы ви пользователь користувач",
        "am um uhr le la à w dniu o był była",
        "письме письмо листі увімкнено вкл",
        "gmt utc eet eest msk cet cest est pst",
    )
)
"""What may stand between date and name, lower case; none of these is a word of the writer."""
PRONOUNS: Final = _listed(
    "я мы он она они мне нам мой моя ми він вона вони мені мій моє i we he she they me my us our it",
    "мы наш наша наше ваш ваша ваше your якщо если if не ні нет not",
)
"""Who says one of them speaks; a program never does."""
VERB: Final = re.compile(
    r"(?i)\b(?:wrote|writes|пишет|пише|(?:на)?писал(?:\(а\)|а|и)?|(?:на)?писав(?:\(ла\)|\(-ла\))?|(?:на)?писала|написали"
    r"|писали|schrieb|a écrit|pisze|(?:na)?pisał(?:\(a\)|a)?)(?!\w)"
)
VERB_AT_END: Final = re.compile(VERB.pattern + r"[\s:：]*$")
MACHINE_VERB: Final = re.compile(r"(?i)(?:писал\(а\)|писав\(-?ла\)|pisał\(a\))")
"""Only a program leaves the choice of the gender to the reader."""
GREETED: Final = re.compile(r"(?i)\s*(?:вы|ви|you)\s+(?:писали|написали|wrote)\b")
"""As The Bat! and others address the one who is answered."""
BRACKETED_ADDRESS: Final = re.compile(
    r"<[^<>\s]{1,120}@[^<>\s]{1,120}(?:<[^<>\s]{1,150}>)?>|\[mailto:[^\]\s]{1,200}\]|\([^()\s@]{1,64}@[^()\s]{1,120}\)"
)
BARE_ADDRESS: Final = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}")
_MONTH: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
DATE: Final = re.compile(
    r"(?i)(?<![\d.,/-])\d{1,4}[./-]\d{1,2}[./-]\d{2,4}(?![\d/-])"
    rf"|(?<!\d)\d{{1,2}}\.?(?:st|nd|rd|th)?\s+(?:{_MONTH})(?!\w)\.?,?(?:\s+\d{{4}}(?!\d))?"
    rf"|(?<!\w)(?:{_MONTH})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?!\d),?(?:\s+\d{{4}}(?!\d))?"
)
TIME: Final = re.compile(r"(?<!\d)\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?!\d)(?:\s?[AaPp]\.?[Mm]\b\.?)?")
