"""The forum: profiles, threads, replies, quotations and signatures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from examples.world.desk import Desk
from examples.world.model import Person, Post
from examples.world.people import Cast
from examples.world.pools import cities, data
from examples.world.writing import Draft

ODD = {"flaky": 9500, "slow": 9200, "charset": 9105}


class Board:
    """Writes threads; makes a profile the first time somebody speaks."""

    def __init__(self, desk: Desk, cast: Cast) -> None:
        self._desk, self._cast, self.members = desk, cast, cast.members
        self._profiles: dict[str, Post] = {}

    def profile(self, person: Person) -> Post:
        """The person's profile; members with a handle may carry it in the signature."""
        if person.id not in self._profiles:
            rng, number = self._desk.rng, self._desk.number("user")
            draft = Draft(rng, hide=0.2)
            reachable = (
                [selector for selector in person.selectors if selector.kind != "phone"]
                if person.role in ("member", "independent")
                else []
            )
            lines = [line for line in data("talk")["signatures"] if reachable or "{contact}" not in line]
            signature = draft.fill(rng.choice(lines), {"contact": reachable[0] if reachable else None})
            user = person.user if person.role != "recruiter" else "hilltop_jobs"
            self._profiles[person.id] = self._desk.post(
                "forum",
                person,
                draft,
                kind="profile",
                key=f"u{number}",
                title=user,
                body=signature,
                user=user,
                when=self._desk.moment(75),
                city=person.city,
                category="profile",
                extra={"signature": signature, "joined": 2015 + rng.randrange(11)},
            )
        return self._profiles[person.id]

    def _player(self, part: str, number: int) -> Person:
        cast = self._cast
        pools = {
            "recruiter": cast.recruiters,
            "labourer": cast.labourers[::2],
            "labourer2": cast.labourers[1::2],
            "independent": cast.independents,
            "controller": [ring.controllers[0] for ring in cast.rings],
            "spammer": cast.spammers,
        }
        if part in pools:
            return pools[part][number % len(pools[part])]
        return cast.members[(number * 3 + int(part[1:])) % len(cast.members)]

    def thread(self, topic: dict[str, Any], number: int, ago: int, key: str | None = None) -> Post:
        """A thread with its replies, the first post `ago` days before today."""
        moment = self._desk.moment(ago)
        written: list[Post] = []
        for n, part in enumerate(topic["posts"]):
            author = self._player(part["by"], number)
            quote = written[part["quote"] - 1] if part.get("quote") else None
            written.append(self.say(author, part["text"], moment, topic, written[0] if written else None, quote, key))
            moment = max(
                moment, min(moment + timedelta(minutes=self._desk.rng.randrange(9, 2600)), self._desk.moment(0))
            )
        return written[0]

    def say(
        self,
        author: Person,
        text: str,
        when: Any,
        topic: dict[str, Any],
        first: Post | None,
        quote: Post | None = None,
        key: str | None = None,
        phase: int = 1,
    ) -> Post:
        """One post: the thread itself when there is no first yet, else a reply to it."""
        desk, profile = self._desk, self.profile(author)
        hide = 0.5 if author.role in ("controller", "recruiter", "spammer") else 0.1
        draft, city = (
            Draft(desk.rng, hide=hide, language="es" if topic["forum"] == 4 else "en"),
            first.city if first else author.city,
        )
        order = desk.decoy()
        body = draft.fill(text, {**self._slots(author), "city": cities()[city]["name"], "order": order})
        quoted = dict(quote.spellings) if quote else {}
        quoted.update({name: core for name, core in profile.spellings.items() if name not in draft.spellings})
        extra: dict[str, Any] = {"signature": profile.body, "user_key": profile.key, "forum": topic["forum"]}
        if quote:
            extra["quote"] = {"user": quote.user, "text": quote.body}
        if first:
            extra["parent"] = first.key
        title = draft.fill(topic["title"], {"city": cities()[city]["name"]}) if not first else f"Re: {first.title}"
        return desk.post(
            "forum",
            author,
            draft,
            title=title,
            body=body,
            when=when,
            user=profile.user,
            city=city,
            category=data("talk")["forums"][topic["forum"]],
            kind="reply" if first else "thread",
            key=f"p{desk.number('reply')}" if first else key,
            quoted=quoted,
            phase=phase,
            decoys=[order] if "{order}" in text else [],
            extra=extra,
        )

    def _slots(self, author: Person) -> dict[str, Any]:
        def pick(*kinds: str) -> Any:
            found = [selector for selector in author.selectors if selector.kind in kinds]
            return self._desk.rng.choice(found) if found else None

        return {
            "phone": pick("phone"),
            "email": pick("email") or "me a message",
            "pay": pick("cashapp", "venmo", "paypal") or "cash, please",
            "chat": pick("social"),
        }


def write(desk: Desk, cast: Cast, scale: int) -> Board:
    """All threads, `scale` times, and the three odd ones."""
    board, topics = Board(desk, cast), data("talk")["topics"]
    for number in range(len(topics) * scale):
        board.thread(topics[number % len(topics)], number, desk.rng.randrange(1, 72))
    for n, (behaviour, key) in enumerate(ODD.items()):
        topic = topics[-3] if behaviour == "charset" else topics[3 + n]
        board.thread(topic, n, 20 + n, f"t{key}")
    return board
