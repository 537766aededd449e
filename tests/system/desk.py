"""A store of some thousand items, as topics are tried on and filled back from."""
from news import DOCKS, MARKET, QUAKE, TROOPS, TROOPS_REPRINT, TOPICS, atom, dispatch, rss

FEEDS, ITEMS = 24, 125  # of each feed
DISPATCHES = [dispatch(number) for number in range(FEEDS * ITEMS)]


def describe(service, site):
    """Bureaus with dispatches that no topic is about, and two feeds with news."""
    for number in range(FEEDS):
        items = DISPATCHES[number * ITEMS:(number + 1) * ITEMS]
        service.feed("bureau-%02d" % number, site(rss(*items)).url(), groups=["bureaus"])
    service.feed("harbour-news", site(rss(TROOPS, MARKET, QUAKE)).url(), groups=["wire"])
    service.feed("ledger", site(atom(TROOPS_REPRINT, DOCKS)).url())
    service.config["topics"] = [dict(topic) for topic in TOPICS if topic["name"] != "dispatches"]


def about(*words):
    """The titles of the dispatches that have all of the words, in any case."""
    return sorted(item["title"] for item in DISPATCHES
                  if all(word.lower() in (item["title"] + " " + item["text"]).lower() for word in words))
