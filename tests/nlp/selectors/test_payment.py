"""Handles of payment services, and what is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Read = Callable[..., list[str]]
KINDS = (
    "cashapp",
    "venmo",
    "paypal",
    "zelle",
    "applepay",
    "googlepay",
    "chime",
    "wise",
    "revolut",
    "interac",
    "alipay",
    "wechat",
    "mpesa",
    "gcash",
    "bizum",
    "swish",
)

CASES = [
    ("zelle & apple pay: 202-555-0143", ["applepay:+12025550143", "zelle:+12025550143"]),
    ("Zelle (202-555-0143) or Cashapp ($demorosie22)", ["cashapp:demorosie22", "zelle:+12025550143"]),
    ("cashapp$demorosie22", ["cashapp:demorosie22"]),
    ("Chime $ign: $demorosie", ["chime:demorosie"]),
    ("v e n m o @ d e m o r o s i e", ["venmo:demorosie"]),
    ("paypal f&f rosie@mail.example", ["paypal:rosie@mail.example"]),
    ("zelle it to me 2 0 2 5 5 5 0 1 4 3", ["zelle:+12025550143"]),
    ("Venmo @demo-rosie-22 last four digits 0143", ["venmo:demo-rosie-22"]),
    # Cash App
    ("cash app $demorosie22", ["cashapp:demorosie22"]),
    ("CashApp: $DemoRosie22", ["cashapp:demorosie22"]),
    ("cashapp $ demorosie22", ["cashapp:demorosie22"]),
    ("my cashtag is $demorosie", ["cashapp:demorosie"]),
    ("cash app me at demorosie22", ["cashapp:demorosie22"]),
    ("cashapp tag demorosie", ["cashapp:demorosie"]),
    ("cashapp name: demorosie", ["cashapp:demorosie"]),
    ("cashapp-> demorosie22", ["cashapp:demorosie22"]),
    ("cashapp👉demorosie", ["cashapp:demorosie"]),
    ("CA$HAPP $demorosie22", ["cashapp:demorosie22"]),
    ("c@sh@pp $demorosie22", ["cashapp:demorosie22"]),
    ("ca5h app: $demorosie22", ["cashapp:demorosie22"]),
    ("kash app $demorosie22", ["cashapp:demorosie22"]),
    ("cash-app $demorosie22", ["cashapp:demorosie22"]),
    ("cash.app $demorosie22", ["cashapp:demorosie22"]),
    ("c a s h a p p $demorosie22", ["cashapp:demorosie22"]),
    ("C.A.S.H.A.P.P $demorosie22", ["cashapp:demorosie22"]),
    ("cash 💵 app 💵 $demorosie22", ["cashapp:demorosie22"]),
    ("ⓒⓐⓢⓗⓐⓟⓟ $demorosie22", ["cashapp:demorosie22"]),
    ("𝓬𝓪𝓼𝓱 𝓪𝓹𝓹 $demorosie22", ["cashapp:demorosie22"]),
    ("сash аpp $demorosie22", ["cashapp:demorosie22"]),
    ("cash\u200bapp $demo\u200brosie22", ["cashapp:demorosie22"]),
    ("$demorosie22 cashapp", ["cashapp:demorosie22"]),
    ("$demorosie22 (cash app)", ["cashapp:demorosie22"]),
    ("send deposit to $demorosie22 on cash app", ["cashapp:demorosie22"]),
    ("cashapp demorosie22$", ["cashapp:demorosie22"]),
    ("demorosie22$ cashapp", ["cashapp:demorosie22"]),
    ("cashapp $ d e m o r o s i e", ["cashapp:demorosie"]),
    ("cash app dollar sign demorosie22", ["cashapp:demorosie22"]),
    ("＄demorosie22 on cashapp", ["cashapp:demorosie22"]),
    ("💲demorosie22 cashapp", ["cashapp:demorosie22"]),
    ("https://cash.app/$demorosie22", ["cashapp:demorosie22"]),
    ("cash.app/demorosie22", ["cashapp:demorosie22"]),
    ("cash.me/$demorosie22", ["cashapp:demorosie22"]),
    ("hxxps://cash[.]app/$demorosie22", ["cashapp:demorosie22"]),
    ("cashapp only!! $demorosie22 no refunds", ["cashapp:demorosie22"]),
    ("deposit via cash app ($demorosie22) $50", ["cashapp:demorosie22"]),
    ("Cash App\n$demorosie22", ["cashapp:demorosie22"]),
    ("mándame por cash app a $demorosie22", ["cashapp:demorosie22"]),
    ("https://cash.app/$help", ["cashapp:help"]),
    ("cashme://cash.app/$demorosie22", ["cashapp:demorosie22"]),
    # Venmo
    ("venmo @demo-rosie", ["venmo:demo-rosie"]),
    ("Venmo: demo-rosie-22", ["venmo:demo-rosie-22"]),
    ("venmo me @ demorosie", ["venmo:demorosie"]),
    ("ven mo @demorosie", ["venmo:demorosie"]),
    ("v3nm0 @demorosie", ["venmo:demorosie"]),
    ("V-E-N-M-O @demorosie", ["venmo:demorosie"]),
    ("vnmo is my thing, venmo = demorosie22", ["venmo:demorosie22"]),
    ("@demorosie22 on venmo", ["venmo:demorosie22"]),
    ("my venmo is @Demo_Rosie", ["venmo:demo_rosie"]),
    ("https://account.venmo.com/u/demo-rosie", ["venmo:demo-rosie"]),
    ("venmo.com/demorosie", ["venmo:demorosie"]),
    ("venmo 202-555-0143", ["venmo:+12025550143"]),
    ("venmo://paycharge?txn=pay&recipients=demo-rosie&amount=5", ["venmo:demo-rosie"]),
    # several at once
    ("cashapp $demorosie22 venmo @demo-rosie", ["cashapp:demorosie22", "venmo:demo-rosie"]),
    ("Cash App/Venmo: $demorosie22 / @demo-rosie", ["cashapp:demorosie22", "venmo:demo-rosie"]),
    ("venmo & cashapp: demorosie22", ["cashapp:demorosie22", "venmo:demorosie22"]),
    ("venmo/zelle 202-555-0143", ["venmo:+12025550143", "zelle:+12025550143"]),
    ("cashapp or chime $demorosie", ["cashapp:demorosie", "chime:demorosie"]),
    ("$demorosie for cashapp, @demo-ruby for venmo", ["cashapp:demorosie", "venmo:demo-ruby"]),
    ("$demorosie on cash app and @demo-ruby on venmo", ["cashapp:demorosie", "venmo:demo-ruby"]),
    ("$demorosie cashapp, @demoruby venmo", ["cashapp:demorosie", "venmo:demoruby"]),
    ("@demoruby (venmo), $demorosie (cash app)", ["cashapp:demorosie", "venmo:demoruby"]),
    ("rosie@mail.example for paypal, 202-555-0143 for zelle", ["paypal:rosie@mail.example", "zelle:+12025550143"]),
    ("$demorosie on cashapp or venmo @demoruby", ["cashapp:demorosie", "venmo:demoruby"]),
    ("cashapp $demorosie or $demoruby", ["cashapp:demorosie", "cashapp:demoruby"]),
    ("cashapp $demorosie, $demoruby on chime", ["cashapp:demorosie", "chime:demoruby"]),
    ("💲cashapp💲 $demorosie22", ["cashapp:demorosie22"]),
    ("$cashapp$ $demorosie22", ["cashapp:demorosie22"]),
    ("vєnmo @demo-rosie", ["venmo:demo-rosie"]),
    ("send the deposit to $demorosie22", ["cashapp:demorosie22"]),
    ("💸 $demorosie22", ["cashapp:demorosie22"]),
    ("https://venmo.com/?txn=pay&recipients=demo-rosie", ["venmo:demo-rosie"]),
    ("text 202-555-0143 for venmo, cashapp $demorosie", ["cashapp:demorosie"]),
    ("add demorosie22 on cashapp", ["cashapp:demorosie22"]),
    # PayPal
    ("paypal me slash demorosie", ["paypal:demorosie"]),
    ("paypal dot me slash demorosie", ["paypal:demorosie"]),
    ("paypal . me / demorosie", ["paypal:demorosie"]),
    ("paypal.me/demorosie", ["paypal:demorosie"]),
    ("https://www.paypal.com/paypalme/demorosie", ["paypal:demorosie"]),
    ("paypal: rosie@mail.example", ["paypal:rosie@mail.example"]),
    ("pay pal rosie (at) mail.example", ["paypal:rosie@mail.example"]),
    ("PayPal @demorosie", ["paypal:demorosie"]),
    ("p@yp@l @demorosie", ["paypal:demorosie"]),
    ("paypaI.me/demorosie", ["paypal:demorosie"]),
    ("pp? no. paypal friends and family: rosie@mail.example", ["paypal:rosie@mail.example"]),
    ("paypal f&f rosie@mail.example", ["paypal:rosie@mail.example"]),
    ("https://www.paypal.com/donate?business=rosie%40mail.example", ["paypal:rosie@mail.example"]),
    # by phone or e-mail
    ("zel1e 202-555-0143", ["zelle:+12025550143"]),
    ("zelle me $100 at 202-555-0143", ["zelle:+12025550143"]),
    ("Zelle account: 202-555-0143", ["zelle:+12025550143"]),
    ("Zelle QuickPay 202-555-0143", ["zelle:+12025550143"]),
    ("zelle this number: 202-555-0143", ["zelle:+12025550143"]),
    ("zelle deposits go to rosie@mail.example", ["zelle:rosie@mail.example"]),
    ("email money transfer to rosie@mail.example", ["interac:rosie@mail.example"]),
    ("支付宝：rosie@mail.example", ["alipay:rosie@mail.example"]),
    ("zelle 202-555-0143", ["zelle:+12025550143"]),
    ("Zelle: (202) 555-0143", ["zelle:+12025550143"]),
    ("zelle me at two zero two 555 0143", ["zelle:+12025550143"]),
    ("z3ll3 2025550143", ["zelle:+12025550143"]),
    ("ze lle 202.555.0143", ["zelle:+12025550143"]),
    ("zelle to rosie@mail.example", ["zelle:rosie@mail.example"]),
    ("202-555-0143 (zelle)", ["zelle:+12025550143"]),
    ("send zelle payment to 2025550143", ["zelle:+12025550143"]),
    ("apple pay 202 555 0143", ["applepay:+12025550143"]),
    ("Apple Cash to rosie@mail.example", ["applepay:rosie@mail.example"]),
    ("gpay 202 555 0143", ["googlepay:+12025550143"]),
    ("google pay: rosie@mail.example", ["googlepay:rosie@mail.example"]),
    ("e-transfer to rosie@mail.example", ["interac:rosie@mail.example"]),
    ("Interac 202-555-0143", ["interac:+12025550143"]),
    ("alipay 202-555-0143", ["alipay:+12025550143"]),
    # the others
    ("chime $demorosie", ["chime:demorosie"]),
    ("wisetag @demorosie22", ["wise:demorosie22"]),
    ("wise.com/pay/me/demorosie22", ["wise:demorosie22"]),
    ("revolut @demorosie", ["revolut:demorosie"]),
    ("revolut.me/demorosie", ["revolut:demorosie"]),
    ("wechat pay: demorosie22", ["wechat:demorosie22"]),
    ("pay by wechat: demorosie22", ["wechat:demorosie22"]),
    ("微信转账 demorosie22", ["wechat:demorosie22"]),
]
NONE = [
    "cash app works, so does venmo",
    "cashapp only",
    "Cash App, Venmo or Zelle accepted",
    "no cashapp no venmo",
    "cash app: yes",
    "venmo: accepted",
    "cashapp $80",
    "deposit $50 cashapp",
    "zelle accepted. call 202-555-0143",
    "I take venmo. My hair is red",
    "she likes to chime in @noon",
    "be wise: save money",
    "venmo me before you come",
    "cashapp is preferred",
    "pay with paypal at the door",
    "otherwise call later",
    "zelle or cash only please",
    "$AAPL and $TSLA are up",
    "echo $HOME",
    "@demorosie said hello",
    "cash app $",
    "apple pay at reception",
    "https://cash.app/help",
    "https://cash.app/legal/us/en-us/privacy",
    "https://venmo.com/about/us/",
    "cash app: ask me",
    "wise @ home",
    "text 202-555-0143 for zelle info",
    "https://www.paypal.com/paypalme/my/landing",
    "pay attention to $AAPL",
    "send mail to $user",
    "Chime: $ChimeSign",
]


@pytest.mark.parametrize(("text", "found"), CASES)
def test_reads(read: Read, text: str, found: list[str]) -> None:
    assert sorted(set(read(text, *KINDS))) == sorted(found)


@pytest.mark.parametrize("text", NONE)
def test_nothing(read: Read, text: str) -> None:
    assert read(text, *KINDS) == []


def test_a_lone_cashtag_is_uncertain(read: Read) -> None:
    assert read("ask for $demorosie22", "cashapp") == []
    assert read("ask for $demorosie22", "cashapp", least=0) == ["cashapp:demorosie22"]


@pytest.mark.parametrize(
    ("text", "methods"),
    [
        ("western union only", ["method:western_union"]),
        ("send a steam card or moneygram", ["method:gift_card", "method:moneygram"]),
        ("we take venmo", ["method:venmo"]),
    ],
)
def test_methods(read: Read, text: str, methods: list[str]) -> None:
    assert read(text, "method") == methods
