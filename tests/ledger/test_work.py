from __future__ import annotations

from collections.abc import Callable

import pytest

from config.settings import Settings
from ledger.ledger import Ledger, open_ledger
from ledger.work import work


def test_each_night_a_checkpoint_is_written(ledger: Ledger, settings: Settings, raw: Callable[..., None]) -> None:
    (nightly,) = (one for one in work(settings) if one.kind == "checkpoint")
    assert nightly.cron == "0 0 * * *"
    for number in range(5):
        ledger.audit.append("did", str(number))
    assert nightly.run() == {"checkpoints": 1}
    assert [file.name for file in (settings.data_dir / "checkpoints").iterdir()] == ["000000000005.json"]
    raw("DELETE FROM audit WHERE seq > 3")
    assert ledger.audit.verify().bad == 4


@pytest.mark.parametrize("runs", [1, 3])
def test_without_news_it_is_the_same_checkpoint(settings: Settings, runs: int) -> None:
    (nightly,) = (one for one in work(settings) if one.kind == "checkpoint")
    for _ in range(runs):
        nightly.run()
    assert len(list((settings.data_dir / "checkpoints").iterdir())) == 1
    with open_ledger(settings) as ledger:
        assert ledger.audit.verify().ok
