"""The feeds of the demonstration: the stories of fixtures/demo as six outlets publish them, each in another format
and encoding, on a loopback server. One wire story stands in all of them, as outlets print such a story."""
import datetime
import html
import http.server
import json
import pathlib
import threading

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "demo"
NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)


class Story:
    def __init__(self, feed, hours_ago, title, paragraphs):
        self.feed, self.title, self.paragraphs = feed, title, paragraphs
        self.published = NOW - datetime.timedelta(hours=hours_ago)
        self.link = "https://%s.example/%s" % (feed, "-".join(title.lower().split()[:6]).encode("ascii", "ignore").decode())

    def rfc822(self):
        return self.published.strftime("%a, %d %b %Y %H:%M:%S GMT")

    def rfc3339(self):
        return self.published.strftime("%Y-%m-%dT%H:%M:%SZ")

    def html(self):
        return "".join("<p>%s</p>" % html.escape(p, quote=False) for p in self.paragraphs)

    def text(self):
        return "\n\n".join(self.paragraphs)


def read_stories():
    """{feed: [Story]} of stories.txt, the newest first."""
    feeds, feed = {}, None
    for block in (FIXTURES / "stories.txt").read_text(encoding="utf-8").split("\n\n"):
        block = "\n".join(line for line in block.splitlines() if not line.startswith("#")).strip()
        if block.startswith("@feed "):
            feed = feeds.setdefault(block[len("@feed "):], [])
        elif block.startswith("= "):
            head, _, text = block.partition("\n")
            age, title = head[2:].split(" | ", 1)
            name = next(n for n, stories in feeds.items() if stories is feed)
            feed.append(Story(name, int(age.rstrip("h")), title, [text]))
        elif block:
            feed[-1].paragraphs.append(block)
    return feeds


def straight(text):
    return text.translate(str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'"}))


def wire_copies():
    """The wire story as each outlet carries it."""
    title, lede, *paragraphs = (FIXTURES / "seed-story.txt").read_text(encoding="utf-8").strip().split("\n")
    full = [p for p in paragraphs if p]
    corrected = [p.replace("8,000", "10,000") for p in full]
    cut = full[:4]
    return [
        Story("world-wire", 6, title, full),
        Story("pacific-post", 5, "Washington leans on Beijing over Pyongyang’s soldiers in Ukraine war",
              ["WASHINGTON (World Wire) — " + full[0]] + full[1:-1]),
        Story("rheinblick", 5, "US and Seoul urge China to rein in North Korean troops", cut),
        Story("morning-digest", 4, "U.S. presses China over North Korean troops in Russia",
              [" ".join(full[0].split(". ")[0:1]) + ". " + full[0].split(". ")[1]]),
        Story("ledger", 4, straight(title), [straight(p) for p in [lede] + full]),
        Story("radio-north", 3, "China urged to act on North Korean troops", ["From our foreign desk"] + corrected),
    ]


def rss2(name, stories):
    items = "".join(
        "<item><title>%s</title><link>%s</link><guid>%s</guid><pubDate>%s</pubDate>"
        "<description>%s</description><content:encoded><![CDATA[%s]]></content:encoded></item>"
        % (html.escape(s.title, quote=False), s.link, s.link, s.rfc822(), html.escape(s.paragraphs[0][:160], quote=False), s.html())
        for s in stories)
    return ('<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>%s</title>'
            "<link>https://%s.example/</link><description>All the news</description>%s</channel></rss>"
            % (name, name, items)).encode("utf-8"), "application/rss+xml"


def atom(name, stories):
    figure = ('<figure><img src="/photo.jpg" alt=""><figcaption>Photo: %s</figcaption></figure>' % name)
    share = '<ul class="share"><li><a href="/share">Share this</a></li><li><a href="/mail">Mail it</a></li></ul>'
    entries = "".join(
        '<entry><title>%s</title><link href="%s"/><id>%s</id><published>%s</published><updated>%s</updated>'
        '<author><name>The newsroom</name></author><content type="html">%s</content></entry>'
        % (html.escape(s.title), s.link, s.link, s.rfc3339(), s.rfc3339(), html.escape(figure + s.html() + share))
        for s in stories)
    return ('<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
            "<title>%s</title><id>https://%s.example/</id><updated>%s</updated>%s</feed>"
            % (name, name, stories[0].rfc3339(), entries)).encode("utf-8"), "application/atom+xml"


def rdf(name, stories):
    items = "".join(
        '<item rdf:about="%s"><title>%s</title><link>%s</link><description>%s</description><dc:date>%s</dc:date></item>'
        % (s.link, html.escape(s.title), s.link, html.escape(s.html()), s.rfc3339()) for s in stories)
    return ('<?xml version="1.0" encoding="windows-1252"?><rdf:RDF xmlns="http://purl.org/rss/1.0/" '
            'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            '<channel rdf:about="https://%s.example/"><title>%s</title><link>https://%s.example/</link>'
            "<description>Nachrichten</description><dc:language>de</dc:language></channel>%s</rdf:RDF>"
            % (name, name, name, items)).encode("windows-1252"), "text/xml"


def json_feed(name, stories):
    return json.dumps({
        "version": "https://jsonfeed.org/version/1.1", "title": name, "home_page_url": "https://%s.example/" % name,
        "items": [{"id": s.link, "url": s.link, "title": s.title, "content_text": s.text(),
                   "date_published": s.rfc3339()} for s in stories]}, ensure_ascii=False).encode("utf-8"), "application/feed+json"


def rss091(name, stories):
    items = "".join("<item><title>%s</title><link>%s</link><description>%s</description></item>"
                    % (html.escape(s.title, quote=False), s.link, html.escape(s.html(), quote=False)) for s in stories)
    return ('<?xml version="1.0" encoding="UTF-16"?><rss version="0.91"><channel><title>%s</title>'
            "<link>https://%s.example/</link><description>Business</description><language>en</language>%s"
            "</channel></rss>" % (name, name, items)).encode("utf-16"), "text/xml"


def rss_latin(name, stories):
    items = "".join(
        '<item><title>%s</title><link>%s</link><guid isPermaLink="false">%d</guid><pubDate>%s</pubDate>'
        "<description>%s</description></item>"
        % (html.escape(s.title, quote=False), s.link, n, s.rfc822(), html.escape(s.html(), quote=False))
        for n, s in enumerate(stories))
    return ('<?xml version="1.0" encoding="ISO-8859-1"?><rss version="2.0"><channel><title>%s</title>'
            "<link>https://%s.example/</link><description>The north</description>%s</channel></rss>"
            % (name, name, items)).encode("iso-8859-1", "xmlcharrefreplace"), "text/xml; charset=ISO-8859-1"


FORMATS = {"world-wire": rss2, "pacific-post": atom, "rheinblick": rdf, "morning-digest": json_feed, "ledger": rss091,
           "radio-north": rss_latin, "matchday": rss2}


def documents():
    """{feed: (bytes, content type)}."""
    feeds = read_stories()
    for copy in wire_copies():
        feeds[copy.feed].append(copy)
    made = {}
    for name, stories in feeds.items():
        stories.sort(key=lambda s: s.published, reverse=True)
        made[name] = FORMATS[name](name, stories)
    return made


def serve(made):
    """Starts a server for each feed, each on a loopback address of its own as outlets are; {feed: URL}."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body, content_type = made.get(self.path.strip("/"), (None, None))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", content_type or "text/plain")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *args):
            pass

    urls = {}
    for number, name in enumerate(made, 11):
        server = http.server.ThreadingHTTPServer(("127.0.0.%d" % number, 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        urls[name] = "http://%s:%d/%s" % (*server.server_address, name)
    return urls
