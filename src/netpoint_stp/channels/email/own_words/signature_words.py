"""The words by which signatures, closings and taglines of mail programs are known, in three languages."""

import re
from typing import Final


def _listed(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


CLOSING: Final = re.compile(
    r"(?i)\s*(?:с (?:глубоким |большим )?уважением|с ув\.|с наил(?:учшими|\.) пожеланиями|всего (?:доброго|наилучшего)"
    r"|з (?:глибокою |великою )?повагою|з найкращими побажаннями"
    r"|(?:заранее|наперед) (?:спасибо|благодар(?:ю|ен|на)|дякую)"
    r"|(?:(?:best|kind|warm|with best|with kind) regards|regards|sincerely"
    r"|yours (?:truly|sincerely|faithfully)|best wishes))(?!\w)[\s,.!–—-]*"
)
POSTSCRIPT: Final = re.compile(
    r"(?i)\s*(?:p\.\s?p?\.?\s?s|ps|п\.\s?с|пс|з\.\s?[ыи]|зы|постскриптум|postscript)[.:,)\s]"
)
TAGLINE: Final = re.compile(
    r"(?i)\s*(?:sent (?:from|with|via|using|by)|get|получить|отримати|скачать|завантажити"
    r"|отправлено(?: мной)? (?:с|со|из|от|через)|надіслано (?:з|зі|із|від|через|за)|послано (?:с|со|из|через|з|зі)"
    r"|відправлено (?:з|зі|із|від|через|за))(?!\w)\s*"
)
DEVICE: Final = re.compile(
    r"(?i)(?<!\w)(?:iphone|ipad|айфон\w*|айпад\w*|android|андро[иії]д\w*|samsung|galaxy|huawei|honor|xiaomi|redmi|poco"
    r"|oppo|realme|nokia|pixel|blackberry|windows phone|outlook|mail\.ru|почт[ыа]|пошт[аи]|gmail|yahoo|proton ?mail"
    r"|protonmail|proton|bluemail|blue mail|spark|aquamail|k-9|thunderbird|ukr\.net|i\.ua|meta\.ua|yandex|яндекс\w*"
    r"|zoho|tutanota|tuta|airmail|mailspring|edison|nine|телефон[ау]|смартфон[ау]|планшет[ау]|мобильн\w+|мобільн\w+|устройства"
    r"|пристрою|phone|mobile|smartphone|tablet|handheld|device)(?!\w)"
)
WRITTEN_BY: Final = re.compile(
    r"(?i)(?<!\w)(?:не|нет|нема|немає|ні|но|але|прошу|завтра|вчора|вчера|сегодня|сьогодні|was|were|is|are|not|but|please|and"
    r"|и|і|та|работает|працює|договор\w*|договір\w*|contract)(?!\w)|[.!?]\s+[^\W\d_]"
)
"""What a person says after words that a tagline begins with."""
ROLES: Final = _listed(
    "абонент абонента абонентка клієнт клиент клієнтка клиентка ваш ваша ваші ваши директор директора бухгалтер",
    "інженер инженер менеджер начальник начальника відділу отдела головний главный заступник заместитель керівник",
    "руководитель адміністратор администратор продажу продаж по та і и з із від от договір договор договору",
    "договора номер логін логин адреса адрес рахунок счет тел моб телефон факс вул ул буд дом кв м г корп під'їзд пров",
    "просп область обл район тов фоп ооо іп ип company ltd inc of and the customer client subscriber",
    "manager director engineer sales",
    "phone mobile email e-mail mail web site www http https contract login address street",
)
"""Words without a capital that signatures have: what somebody is, and what a contact is called."""
SAYING: Final = _listed(
    "я мы ми мне мені меня мене нам у нас вас вы ви вам это це эта этот ця цей",
    "не нет ні нема немає нету никто ніхто ничего нічого что що как як когда коли почему чому где де если якщо але но",
    "прошу просим просимо помогите допоможіть сделайте зробіть проверьте перевірте подключите підключіть можно можна",
    "работает працює работал працював пропал пропадает зник зникає зникла пропала есть є был была було был було будет",
    "буде i we my our me us you it is are was were am has have had does do did not no cannot can't don't doesn't isn't",
    "please this that these those when why how what where if but because since",
)
"""Words that sentences have, and names, roles and contacts have not."""
