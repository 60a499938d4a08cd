"""Accounts at networks and messengers, and what is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Read = Callable[..., list[str]]

CASES = [
    ("👻: demorosie22", ["snapchat:demorosie22"]),
    ("X: @demorosie", ["twitter:demorosie"]),
    ("IG/snap: demorosie22", ["instagram:demorosie22", "snapchat:demorosie22"]),
    ("add me on Snapchat: demorosie_x", ["snapchat:demorosie_x"]),
    ("insta: @demorosie", ["instagram:demorosie"]),
    ("IG demorosie22", ["instagram:demorosie22"]),
    ("IG: demo.rosie", ["instagram:demo.rosie"]),
    ("follow me on instagram @demo_rosie", ["instagram:demo_rosie"]),
    ("1nsta @demorosie", ["instagram:demorosie"]),
    ("inst@gram: demorosie", ["instagram:demorosie"]),
    ("https://www.instagram.com/demorosie/?hl=en", ["instagram:demorosie"]),
    ("instagram.com/demo.rosie", ["instagram:demo.rosie"]),
    ("snap: demorosie", ["snapchat:demorosie"]),
    ("snapchat demorosie22", ["snapchat:demorosie22"]),
    ("add my snap demorosie22", ["snapchat:demorosie22"]),
    ("sn@p - demorosie", ["snapchat:demorosie"]),
    ("SC: demorosie", ["snapchat:demorosie"]),
    ("s n a p c h a t : demorosie", ["snapchat:demorosie"]),
    ("snapchat.com/add/demorosie", ["snapchat:demorosie"]),
    ("snap name is demorosie", ["snapchat:demorosie"]),
    ("telegram @demo_rosie", ["telegram:demo_rosie"]),
    ("tele gram: @demo_rosie", ["telegram:demo_rosie"]),
    ("TG: demo_rosie", ["telegram:demo_rosie"]),
    ("t3l3gram @demo_rosie", ["telegram:demo_rosie"]),
    ("https://t.me/demo_rosie", ["telegram:demo_rosie"]),
    ("t.me/demo_rosie", ["telegram:demo_rosie"]),
    ("hxxps://t[.]me/demo_rosie", ["telegram:demo_rosie"]),
    ("kik: demorosie22", ["kik:demorosie22"]),
    ("k1k me demorosie22", ["kik:demorosie22"]),
    ("my kik is demorosie22", ["kik:demorosie22"]),
    ("twitter @demorosie", ["twitter:demorosie"]),
    ("https://x.com/demorosie/status/1", ["twitter:demorosie"]),
    ("twitter.com/demorosie", ["twitter:demorosie"]),
    ("facebook.com/demo.rosie", ["facebook:demo.rosie"]),
    ("fb: demo.rosie.22", ["facebook:demo.rosie.22"]),
    ("https://www.tiktok.com/@demorosie", ["tiktok:demorosie"]),
    ("tiktok @demorosie", ["tiktok:demorosie"]),
    ("wechat: demorosie22", ["wechat:demorosie22"]),
    ("WeChat ID demorosie", ["wechat:demorosie"]),
    ("line id: demorosie", ["line:demorosie"]),
    ("onlyfans.com/demorosie", ["onlyfans:demorosie"]),
    ("OnlyFans @demorosie", ["onlyfans:demorosie"]),
    ("only fans: demorosie", ["onlyfans:demorosie"]),
    ("fansly.com/demorosie", ["fansly:demorosie"]),
    ("discord: demorosie#1234", ["discord:demorosie#1234"]),
    ("discord demorosie_22", ["discord:demorosie_22"]),
    ("skype: live:demorosie", ["skype:live:demorosie"]),
    ("skype (demo.rosie)", ["skype:demo.rosie"]),
    ("signal: demorosie.01", ["signal:demorosie.01"]),
    ("ko-fi.com/demorosie", ["kofi:demorosie"]),
    ("linktr.ee/demorosie", ["linktree:demorosie"]),
    ("reddit.com/user/demorosie", ["reddit:demorosie"]),
    ("youtube.com/@demorosie", ["youtube:demorosie"]),
    ("twitch.tv/demorosie", ["twitch:demorosie"]),
    ("linkedin.com/in/demo-rosie", ["linkedin:demo-rosie"]),
    ("patreon.com/demorosie", ["patreon:demorosie"]),
    ("find me @demorosie on instagram", ["instagram:demorosie"]),
    ("@demorosie (insta)", ["instagram:demorosie"]),
    ("insta & snap: demorosie22", ["instagram:demorosie22", "snapchat:demorosie22"]),
    ("insta @demorosie, snap @demorosie22", ["instagram:demorosie", "snapchat:demorosie22"]),
    ("іnstagram @demorosie", ["instagram:demorosie"]),
    ("insta 👉 @demo_rosie_ 👈", ["instagram:demo_rosie"]),
    ("mi insta es @demorosie", ["instagram:demorosie"]),
    ("ig : d e m o r o s i e", ["instagram:demorosie"]),
    # links that open an app, links of other networks
    ("tg://resolve?domain=demo_rosie", ["telegram:demo_rosie"]),
    ("instagram://user?username=demorosie", ["instagram:demorosie"]),
    ("https://www.facebook.com/profile.php?id=1000012345", ["facebook:1000012345"]),
    ("https://github.com/demorosie/site", ["github:demorosie"]),
    ("soundcloud.com/demo-rosie", ["soundcloud:demo-rosie"]),
    ("https://www.buymeacoffee.com/demorosie", ["buymeacoffee:demorosie"]),
    ("https://bsky.app/profile/demorosie.example", ["bluesky:demorosie.example"]),
    ("https://instagram.com/stories/demorosie/123", ["instagram:demorosie"]),
    # bare, before the name
    ("add demorosie22 on snap", ["snapchat:demorosie22"]),
    ("demo_rosie22 (IG)", ["instagram:demo_rosie22"]),
    # names in other words
    ("OF: @demorosie", ["onlyfans:demorosie"]),
    ("I'm on IG as demorosie22", ["instagram:demorosie22"]),
    ("skype: live:.demorosie", ["skype:live:.demorosie"]),
    ("x: @demorosie", ["twitter:demorosie"]),
    ("X (Twitter): @demorosie", ["twitter:demorosie"]),
    ("👻 demorosie22", ["snapchat:demorosie22"]),
    ("👻: demorosie", ["snapchat:demorosie"]),
    ("i g : demorosie", ["instagram:demorosie"]),
    ("k i k: demorosie22", ["kik:demorosie22"]),
    ("kik messenger demorosie22", ["kik:demorosie22"]),
    ("Tele: @demo_rosie", ["telegram:demo_rosie"]),
    ("my telegram channel is @demo_rosie", ["telegram:demo_rosie"]),
    ("пиши в телеграм @demo_rosie", ["telegram:demo_rosie"]),
    ("тг: @demo_rosie", ["telegram:demo_rosie"]),
    ("инста demorosie22", ["instagram:demorosie22"]),
    ("加微信 demorosie22", ["wechat:demorosie22"]),
    ("我的微信号：demorosie22", ["wechat:demorosie22"]),
    ("微信demorosie22", ["wechat:demorosie22"]),
    ("VX: demorosie22", ["wechat:demorosie22"]),
    ("ไลน์ demorosie22", ["line:demorosie22"]),
]
NONE = [
    "snap out of it",
    "oh snap! see you",
    "add me on snapchat for fun",
    "whatsapp only",
    "follow me on instagram",
    "no instagram, no snap",
    "line up at the door: two lines",
    "signal strength: weak",
    "the session is at noon",
    "telegram or signal",
    "@demorosie",
    "thanks @demorosie for the help",
    "x marks the spot",
    "facebook marketplace",
    "instagram.com/p/abc123/",
    "I watch youtube videos",
    "chat on whatsapp or telegram, text first",
    "https://twitter.com/search?q=rosie",
    "https://twitter.com/intent/tweet?text=hi",
    "https://www.facebook.com/sharer/sharer.php?u=x",
    "https://www.facebook.com/login.php",
    "https://t.me/joinchat/AAAAdemo",
    "https://www.instagram.com/explore/tags/rosie/",
    "https://github.com/features",
    "tele: rosie22",
    "x: rosie22",
    "fax: @rosie22",
    "what I think of: rosie22",
    "facebook: Rosie Demo",
    "what covid19 on facebook did",
    "class/{line_a}",
    "facebook/net22-small",
    "the threads:\n@rosie.run",
    "draw the line_numbers, then end the line and last_line",
    "sc = Rosie(1)",
    "the LinkedIn User Agreement",
    "line == demo_line",
]


@pytest.mark.parametrize(("text", "found"), CASES)
def test_reads(read: Read, text: str, found: list[str]) -> None:
    assert sorted(set(read(text, "social"))) == sorted(f"social:{name}" for name in found)


@pytest.mark.parametrize("text", NONE)
def test_nothing(read: Read, text: str) -> None:
    assert read(text, "social") == []


@pytest.mark.parametrize("text", ["https://wa.me/12025550143", "wa.me/12025550143?text=hi", "whatsapp: 202-555-0143"])
def test_a_messenger_by_phone_is_a_phone(read: Read, text: str) -> None:
    assert set(read(text, "social", "phone")) == {"phone:+12025550143"}
