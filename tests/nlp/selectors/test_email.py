"""E-mail addresses in the forms people write."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Read = Callable[..., list[str]]

CASES = [
    ("rosie@mail.example", "rosie@mail.example"),
    ("write to Rosie.Demo@Mail.Example.", "rosie.demo@mail.example"),
    ("rosie+ads@mail.example", "rosie+ads@mail.example"),
    ("<rosie@mail.example>", "rosie@mail.example"),
    ("mailto:rosie@mail.example", "rosie@mail.example"),
    ("e-mail:rosie_22@mail.example", "rosie_22@mail.example"),
    ("rosie@sub.mail.example", "rosie@sub.mail.example"),
    ("rosie (at) mail.example", "rosie@mail.example"),
    ("rosie[at]mail[dot]example", "rosie@mail.example"),
    ("rosie{at}mail{dot}example", "rosie@mail.example"),
    ("rosie<at>mail.example", "rosie@mail.example"),
    ("rosie at mail dot example", "rosie@mail.example"),
    ("rosie AT gmail DOT com", "rosie@gmail.com"),
    ("rosie dot demo at gmail dot com", "rosie.demo@gmail.com"),
    ("rosie (dot) demo (at) gmail (dot) com", "rosie.demo@gmail.com"),
    ("rosie @ gmail . com", "rosie@gmail.com"),
    ("rosie @gmail.com", "rosie@gmail.com"),
    ("rosie@ gmail.com", "rosie@gmail.com"),
    ("rosie@gmail,com", "rosie@gmail.com"),
    ("rosie@gmail", "rosie@gmail.com"),
    ("rosie @ gmail", "rosie@gmail.com"),
    ("rosie at gmail", "rosie@gmail.com"),
    ("rosie@hotmail", "rosie@hotmail.com"),
    ("rosie@yahoo dot com", "rosie@yahoo.com"),
    ("rosie arroba gmail punto com", "rosie@gmail.com"),
    ("rosie arroba hotmail ponto com", "rosie@hotmail.com"),
    ("rosie arobase gmail point com", "rosie@gmail.com"),
    ("rosie(Punkt)demo(at)mail(Punkt)example", "rosie.demo@mail.example"),
    ("rosie＠mail.example", "rosie@mail.example"),
    ("ｒｏｓｉｅ@mail.example", "rosie@mail.example"),
    ("rosie@ma\u200bil.example", "rosie@mail.example"),
    ("rоsie@gmail.com", "rosie@gmail.com"),
    ("rosie_at_gmail.com", "rosie@gmail.com"),
    ("rosie-at-gmail-dot-com", "rosie@gmail.com"),
    ("rosie *at* gmail *dot* com", "rosie@gmail.com"),
    ("r.o.s.i.e@gmail.com", "r.o.s.i.e@gmail.com"),
    ("mail: 22rosie@mail.co.uk", "22rosie@mail.co.uk"),
    ("rosie.demo at mail.example", "rosie.demo@mail.example"),
    ("Rosie Demo <rosie at mail.example>", "rosie@mail.example"),
    ("rosie(a)mail.example", "rosie@mail.example"),
    ("rosie [a] gmail [dot] com", "rosie@gmail.com"),
    ('rosie "at" mail "dot" example', "rosie@mail.example"),
    ("rosie ((at)) mail ((dot)) example", "rosie@mail.example"),
    ("rosie&#64;mail&#46;example", "rosie@mail.example"),
    ("rosie%40mail.example", "rosie@mail.example"),
    ("r o s i e @ m a i l . e x a m p l e", "rosie@mail.example"),
    ("rosie22@g m a i l . c o m", "rosie22@gmail.com"),
    ("rosie at g mail dot com", "rosie@gmail.com"),
    ("rosieATgmailDOTcom", "rosie@gmail.com"),
    ("rosie 👉@👈 gmail.com", "rosie@gmail.com"),
    ("rosie 📧 gmail.com", "rosie@gmail.com"),
    ("rosie chez gmail point com", "rosie@gmail.com"),
    ("to=rosie@mail.example&cc=none", "rosie@mail.example"),
    ("rosie@gmail. com", "rosie@gmail.com"),
    ("rosie underscore demo at gmail dot com", "rosie_demo@gmail.com"),
    ("rosie |at| mail |dot| example", "rosie@mail.example"),
    ("rosie /at/ mail /dot/ example", "rosie@mail.example"),
    ("rosie at mail d0t example", "rosie@mail.example"),
    ("rosie22 at mail.example", "rosie22@mail.example"),
    ("write me: rosie22 at mail.example", "rosie22@mail.example"),
    ("rosie @ proton mail . com", "rosie@protonmail.com"),
]
NONE = [
    "meet me at noon",
    "look at example.com",
    "see us at rosie.example",
    "@demorosie",
    "a@b",
    "price @ 50",
    "5@10.50",
    "good at math dot dot dot",
    "call me at 5 dot 30",
    "f!@kn f$@kn",
    "user@host",
    "email me for more",
    "we are at home. Com on over",
    "I can be reached at 2025550143. You can text",
    "PayPal @demorosie22. TG: @demo_rosie",
    "insta @demo.rosie.me",
    "find us at www.rosie.example",
    "git@code.example:rosie/site.git",
    "https://rosie:word@host.example/path",
    "see you @ club.example",
    "$5 @ store.example",
    "read about covid19 at news.example and stay home",
    "ATTENTION: ATHENS DOTTED lines",
]


@pytest.mark.parametrize(("text", "value"), CASES)
def test_reads(read: Read, text: str, value: str) -> None:
    assert read(text, "email") == [f"email:{value}"]


@pytest.mark.parametrize("text", NONE)
def test_nothing(read: Read, text: str) -> None:
    assert read(text, "email") == []


def test_two_in_a_row(read: Read) -> None:
    assert read("rosie@mail.example, ruby@mail.example", "email") == [
        "email:rosie@mail.example",
        "email:ruby@mail.example",
    ]
