"""One text: what the program says, and what is wrong with what was given."""

import datetime
import doctest
import itertools

import pytest

import materiel

TEXT = "Poland ordered 32 F-35A fighter jets from the United States on Monday, the ministry of defence said."


def test_it_says_what_the_program_says(reports, told):
    names = ["published", "title", "url", "source", "id"]
    ours = [materiel.extract(report["text"], **{name: report.get(name) for name in names}) for report in reports]
    assert list(itertools.chain(*ours)) == told(reports)


def test_a_value_stands_with_its_words():
    [claim] = materiel.extract(TEXT, published="2024-01-11", id="a")
    assert (claim["doc"], claim["recipient"]["id"], claim["quantity"]["value"], claim["date"]["value"]) == ("a", "PL", 32, "2024-01-08")
    words = claim["equipment"]
    assert TEXT.encode()[words["start"] : words["end"]].decode() == words["text"]


def test_what_says_nothing_has_no_claims():
    assert materiel.extract("Nothing of note.") == []
    assert materiel.extract("") == []
    # A language that cannot be read.
    assert materiel.extract("Польща замовила 32 винищувачі F-35A у Сполучених Штатів у понеділок, повідомило міністерство оборони. " * 3) == []


@pytest.mark.parametrize(
    "published",
    ["2024-01-11", "2024-01-11T05:00:00Z", datetime.date(2024, 1, 11), datetime.datetime(2024, 1, 11, 5, tzinfo=datetime.timezone.utc)],
)
def test_a_day_may_be_given_in_several_ways(published):
    [claim] = materiel.extract(TEXT, published=published)
    assert claim["date"]["value"] == "2024-01-08"


def test_without_a_day_a_weekday_is_none():
    [claim] = materiel.extract(TEXT)
    assert "date" not in claim


@pytest.mark.parametrize(
    ("arguments", "named", "error", "words"),
    [
        ([TEXT], {"published": "soon"}, ValueError, "soon"),
        ([TEXT], {"published": "2023-02-29"}, ValueError, "2023-02-29"),
        ([TEXT], {"published": ""}, ValueError, "YYYY-MM-DD"),
        ([TEXT], {"published": 2024}, TypeError, "not int"),
        ([TEXT], {"published": datetime.time(5)}, TypeError, "not datetime.time"),
        ([None], {}, TypeError, "text"),
        ([TEXT.encode()], {}, TypeError, "text"),
        ([TEXT], {"title": 5}, TypeError, "title"),
        ([TEXT], {"id": None}, TypeError, "id"),
        ([TEXT, "2024-01-11"], {}, TypeError, "positional"),
        ([], {}, TypeError, "text"),
        (["Half a pair: \ud800"], {}, UnicodeEncodeError, "surrogates"),
    ],
)
def test_what_is_wrong_is_said(arguments, named, error, words):
    with pytest.raises(error, match=words):
        materiel.extract(*arguments, **named)


@pytest.mark.parametrize("text", ["\0" * 1000, "\u202e32 F-35A\u0301 jets", "(" * 20_000 + TEXT, "F-35 " * 20_000, "🛩" * 5000 + TEXT])
def test_odd_texts_are_read(text):
    assert isinstance(materiel.extract(text), list)


def test_the_example_of_the_documentation_holds():
    found = doctest.DocTestFinder().find(materiel.extract, "extract", globs={"materiel": materiel})
    ran = [doctest.DocTestRunner().run(test) for test in found]
    assert sum(one.attempted for one in ran) == 2 and not any(one.failed for one in ran)


def test_it_says_by_which_knowledge():
    assert len(materiel.KNOWLEDGE) >= 16 and materiel.__version__[0].isdigit()
    with pytest.raises(AttributeError, match="NONE"):
        materiel.NONE
