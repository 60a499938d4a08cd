"""The main job, stage by stage; each stage works on the files of the one before and says what it did."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from adtrail.demo.world import World
from config.files import read_lines, write_lines
from config.settings import Settings, load
from crawlers.archive.reader import Archive
from crawlers.archive.verify import verify as verify_archive
from crawlers.report import RunReport
from crawlers.run import crawl
from exchange import gate, package
from exchange.policy import load_policy
from exchange.selectors import released
from finance.folder import institutions, read_folder
from finance.lead import Lead
from finance.leads import find_leads
from indexer.build import build
from indexer.opening import open_index
from indexer.selectors import sheet
from ledger.access import Role
from ledger.ledger import Ledger, open_ledger
from nlp.sheet import SheetRow
from nlp.stage import analyse_archive
from nlp.workers import workers

ANALYST, APPROVER = "demo-analyst", "demo-approver"
POLICY = "us-referral-to-fi"
BUDGET = 25  # accounts that a person could look at


@dataclass(slots=True)
class Job:
    """One run of the main job in a folder. `seconds` and `did` fill as the stages go."""

    world: World
    settings: Settings
    say: Callable[[str], None]
    seconds: dict[str, float] = field(default_factory=dict)
    did: dict[str, dict[str, Any]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    @property
    def sheet_file(self) -> Path:
        """The selector sheet."""
        return self.settings.data_dir / "finance" / "selectors.jsonl"

    @property
    def leads_file(self) -> Path:
        """The leads, where the pages look for them."""
        return self.settings.data_dir / "finance" / "leads.jsonl"

    def run(self) -> None:
        """All stages, in order."""
        self._stage("collect", self.collect)
        self.world.next_phase()
        self._stage("collect again", self.collect)
        self._stage("verify", self.verify)
        self._stage("analyse", self.analyse)
        self._stage("index", self.index)
        self._stage("follow", self.follow)
        self._stage("link", self.link)
        self._stage("refer", self.refer)

    def _stage(self, name: str, work: Callable[[], dict[str, Any]]) -> None:
        self.say(f"{name} …")
        start = time.monotonic()
        self.did[name] = work()
        self.seconds[name] = round(time.monotonic() - start, 2)
        self.say(f"{name}: {', '.join(f'{key} {value}' for key, value in self.did[name].items())}")

    def collect(self) -> dict[str, Any]:
        """Crawl the four sites; what is left out (no Chromium) is noted."""
        told: dict[str, RunReport] = {}

        def progress(report: RunReport) -> None:
            told[report.site] = report
            self.say("collect: " + ", ".join(f"{name} {one.stored} pages" for name, one in sorted(told.items())))

        reports = crawl(self.settings, sorted(self.world.ports.keys() - {"control"}), progress)
        for report in reports:
            if report.state == "left out":
                note = f"{report.site}: {report.reason}"
                self.left_out += [note] if note not in self.left_out else []
        posts: Counter[str] = Counter()
        for report in reports:
            posts.update(report.posts)
        return {
            "pages": sum(report.stored for report in reports),
            **dict(sorted(posts.items())),
            "failed": sum(sum(report.failed.values()) for report in reports),
            "refused": sum(sum(report.refused.values()) for report in reports),
        }

    def verify(self) -> dict[str, Any]:
        """Check every byte of the archive against its manifests."""
        found = verify_archive(self.settings.archive_dir)
        return {"segments": len(Archive(self.settings.archive_dir).segments()), "damaged": len(found)}

    def analyse(self) -> dict[str, Any]:
        """Selectors, indicators and near-duplicate keys of every archived post."""
        with workers(self.settings.processes) as executor:
            counts = asdict(analyse_archive(self.settings, executor=executor))
        return {name: counts[name] for name in ("segments", "posts", "quarantined")}

    def index(self) -> dict[str, Any]:
        """Build the index afresh, so that a second run gives the same."""
        with closing(open_index(self.settings, write=True)) as index:
            report = asdict(build(self.settings, index, rebuild=True))
        return {name: report[name] for name in ("documents", "networks", "quarantined", "rejected")}

    def follow(self) -> dict[str, Any]:
        """The selector sheet, without the suppressed."""
        with open_ledger(self.settings) as ledger, closing(open_index(self.settings)) as index:
            rows = write_lines(self.sheet_file, released(ledger, sheet(index), actor=ANALYST))
        return {"selectors": rows}

    def link(self) -> dict[str, Any]:
        """Leads within the budget, from the records of both institutions."""
        records = read_folder(self.world.banks)
        leads = find_leads(records, read_lines(self.sheet_file, SheetRow), BUDGET)
        write_lines(self.leads_file, leads)
        return {"leads": len(leads), "refused files": len(records.refused)}

    def refer(self) -> dict[str, Any]:
        """One referral for each institution, through the gate."""
        counts: Counter[str] = Counter()
        with open_ledger(self.settings) as ledger:
            _people(ledger)
            for bank in institutions(self.world.banks):
                referral = gate.refer(
                    ledger, load_policy(POLICY), recipient=bank.name,
                    selectors=read_lines(self.sheet_file, SheetRow), leads=read_lines(self.leads_file, Lead),
                    created_by=ANALYST, approved_by=APPROVER,
                )  # fmt: skip
                checked = package.verify(package.write(ledger, referral, self.settings.data_dir / "exports"))
                counts.update(referrals=1, leads=len(referral.leads), selectors=len(referral.selectors))
                counts.update(intact=checked.ok, withheld=sum(referral.withheld.values()))
        return dict(counts)


def settings_for(world: World, work: Path) -> Settings:
    """Settings of the demo in its folder: the sites' exact ports are let through, profiles come from there."""
    world.write_profiles(work / "sites")
    return load(
        data_dir=work / "data", site_dirs=(work / "sites",), allow_hosts=world.allow_hosts, actor=ANALYST, web_port=0
    )


def _people(ledger: Ledger) -> None:
    """Two people, because nobody lets their own referral leave."""
    people: tuple[tuple[str, Role], ...] = ((ANALYST, "admin"), (APPROVER, "approver"))
    for name, role in people:
        if ledger.actors.find(name) is None:
            ledger.actors.add(name, role, by=ANALYST)
