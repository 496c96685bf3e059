-- A billing database of invented subscribers, for `make demo` and for trying: those of the sample mails.
CREATE TABLE accounts (
    login TEXT PRIMARY KEY, contract TEXT, city TEXT, street TEXT, house TEXT, flat TEXT, phone TEXT, email TEXT, tariff TEXT,
    balance INTEGER
);
INSERT INTO accounts VALUES
    ('prykladko', '100245', 'Київ', 'Зразкова', '12', '34', '+380501112233', 'ivan.pryklad@example.com', 'home', 120),
    ('primerov', '100198', 'Київ', 'Образцова', '3', '15', '0503334455', 'primerov@example.com', 'home', 40),
    ('zrazok7', '100311', 'Київ', 'Зразкова', '7', '8', '050 555-66-77', 'halyna.zrazok@example.net', 'home', 0),
    ('obraztsova', '100377', 'Київ', 'Тиха', '1', '2', NULL, 'olga.obraztsova@example.org', 'home', 15),
    ('sample-office', '100402', 'Київ', 'Ділова', '5', NULL, '8(044)222-33-44', 'office@example.com', 'office', 900);
