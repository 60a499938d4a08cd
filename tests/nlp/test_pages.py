from nlp.indicators import catalogue
from tests.nlp.pages import PAGE, indicators_page


def test_the_page_of_indicators_is_current():
    assert PAGE.read_text(encoding="utf-8") == indicators_page(), "run `python -m tests.nlp.pages`"


def test_every_row_is_on_the_page_with_its_source():
    page = indicators_page()
    for row in catalogue().values():
        assert f"| {row.id} | {row.title} | {row.source} |" in page
