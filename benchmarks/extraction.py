"""Accuracy of the selectors on annotated cases; speed against presidio's recognisers and phonenumbers' matcher.

    python -m benchmarks.extraction [--cases DIR] [--ads N] [--rounds N]

Cases are JSON Lines (`id`, `text`, `region`, `expect`, `scope`, `tag`): of a text, only the kinds in its scope count.
Speed: ads of the demo world joined to 1,024 characters, 30 % with obfuscated selectors, one core, CPU time; the three
take turns within one run, so that the load of the machine falls on all of them. presidio runs without its NLP engine:
once its six recognisers of kinds that adtrail finds as well, once all that it loads for English.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import phonenumbers

from examples.world.generate import generate
from nlp.mention import UNCERTAIN
from nlp.selectors import extract

SIZE = 1024
OBFUSCATED = 0.3
_HANDLES = frozenset((
    "email", "social", "cashapp", "venmo", "paypal", "zelle", "chime", "wise", "revolut", "upi", "pix",
    "wechat", "eth", "bch",
))  # fmt: skip


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, help="folder of case files; default: speed only")
    parser.add_argument("--ads", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    if options.cases:
        accuracy(options.cases)
    speed(options.ads, options.rounds)


def accuracy(folder: Path) -> None:
    """Precision, recall and F1 of each kind; phones also by tag; and the share of decoys that gave something."""
    right, found, wanted = Counter[str](), Counter[str](), Counter[str]()
    decoys = wrong = 0
    for case in _cases(folder):
        want = {_key(row) for row in case["expect"]}
        got = {_key(row) for row in _found(case)}
        got = {(kind, value) for kind, value in got if kind in case["scope"]}
        decoys += not want
        wrong += not want and bool(got)
        for counter, values in ((right, got & want), (found, got), (wanted, want)):
            for kind, _ in values:
                counter[kind] += 1
                if kind == "phone":
                    counter[f"phone {case.get('tag') or 'other'}"] += 1
    print(f"{'kind':<18}{'want':>6}{'P':>8}{'R':>8}{'F1':>8}")
    for kind in sorted(wanted | found):
        precision, recall = right[kind] / (found[kind] or 1), right[kind] / (wanted[kind] or 1)
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        print(f"{kind:<18}{wanted[kind]:>6}{precision:>8.3f}{recall:>8.3f}{f1:>8.3f}")
    print(f"texts that must yield nothing: {decoys}, of which {wrong} yielded something")


def _cases(folder: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(folder.glob("*.jsonl")):
        with open(file, encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())


def _found(case: dict[str, Any]) -> list[dict[str, Any]]:
    mentions = extract(case["text"], region=case.get("region") or "US")
    return [mention.row() for mention in mentions if mention.confidence >= UNCERTAIN]


def _key(row: dict[str, Any]) -> tuple[str, str]:
    """Kind and value in a form in which both sides can be compared."""
    kind, value = row["kind"], str(row["value"]).strip()
    if kind in _HANDLES or value.lower().startswith(("bc1", "ltc1")):
        value = value.lower().lstrip("$@").removeprefix("bitcoincash:")
    if kind == "card":
        value = value[:6] + "*" * (len(value) - 10) + value[-4:]
    if kind == "price":
        value = value.replace(",", "")
        value = value.rstrip("0").rstrip(".") if "." in value else value
    return kind, value


def speed(count: int, rounds: int) -> None:
    """Ads a second of each, and the ratios, as medians of the rounds."""
    ads = world_ads(count)
    runners: dict[str, Callable[[str], object]] = {
        "adtrail": extract,
        "phonenumbers": lambda ad: list(phonenumbers.PhoneNumberMatcher(ad, "US")),
        "presidio (six)": _presidio(),
        "presidio (all)": _presidio_all(),
    }
    for ad in ads[:20]:
        for run in runners.values():
            run(ad)
    seconds: dict[str, list[float]] = {name: [] for name in runners}
    for _ in range(rounds):
        for name, run in runners.items():
            start = time.process_time()
            for ad in ads:
                run(ad)
            seconds[name].append(time.process_time() - start)
    mine = statistics.median(seconds["adtrail"])
    for name, some in seconds.items():
        median = statistics.median(some)
        print(f"{name:<16}{len(ads) / median:>8.0f} ads/s   adtrail is {median / mine:.2f} times as fast")


def world_ads(count: int) -> list[str]:
    """Ads of the demo world, joined to `SIZE` characters; `OBFUSCATED` of the posts hide a selector."""
    rng = random.Random(5)
    with tempfile.TemporaryDirectory() as folder:
        generate(folder, 1, date(2026, 1, 15))
        plain, hidden = _posts(Path(folder))
    ads = []
    for _ in range(count):
        text = ""
        while len(text) < SIZE:
            text += rng.choice(hidden if rng.random() < OBFUSCATED else plain) + "\n"
        ads.append(text[:SIZE])
    return ads


def _posts(folder: Path) -> tuple[list[str], list[str]]:
    """The texts of the two boards: with selectors as they are, and with hidden ones."""
    with open(folder / "truth" / "posts.jsonl", encoding="utf-8") as lines:
        truth = {(row["site"], row["key"]): row for row in map(json.loads, lines)}
    plain, hidden = [], []
    for site in ("board", "market"):
        for post in json.loads((folder / "sites" / f"{site}.json").read_text(encoding="utf-8"))["posts"]:
            known = truth.get((site, post["key"]))
            if known and post["body"]:
                (hidden if known["obfuscated"] else plain).append(f"{post['title']}\n{post['body']}")
    return plain, hidden


def _presidio() -> Callable[[str], object]:
    """Presidio's recognisers of phones, e-mails, cards, IBANs, wallets and routing numbers, without an NLP engine."""
    from presidio_analyzer import predefined_recognizers as recognizers

    logging.disable(logging.CRITICAL)  # it warns about the list of suffixes that it cannot fetch
    chosen: Iterable[Any] = (
        recognizers.PhoneRecognizer(supported_regions=("US",)),
        recognizers.EmailRecognizer(),
        recognizers.CreditCardRecognizer(),
        recognizers.IbanRecognizer(),
        recognizers.CryptoRecognizer(),
        recognizers.AbaRoutingRecognizer(),
    )
    return lambda ad: [one.analyze(ad, one.supported_entities, None) for one in chosen]


def _presidio_all() -> Callable[[str], object]:
    """All recognisers that presidio loads for English, but the one that needs its NLP engine."""
    from presidio_analyzer import RecognizerRegistry

    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    chosen = [one for one in registry.recognizers if type(one).__name__ != "SpacyRecognizer"]
    return lambda ad: [one.analyze(ad, one.supported_entities, None) for one in chosen]


if __name__ == "__main__":
    main()
