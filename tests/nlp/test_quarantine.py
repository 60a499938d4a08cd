import multiprocessing
import stat
from datetime import UTC, datetime, timedelta

import pytest

from config.errors import BadInput
from config.settings import Settings
from nlp.quarantine import HOLD, Quarantine

NOW = datetime(2026, 5, 1, tzinfo=UTC)
SECRET = "Demo Rosie words that must not be read"


@pytest.fixture
def held_folder(settings):
    return settings.data_dir / "quarantine"


def test_a_post_comes_back_whole_with_its_clock(settings, make_post):
    post = make_post(SECRET, title="title", posted_at=NOW)
    Quarantine(settings).put(post, now=NOW)
    held = Quarantine(settings).get(post.id, post.version)
    assert held is not None
    assert held.post == post
    assert (held.held_at, held.hold_until) == (NOW, NOW + HOLD)
    assert timedelta(days=365) <= HOLD


def test_nothing_readable_lies_on_the_disk(settings, make_post, held_folder):
    post = make_post(SECRET, key="demokey")
    Quarantine(settings).put(post)
    (file,) = held_folder.iterdir()
    assert post.id not in file.name
    assert post.version not in file.name
    for word in (SECRET.encode(), b"Rosie", post.id.encode(), post.url.encode()):
        assert word not in file.read_bytes()
    assert stat.S_IMODE(held_folder.stat().st_mode) == 0o700


def test_again_is_no_change_and_the_clock_runs_from_the_first_time(settings, make_post, held_folder):
    post = make_post(SECRET)
    Quarantine(settings).put(post, now=NOW)
    before = [file.read_bytes() for file in held_folder.iterdir()]
    Quarantine(settings).put(post, now=NOW + timedelta(days=9))
    assert [file.read_bytes() for file in held_folder.iterdir()] == before


def test_each_version_is_held(settings, make_post):
    for body in ("one", "two"):
        Quarantine(settings).put(make_post(body))
    assert sorted(held.post.body for held in Quarantine(settings).all()) == ["one", "two"]


def test_an_unknown_post_is_none(settings):
    assert Quarantine(settings).get("0" * 20, "0" * 12) is None
    assert list(Quarantine(settings).all()) == []


def test_another_key_opens_nothing_and_says_so(settings, make_post, tmp_path, held_folder):
    Quarantine(settings).put(make_post(SECRET))
    other = Settings(data_dir=settings.data_dir, secret_key="another key for tests")
    with pytest.raises(BadInput, match="another secret key"):
        list(Quarantine(other).all())


@pytest.mark.parametrize("damage", [lambda data: data[:-20], lambda data: data[:40] + b"A" + data[41:], lambda _: b""])
def test_a_damaged_file_is_named(settings, make_post, held_folder, damage):
    post = make_post(SECRET)
    Quarantine(settings).put(post)
    (file,) = held_folder.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(BadInput, match=str(file)):
        Quarantine(settings).get(post.id, post.version)


def test_what_is_over_is_removed_and_not_held_again(settings, make_post, held_folder):
    old, new = make_post(SECRET, key="1"), make_post(SECRET, key="2")
    quarantine = Quarantine(settings)
    quarantine.put(old, now=NOW)
    quarantine.put(new, now=NOW + timedelta(days=1))
    assert quarantine.expire(NOW + HOLD - timedelta(seconds=1)) == 0
    assert quarantine.expire(NOW + HOLD) == 1
    quarantine.put(old, now=NOW + HOLD)
    assert [held.post for held in quarantine.all()] == [new]
    assert quarantine.get(old.id, old.version) is None
    assert min(file.stat().st_size for file in held_folder.iterdir()) < 120  # nothing of the post
    assert len(list(held_folder.iterdir())) == 2
    assert quarantine.expire(NOW + HOLD) == 0


def test_a_damaged_file_keeps_no_other_from_its_end(settings, make_post, held_folder):
    for key in "12":
        Quarantine(settings).put(make_post(SECRET, key=key), now=NOW)
    first, second = sorted(held_folder.iterdir())
    first.write_bytes(b"damaged")
    with pytest.raises(BadInput, match=str(first)):
        Quarantine(settings).expire(NOW + HOLD)
    assert first.read_bytes() == b"damaged"
    first.unlink()
    assert list(Quarantine(settings).all()) == []
    assert second.exists()


def _put_many(settings, posts):
    for post in posts:
        Quarantine(settings).put(post)


def test_killed_while_writing_leaves_whole_files_only(settings, make_post, held_folder):
    posts = [make_post(f"{SECRET} {i}" * 50, key=str(i)) for i in range(2000)]
    process = multiprocessing.get_context("fork").Process(target=_put_many, args=(settings, posts))
    process.start()
    while not held_folder.exists() or len(list(held_folder.iterdir())) < 5:
        assert process.is_alive()
    process.kill()
    process.join()
    assert len(list(Quarantine(settings).all())) >= 4
    _put_many(settings, posts[:20])
    assert {held.post.key for held in Quarantine(settings).all()} >= {str(i) for i in range(20)}
