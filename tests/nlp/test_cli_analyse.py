import json

import pytest
from typer.testing import CliRunner

from adtrail.cli import app
from config.files import from_json, to_json, write_lines
from nlp.analysis import Analysis


@pytest.fixture
def run(settings, monkeypatch):
    monkeypatch.setenv("ADTRAIL_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("ADTRAIL_SECRET_KEY", "a key for tests only")
    monkeypatch.setenv("ADTRAIL_PROCESSES", "1")

    yield lambda *arguments, given=None: CliRunner().invoke(app, ["analyse", *map(str, arguments)], input=given)


def test_the_archive_and_again(run, make_post, make_segment):
    make_segment([make_post("Rosie, new in town, 202-555-0143"), make_post("only 17, incall", key="2")])
    first, second = run("--json"), run("--json")
    assert json.loads(first.stdout) == {"segments": 1, "current": 0, "dropped": 0, "posts": 2, "quarantined": 1}
    assert json.loads(second.stdout) == {"segments": 0, "current": 1, "dropped": 0, "posts": 0, "quarantined": 0}
    assert "segments 0" in run().stdout


def test_posts_of_a_file_go_to_standard_output_and_nothing_is_stored(run, make_post, settings, tmp_path):
    posts = [make_post("ask for Rosie, 202-555-0143", key=str(number)) for number in range(3)]
    write_lines(tmp_path / "posts.jsonl", [*posts, make_post("only 17, incall", key="4")])
    result = run(tmp_path / "posts.jsonl")
    analyses = [from_json(Analysis, line) for line in result.stdout.splitlines()]
    assert [analysis.post for analysis in analyses[:3]] == [post.id for post in posts]
    assert [analysis.quarantined for analysis in analyses] == [False, False, False, True]
    assert not settings.data_dir.exists()


def test_posts_from_a_pipe(run, make_post):
    result = run("-", given=to_json(make_post("ask for Rosie")).decode())
    assert [m.value for m in from_json(Analysis, result.stdout).mentions] == ["Rosie"]


def test_a_wrong_line_is_named(run, tmp_path):
    (tmp_path / "posts.jsonl").write_text('{"id": "1"}\n')
    result = run(tmp_path / "posts.jsonl")
    assert result.exit_code == 3
    assert "posts.jsonl:1" in result.stderr


def test_a_missing_file_is_named(run, tmp_path):
    result = run(tmp_path / "none.jsonl")
    assert result.exit_code == 3
    assert "none.jsonl" in result.stderr


def test_without_a_model_a_notice_says_that_rules_alone_did_it(run, monkeypatch, make_post):
    monkeypatch.setenv("ADTRAIL_SPACY_MODELS", '["adtrail_no_such_model"]')
    result = run("-", "--ner", given=to_json(make_post("ask for Rosie")).decode())
    assert result.exit_code == 0
    assert "adtrail_no_such_model" in result.stderr
    assert [m.value for m in from_json(Analysis, result.stdout).mentions] == ["Rosie"]
