"""What the feeds of the tests publish: documents of each format, and the news in them."""
import datetime
import html
import json
import pathlib

# ---- documents, of dicts with title, text, and perhaps link, id, published

def hours_ago(hours):
    return datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) - datetime.timedelta(hours=hours)


def link_of(item):
    return item.get("link") or "https://news.example/" + "-".join(item["title"].lower().split())


def paragraphs(item):
    return "".join("<p>%s</p>" % html.escape(p, quote=False) for p in item["text"].split("\n") if p)


def rss(*items, title="The Harbour News"):
    def one(item):
        date = item.get("published", hours_ago(1))
        published = date.strftime("<pubDate>%a, %d %b %Y %H:%M:%S GMT</pubDate>") if date else ""
        link = html.escape(link_of(item))
        return ("<item><title>%s</title><link>%s</link><guid>%s</guid>%s<description>%s</description></item>" % (
            html.escape(item["title"]), link, html.escape(item.get("id", link)), published,
            html.escape(paragraphs(item))))
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>%s</title>'
            "<link>https://news.example/</link><description>All of the news</description>%s</channel></rss>\n" % (
                html.escape(title), "".join(map(one, items)))).encode()


def atom(*items, title="The Ledger"):
    def one(item):
        date = (item.get("published") or hours_ago(1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        link = html.escape(link_of(item))
        return ('<entry><title>%s</title><link href="%s"/><id>%s</id><published>%s</published><updated>%s</updated>'
                '<content type="html">%s</content></entry>' % (
                    html.escape(item["title"]), link, html.escape(item.get("id", link)), date, date,
                    html.escape(paragraphs(item))))
    return ('<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>%s</title>'
            "<id>https://news.example/</id><updated>2026-01-01T00:00:00Z</updated>%s</feed>\n" % (
                html.escape(title), "".join(map(one, items)))).encode()


def json_feed(*items, title="Radio North"):
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": title, "items": [
        {"id": item.get("id", link_of(item)), "url": link_of(item), "title": item["title"], "content_text": item["text"],
         "date_published": (item.get("published") or hours_ago(1)).strftime("%Y-%m-%dT%H:%M:%SZ")}
        for item in items]}).encode()


# ---- news

TROOPS = {
    "title": "U.S. presses China for action as North Korean troops aid Russia",
    "text": "U.S. officials have urged Beijing to use its influence over Pyongyang as North Korean troops train in "
            "Russia's Kursk region, diplomats said on Tuesday.\nSecretary of State Antony Blinken and two senior aides "
            "spent almost an hour with China's ambassador last week, three people with knowledge of the meeting said.\n"
            "About 8,000 North Korean soldiers are now in Russia, according to South Korea's intelligence service, "
            "which expects them to be sent to the front within weeks.\nChina has said that it knows nothing of such a "
            "deployment and wants all parties to work for a political settlement.",
}
TROOPS_REPRINT = {
    "title": "China urged to rein in Pyongyang over soldiers in Kursk",
    "text": "WASHINGTON (World Wire) - " + TROOPS["text"].replace("on Tuesday", "Tuesday"),
    "link": "https://ledger.example/world/china-urged",
}
DOCKS = {
    "title": "Dockers at Rotterdam begin a three-day strike over pay",
    "text": "Dockers at the port of Rotterdam walked out on Monday after talks about pay and automation broke down.\n"
            "The union FNV said that 4,500 workers would stay away until Thursday morning; two terminals stood idle.\n"
            "The port's operator expects forty container ships to wait off the coast by Wednesday evening, and asked "
            "shippers to use Antwerp where they can.",
}
QUAKE = {
    "title": "Earthquake of magnitude 6.1 shakes northern Chile",
    "text": "An earthquake of magnitude 6.1 shook the mining region of Antofagasta late on Sunday, the national "
            "seismological centre said.\nThere were no reports of victims; two roads were closed by fallen rock and "
            "a copper mine near Calama stopped work for the night.",
}
MARKET = {
    "title": "Village library saved by a bequest of rare maps",
    "text": "A retired surveyor left his collection of seventeenth-century maps to the library of Little Wenham, whose "
            "council had meant to close it in spring.\nThe first of them was sold at auction for 41,000 pounds on Friday.",
}
TOPICS = [
    {"name": "dprk-troops", "severity": "high",
     "query": '("north korea*" OR pyongyang OR dprk) NEAR/40 (troop* OR soldier*)'},
    {"name": "ports", "query": "(docker* OR port OR harbour) AND strike*"},
    {"name": "quakes", "severity": "low", "query": "earthquake* AND magnitude"},
    {"name": "dispatches", "query": '"dispatch from the bureau"'},
]

PLACES = ("Aalborg Bergen Cadiz Dakar Esbjerg Faro Ghent Haifa Izmir Jaffa Kiel Lagos Malmo Nantes Oporto Piraeus Quito Riga "
          "Split Tunis Utrecht Varna Warsaw Xanthi York Zadar").split()
SUBJECTS = ("ferry orchard tramway lighthouse bakery quarry theatre vineyard observatory sawmill museum archive reservoir "
            "brewery cathedral airfield shipyard foundry cannery greenhouse").split()
DEEDS = ("reopened flooded sold rebuilt painted closed inspected honoured moved extended insured surveyed heated "
         "auctioned rented fenced mapped").split()
PEOPLE = ("surveyors nurses pupils engineers farmers sailors clerks gardeners carpenters referees printers drivers weavers "
          "cooks musicians guards painters pilots bakers").split()


def dispatch(number):
    """A news item unlike that of any other number, which the topic `dispatches` is about."""
    def pick(words, step):
        return words[(number * step + number // len(words)) % len(words)]
    place, subject, deed = pick(PLACES, 1), pick(SUBJECTS, 3), pick(DEEDS, 5)
    return {
        "title": "%s %s %s by %s, ledger entry %d" % (place, subject, deed, pick(PEOPLE, 7), number),
        "text": "Dispatch from the bureau number %d. The %s of %s was %s on a %s morning by %d %s, who had asked the %s of %s "
                "for %d crates of %s and a letter to the %s.\nIt is entry %d of register %s." % (
                    number, subject, place, deed, pick(DEEDS, 11), 11 + number * 13, pick(PEOPLE, 7), pick(PEOPLE, 2),
                    pick(PLACES, 9), 3 + number * 17, pick(SUBJECTS, 13), pick(PEOPLE, 12), number * 7919,
                    " ".join("%s%s" % (w, number * k % 997) for k, w in enumerate(PEOPLE[:12], 2))),
        "link": "https://bureau.example/%d" % number,
    }


def fixture(*parts):
    return pathlib.Path(__file__).resolve().parent.parent.joinpath("fixtures", *parts)
