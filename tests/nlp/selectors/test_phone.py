"""Phones in every spelling we can think of; all numbers are of ranges reserved for fiction."""

from __future__ import annotations

from collections.abc import Callable

import phonenumbers
import pytest

from nlp.selectors import extract

Read = Callable[..., list[str]]
ROSIE = "+12025550143"

PLAIN = [
    "202-555-0143", "(202) 555-0143", "202.555.0143", "202 555 0143", "2025550143", "+1 202 555 0143",
    "+12025550143", "1-202-555-0143", "1 (202) 555-0143", "001 202 555 0143", "tel:+1-202-555-0143",
    "202/555/0143", "202 - 555 - 0143", "(202)5550143", "202-5550143", "202 5550143", "call2025550143",
    "2025550143call", "202-555-0143 ext 12", "202-555-0143 x7", "202–555–0143", "202•555•0143", "202_555_0143",
    "202~555~0143", "#202-555-0143", "☎2025550143", "📞 202-555-0143", "phone:202-555-0143.",
    "text 202-555-0143, no calls", "$80 202-555-0143", "202-555-0143 $80", "2025550143 100 roses",
    "22 yrs 202-555-0143", "5'4 120 202-555-0143", "room 12 call 202-555-0143", "open 24/7 202-555-0143",
    "202  555  0143", "202\u00a0555\u00a00143", "202 555\n0143", "20 25 55 01 43", "2-0-2-5-5-5-0-1-4-3",
]  # fmt: skip
HIDDEN = [
    "two zero two five five five zero one four three", "twozerotwo fivefivefive zeroonefourthree",
    "two0two five55 zero1four3", "TWO ZERO TWO 555 01 FOUR THREE",
    "tw0 zer0 tw0 f1ve f1ve f1ve zer0 0ne f0ur thr33", "2O2-555-O143", "2o2 555 ol43", "2O2 555 OI43",
    "two-oh-two, five-five-five, oh-one-four-three", "two oh two 555 oh one forty three",
    "twenty twenty-five fifty-five zero one forty-three", "two zero two triple five zero one four three",
    "two zero two double five five zero one four three", "202 five five five oh one 4 3",
    "dos cero dos cinco cinco cinco cero uno cuatro tres", "doscerodos cincocincocinco cerounocuatrotres",
    "dos cero dos 555 cero uno cuarenta y tres", "deux zéro deux cinq cinq cinq zéro un quatre trois",
    "deux zéro deux 555 01 quarante trois", "dois zero dois cinco cinco cinco zero um quatro três",
    "due zero due cinque cinque cinque zero uno quattro tre",
    "zwei null zwei fünf fünf fünf null eins vier drei", "二零二 五五五 零一四三", "２０２－５５５－０１４３",
    "②⓪②-⑤⑤⑤-⓪①④③",
    "❷⓿❷ ❺❺❺ ⓿❶❹❸", "𝟐𝟎𝟐-𝟓𝟓𝟓-𝟎𝟏𝟒𝟑", "𝟚𝟘𝟚.𝟝𝟝𝟝.𝟘𝟙𝟜𝟛", "²⁰²-⁵⁵⁵-⁰¹⁴³", "2️⃣0️⃣2️⃣5️⃣5️⃣5️⃣0️⃣1️⃣4️⃣3️⃣",
    "2️⃣0️⃣2️⃣ 💋 5️⃣5️⃣5️⃣ 💋 0️⃣1️⃣4️⃣3️⃣", "٢٠٢-٥٥٥-٠١٤٣", "२०२ ५५५ ०१४३",
    "2\u200b0\u200b2\u200b5\u200b5\u200b5\u200b0\u200b1\u200b4\u200b3",
    "2\u0336\u03000\u03362\u0336-5\u03365\u03365-0\u033614\u03363", "2 0 2 5 5 5 0 1 4 3",
    "2.0.2.5.5.5.0.1.4.3", "2*0*2*5*5*5*0*1*4*3", "2/0/2/5/5/5/0/1/4/3", "2💋0💋2💋5💋5💋5💋0💋1💋4💋3",
    "202 * 555 * 0143", "202 💕 555 💕 0143", "202...555...0143", "202 -- 555 -- 0143", "202|555|0143",
    "202,555,0143", "202 then 555 then 0143", "202 dash 555 dash 0143", "area code 202 then 555 and 0143",
    "first 202 next 555 last 0143", "202 call 555 me 0143",
    "two zero two call me five five five baby zero one four three", "2x0x2x5x5x5x0x1x4x3",
    "2\n0\n2\n5\n5\n5\n0\n1\n4\n3", "202\n555\n0143", "[202] 555 0143", "{202}555-0143",
    "( 2 0 2 ) 5 5 5 - 0 1 4 3", "2-0-2 five-five-5 0-one-4-three", "🅾️ no: 2🅾️2 555 🅾️143",
    "202 fivefivefive o143", "2 zero 2 fifty five 5 01 forty three", "202&nbsp;555&nbsp;0143", "202=555=0143",
    "202+555+0143", "202 + 555 + 0143", "202>555>0143", "2=0=2=5=5=5=0=1=4=3", "2+0+2+5+5+5+0+1+4+3",
    "2<>0<>2<>5<>5<>5<>0<>1<>4<>3", "2°0°2°5°5°5°0°1°4°3", "two+zero+two+five+five+five+zero+one+four+three",
    "{202}{555}{0143}", "2(zero)2 5(five)5 0(one)43", '"two" "zero" "two" 555 0143', "(two zero two) 555-0143",
    "202 (five) 55 0143", "202 555-zero-143", "202-5 5 5-0143", "202  555  0 1 4 3", "two-oh-two 555 01-forty-three",
    "two zero two, triple 5, 0143", "202 five-fifty-five 0143", "20 2 - 55 5 - 01 43", "202.FIVE FIVE FIVE.0I43",
    "2🍑0🍑2 🍒555🍒 01🍑43", "202 kisses 555 kisses 0143", "202 xx 555 xx 0143", "=202-555-0143=", "_202-555-0143_",
    "<202-555-0143>", "202-555-0143x77", "hmu2025550143", "call202.555.0143today", "202-555-0143call",
    "TEXT202-555-0143", "Rosie202-555-0143", "202-555-0143Rosie", "202xxx555xxx0143", "2025S5O143", "202-5S5-O143",
    "2O2-SSS-OI43", "202-SSS-O!43", "202-555-0|43", "twoo zeroo two 555 zero onee 43", "202 555 oone43",
    "two0two-five55-o143", "hmu two0two 555 oh143", "start with 202 then 555 and end with 0143",
    "two zero two five five five zero won four three", "2 0 2 5 5 5 0 won 4 3", "贰零贰 伍伍伍 零壹肆叁",
    "202AND555AND0143", "{2}{0}{2} {5}{5}{5} {0}{1}{4}{3}", "2025550143;",
    "20 255 50 143", "2025-550-143", "202 5550 143",
]  # fmt: skip
ABROAD = [
    ("020 7946 0958", "GB", "+442079460958"),
    ("+44 (0)20 7946 0958", "US", "+442079460958"),
    ("0044 20 7946 0958", "FR", "+442079460958"),
    ("011 44 20 7946 0958", "US", "+442079460958"),
    ("0491 570 006", "AU", "+61491570006"),
    ("zero four nine one five seven zero zero zero six", "AU", "+61491570006"),
    ("seis uno dos tres cuatro cinco seis siete ocho", "ES", "+34612345678"),
    ("zéro un vingt-trois quarante-cinq soixante-sept quatre-vingt-neuf", "FR", "+33123456789"),
    ("zéro un 23 45 soixante sept 89", "FR", "+33123456789"),
    ("+33 6 soixante-dix-huit 12 34 56", "FR", "+33678123456"),
    ("nove um dois três quatro cinco seis sete oito", "PT", "+351912345678"),
    ("０４９１－５７０－００６", "AU", "+61491570006"),
    ("06 12 34 56 78", "FR", "+33612345678"),
    ("plus four four two zero seven nine four six zero nine five eight", "GB", "+442079460958"),
    ("oh four nine one 570 006", "AU", "+61491570006"),
    ("onze, nove seis um dois três quatro cinco seis sete", "BR", "+5511961234567"),
    ("(0xx11) 96123-4567", "BR", "+5511961234567"),
    ("восемь девять один два три четыре пять шесть семь восемь девять", "RU", "+79123456789"),
    ("nul zes een twee drie vier vijf zes zeven acht", "NL", "+31612345678"),
    ("pięć jeden dwa trzy cztery pięć sześć siedem osiem", "PL", "+48512345678"),
    ("06.12.34.56.78", "FR", "+33612345678"),
    ("06 douze 34 cinquante six 78", "FR", "+33612345678"),
    ("+91 81 23 45 67 89", "IN", "+918123456789"),
    ("ninety eight, one two three four five six seven eight", "IN", "+919812345678"),
    ("double eight one two three four five six seven eight", "IN", "+918812345678"),
]
DECOYS = [
    "order 2025550143", "order no. 2025550143", "tracking number 2025550143", "invoice #2025550143",
    "case 2025550143", "SKU 2025550143", "item 2025550143", "ID: 2025550143-99", "account 2025550143",
    "routing 202555014", "IMEI 202555014300012", "2025-11-24 10:30", "24/11/2025 22:30:15", "11.24.2025",
    "2025 11 24 10 30", "10:30 - 22:15", "Mon 10-6, Tue 10-6, Wed 12-8", "36-24-36 5'4 120",
    "34DD-26-36 125lbs 5ft4", "192.168.100.200", "10.0.0.1:8080", "1234 5678 90", "$2,025,550,143", "202555014",
    "20255501433", "0x2025550143", "a1b2c3d4e5f6a7b8c9d0", "202.55", "1 2 3 4 5 6 7 8 9 10 11 12",
    "1,2,3,4,5,6,7,8,9,10", "100 roses 15 min 150 roses 30 min 250 roses 1 hour", "$80 $100 $150 $200",
    "80/100/150/200", "one two three four five six", "ISBN 978-3-16-148410-0",
    "USPS 9400 1000 0000 0000 0000 00", "page 202 of 555, line 0143 of 9", "https://shop.example/p/2025550143",
    "img_2025550143.jpg", "user2025550143x", "color: #202555; margin: 0 14px", "v2.0.2-555.0143",
    "lat 40.7127 lon -74.0059", "score 202-555-014", "2025550143%", "£2025550143", "zip 20255-0143",
    "ages 20 to 25, 55 roses, 0 drama 143", "for(i=0;i<2025550143;i++)", "born 2002, 5 ft 5, size 5, 01/43",
    "version 2.025.550.143", "scan_2025550143.jpeg", "notes-2025550143.txt", "/media/2025550143/large",
    "gs://photos/2025550143", "let b = [2,0,2,5,5,5,0,1,4,3];", "long n = 2025550143;", "z-index: 2025550143;",
    "2025550143.75", "20255501.43", "-2025550143.9", "2,025,550,143", "2025550143 hits", "2025550143 bytes",
    "2025550143 kB", "2025550143 EUR", "Firefox/20.2.5550.143", "XQ-202-555-0143-BR", "2025550143QRS-4",
    "FR76 DEMO 2025 5501 43", "S/N 2025550143", "AWB 202-55501430", "NPI 2025550143", "Rx 2025550-143",
    "parcel 202-55-50-143", "password: 2025550143", "nonce 2025550143", "txn 2025550143", "order number 2025550143",
    "USD 2025550143", "2025550143 £", "population 2025550143", "n >= 2025550143", "n < 2025550143 )", "ids[2025550143]",
    "2025550143 * 3", "while (n > 2025550143) {", "return 2025550143;", "2025550143px", "2025550143 inhabitants",
    "ISBN-10 2025550143", "IP 202.55.50.143", "202.555.0143.7", "claim: 2025550143", "verification code: 2025550143",
    "pedido numero 2025550143", "UTR 20255 50143", "invoice 2025-2025550143",
]  # fmt: skip
DECOYS_ABROAD = [
    ("Steuernummer 20/794/60958", "DE"), ("Kontonummer 0302345678 BLZ 10020030", "DE"), ("Artikelnr. 030234567", "DE"),
    ("Best.-Nr. 030-234567", "DE"), ("Rechnung 030234567", "DE"), ("SIREN 612345678", "FR"),
    ("RCS Lyon 612 345 678", "FR"), ("sécu 2 91 06 12 34 567 89", "FR"), ("commande 0612345678", "FR"),
    ("facture n° 0612345678", "FR"), ("n° 612345678", "FR"), ("pedido 612345678", "ES"),
    ("factura 2026-612345678", "ES"),
    ("contraseña 612345678", "ES"), ("protocolo 11961234567", "BR"), ("nota fiscal 11961234567", "BR"),
    ("encomenda 912345678", "PT"), ("fattura 3123456789", "IT"), ("codice 3123456789", "IT"),
    ("bestelnummer 0612345678", "NL"), ("factuur 0612345678", "NL"), ("kvk 0612345678", "NL"),
    ("Artikel-Nr.: 0302345678", "DE"), ("Größe 38 40 42 44", "DE"), ("taille 36 38 40 42 44", "FR"),
    ("заказ № 9123456789", "RU"), ("9 123 456 789 руб", "RU"), ("订单号 13123456789", "CN"),
    ("注文番号 09012345678", "JP"), ("faktura 512345678", "PL"), ("ordernummer 0701234567", "SE"),
]  # fmt: skip


@pytest.mark.parametrize("text", PLAIN + HIDDEN)
@pytest.mark.parametrize("frame", ["{}", "Rosie, 22, new in town. {} no drama, $120 hr"])
def test_reads(read: Read, text: str, frame: str) -> None:
    assert set(read(frame.format(text), "phone")) == {f"phone:{ROSIE}"}


@pytest.mark.parametrize(("text", "region", "value"), ABROAD)
def test_reads_abroad(read: Read, text: str, region: str, value: str) -> None:
    assert read(f"call {text} now", "phone", region=region) == [f"phone:{value}"]


@pytest.mark.parametrize("text", DECOYS)
def test_decoys(read: Read, text: str) -> None:
    assert read(text, "phone") == []


@pytest.mark.parametrize(("text", "region"), DECOYS_ABROAD)
def test_decoys_abroad(read: Read, text: str, region: str) -> None:
    assert read(text, "phone", region=region) == []


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_every_plan(region: str) -> None:
    """The example of each plan, as its people and as strangers write it."""
    for kind in (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE):
        number = phonenumbers.example_number_for_type(region, kind)
        if number is None or len(str(number.national_number)) < 7:
            continue
        value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        for form in (phonenumbers.PhoneNumberFormat.NATIONAL, phonenumbers.PhoneNumberFormat.INTERNATIONAL):
            text = phonenumbers.format_number(number, form)
            found = extract(f"My number is {text}, thanks", region=region, kinds={"phone"})
            assert [mention.value for mention in found] == [value], text


def test_says_what_it_is() -> None:
    (mention,) = extract("call 2O2 555 0143", kinds={"phone"})
    assert (mention.raw, mention.method, mention.context) == ("2O2 555 0143", "words", ("call",))
    assert mention.details == {"country": "US", "type": "fixed_line_or_mobile"}
    assert 0.5 < mention.confidence < 0.95


def test_two_numbers_in_a_row(read: Read) -> None:
    text = "202-555-0143 202-555-0144, 202 555 0145 / 2 0 2 5 5 5 0 1 4 6"
    assert read(text, "phone") == [f"phone:+120255501{last}" for last in (43, 44, 45, 46)]


@pytest.mark.parametrize(
    "text",
    [
        "202-555-0143/212-555-0144",
        "202 555 0143 212 555 0144",
        "202.555.0143.212.555.0144",
        "202-555-0143/2125550144",
        "+12025550143+12125550144",
    ],
)
def test_two_numbers_with_equal_gaps(read: Read, text: str) -> None:
    assert read(text) == ["phone:+12025550143", "phone:+12125550144"]
