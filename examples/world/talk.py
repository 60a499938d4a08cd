"""The forum: profiles, threads, replies, quotations and signatures."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from examples.world.desk import DAYS, Desk
from examples.world.model import Person, Post
from examples.world.odd import KEYS, REAL
from examples.world.people import Cast
from examples.world.pools import cities, data
from examples.world.writing import Draft

SHY, OPEN = 0.5, 0.1  # how often selectors are hidden: by those who have reason to, and by others
SPANISH = 4  # the forum in Spanish


def write(desk: Desk, cast: Cast, scale: int) -> Forum:
    """All threads, `scale` times, and the three odd ones."""
    forum, topics = Forum(desk, cast), data("talk")["topics"]
    for number in range(len(topics) * scale):
        forum.thread(topics[number % len(topics)], number, desk.rng.randrange(1, 72))
    spanish = next(topic for topic in topics if topic["forum"] == SPANISH)
    for n, behaviour in enumerate(REAL):
        topic = spanish if behaviour == "charset" else topics[3 + n]
        forum.thread(topic, n, 20 + n, KEYS["forum"][behaviour])
    return forum


class Forum:
    """Writes threads; makes a profile the first time somebody speaks."""

    def __init__(self, desk: Desk, cast: Cast) -> None:
        self._desk, self._cast = desk, cast
        self._profiles: dict[str, Post] = {}

    def thread(self, topic: dict[str, Any], number: int, ago: int, key: str | None = None) -> Post:
        """A thread with its replies, the first post `ago` days before today."""
        moment = self._desk.moment(ago)
        written: list[Post] = []
        for part in topic["posts"]:
            author = self._player(part["by"], number)
            if written:
                quote = written[part["quote"] - 1] if part.get("quote") else None
                written.append(self._reply(author, part["text"], moment, written[0], quote))
            else:
                written.append(self._open(author, topic, part["text"], moment, key))
            later = moment + timedelta(minutes=self._desk.rng.randrange(9, 2600))
            moment = max(moment, min(later, self._desk.moment(0)))
        return written[0]

    def answers(self, thread: Post, text: str, n: int, when: datetime) -> None:
        """A member's late reply, which only phase 2 shows."""
        author = self._cast.members[(3 * n + 1) % len(self._cast.members)]
        self._reply(author, text, when, thread).phase = 2

    def _player(self, part: str, number: int) -> Person:
        cast = self._cast
        parts = {
            "recruiter": cast.recruiters,
            "labourer": cast.labourers[::2],
            "labourer2": cast.labourers[1::2],
            "independent": cast.independents,
            "controller": [ring.controllers[0] for ring in cast.rings],
            "spammer": cast.spammers,
        }
        if part in parts:
            return parts[part][number % len(parts[part])]
        return cast.members[(number * 3 + int(part[1:])) % len(cast.members)]

    def _profile(self, person: Person) -> Post:
        """The person's profile; members and independent workers may carry a handle in the signature."""
        if person.id not in self._profiles:
            open_about = person.role in ("member", "independent")
            reached = [one for one in person.selectors if one.kind != "phone"] if open_about else []
            lines = [line for line in data("talk")["signatures"] if reached or "{contact}" not in line]
            draft, user = Draft(self._desk.rng, hide=OPEN), person.user
            signature = draft.fill(self._desk.rng.choice(lines), {"contact": reached[0] if reached else None})
            more: dict[str, Any] = {"kind": "profile", "key": f"u{self._desk.number('user')}", "city": person.city}
            more["extra"] = {"signature": signature, "joined": 2015 + self._desk.rng.randrange(11)}
            more["category"], when = "profile", self._desk.moment(DAYS)
            made = self._desk.post("forum", person, draft, title=user, body=signature, when=when, user=user, **more)
            self._profiles[person.id] = made
        return self._profiles[person.id]

    def _open(self, author: Person, topic: dict[str, Any], text: str, when: datetime, key: str | None) -> Post:
        title = topic["title"].format(city=cities()[author.city]["name"])
        more = {"kind": "thread", "key": key, "title": title, "city": author.city}
        return self._say(author, text, when, topic["forum"], **more)

    def _reply(self, author: Person, text: str, when: datetime, first: Post, quote: Post | None = None) -> Post:
        more: dict[str, Any] = {"kind": "reply", "key": f"p{self._desk.number('reply')}", "city": first.city}
        more["extra"] = {"parent": first.key}
        if quote:
            more["extra"]["quote"] = {"user": quote.user, "text": quote.body}
            more["quoted"] = quote.spellings
        return self._say(author, text, when, first.extra["forum"], title=f"Re: {first.title}", **more)

    def _say(
        self, author: Person, text: str, when: datetime, forum: int, *, title: str, city: str, **more: Any
    ) -> Post:
        """One post with what surrounds it: signature, quotation, who wrote it."""
        desk, profile = self._desk, self._profile(author)
        hide = SHY if author.role in ("controller", "recruiter", "spammer") else OPEN
        draft = Draft(desk.rng, hide=hide, language="es" if forum == SPANISH else "en")
        slots: dict[str, Any] = {
            "phone": author.any_of(desk.rng, "phone"),
            "email": author.any_of(desk.rng, "email") or "me a message",
            "pay": author.any_of(desk.rng, "cashapp", "venmo", "paypal") or "cash, please",
            "chat": author.any_of(desk.rng, "social"),
            "city": cities()[city]["name"],
            "order": desk.decoy(),
        }
        body = draft.fill(text, slots)
        more["quoted"] = {**more.get("quoted", {}), **profile.spellings}
        more["decoys"] = [slots["order"]] if "{order}" in text else []
        around = {"signature": profile.body, "user_key": profile.key, "forum": forum}
        more["extra"] = {**more.get("extra", {}), **around}
        more["user"], more["category"] = profile.user, data("talk")["forums"][forum]
        return desk.post("forum", author, draft, title=title, body=body, when=when, city=city, **more)
