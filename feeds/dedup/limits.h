/* limits.h: every limit of the deduplication, in the order of DEDUP.md, whose line is its comment.
 */
#pragma once

#include "feeds/dedup/fingerprint.h"

/* 2. "Shingles of 3 tokens (6 where > 40 % of the tokens are CJK)" */
#define SHINGLE_TOKENS 3
#define SHINGLE_TOKENS_UNSPACED 6
#define UNSPACED_SHARE .40

/* 3. "A shingle seen in >= 3 stories of the same feed is that feed's boilerplate" */
#define BOILERPLATE_STORIES 3
/* Nor do its words count, where it is not most of the text. */
#define OWN_WORDS .50

/* 4. "The lede (first 32 positions) is indexed whole, of the rest only hash % 8 == 0. Probe rarest
 * first, at most 400, posting lists cut at the newest 64; take the 8 stories with most hits (>= 2)"
 * "Walk at most about 1,000 postings an item" */
#define INDEXED_LEDE 32
#define INDEXED_REST 8
#define PROBES_MAX 400
#define POSTINGS_PER_KEY 64
#define POSTINGS_MAX 1024
#define CANDIDATES_MAX 8
#define CANDIDATE_HITS 2

/* 5. "contained: with >= 25 shared, S's head (<= 25 tokens: a dateline) and its tail outside the
 * shared span are ignored (the span being >= 40 % of S). Needs >= .55; with < 25 shingles >= .75
 * and no number missing" */
#define SPAN_SHARED 25
#define SPAN_HEAD_TOKENS FINGERPRINT_HEAD_TOKENS
#define SPAN_SHARE .40
#define CONTAINED .55
#define SHORT_SHINGLES 25
#define SHORT_CONTAINED .75

/* Nor does S's head or tail count for words, numbers and names where it says other things than L:
 * at most half of its words are known there. Else it is part of a text that differs. And the tail
 * is no longer than a byline, a slogan and a copyright notice, and not much of a short text. */
#define SPAN_KNOWN .50
#define SPAN_TAIL_TOKENS 60
#define SPAN_TAIL_SHARE .40

/* 5. "words: share of S's words in L >= .80 (>= .72 if S >= 120 words and |S and L| / |L| >= .5)"
 */
#define WORDS .80
#define WORDS_LONG .72
#define WORDS_LONG_TOKENS 120
#define WORDS_LONG_RESEMBLES .50

/* 5. "numbers of S in L >= .7, or just one missing and (>= 60 words and contained >= .8, or
 * contained >= .9). Names in L >= .7 (if >= 3)" */
#define NUMBERS .70
/* More of them where the texts agree in little else: another issue by the same template. */
#define NUMBERS_PART .80
#define NUMBERS_PART_CONTAINED .70
/* A table tells nothing but its numbers. */
#define NUMBERS_TABLE .84
#define TABLE_NUMBERS .25
#define CORRECTED_TOKENS 60
#define CORRECTED_CONTAINED .80
#define CORRECTED_CONTAINED_ANY .90
#define NAMES .70
#define NAMES_ASKED 3

/* 5. "lede: the best of S's first 28 shingles (from 0 or 8) found in L's first max(80, 30 %)
 * tokens, or L's in S, >= .4; else |S and L| / |L| >= .65" */
#define LEDE_SHINGLES 28
#define LEDE_SECOND_FROM 8
#define LEDE_TOKENS 80
#define LEDE_SHARE .30
#define LEDE .40
#define LEDE_RESEMBLES .65

/* 5. "a summary against a full text (|S| < .35 |L|): lede >= .6, and titles or title-in-text agree
 * >= .3" */
#define SUMMARY_SHARE .35
#define SUMMARY_LEDE .60
#define SUMMARY_TITLE .30

/* A text that begins with more than a dateline of its own tells something else first, and what
 * comes after it may be an earlier story: the titles must agree, or its own with the other text. */
#define OPENING_TOKENS SPAN_HEAD_TOKENS
#define OPENING_TITLE .30

/* Two reports by one template are about different companies, and each headline names its own: at
 * least half of the names that the headline and what is shared of the text have in common must be
 * known to the other. Asked of L, too, where S is nearly as long. */
#define SUBJECT .50
#define SUBJECT_SIZE .85

/* 5. "titles that share < .2 and whose words are < .25 in S: no, if < 60 shingles or the same feed"
 */
#define TITLE_SHARE .20
#define TITLE_IN_TEXT .25
#define TITLE_ASKED_SHINGLES 60
/* Of a short text: a headline of which its own text has less than this says nothing of it. */
#define OWN_TITLE .01

/* 5. "Same feed and another link, < 60 shingles: <= 36 h apart, titles >= .5 and title numbers half
 * equal", where both have any: an outlet adds one to a headline or leaves it out */
#define SERIES_SHINGLES 60
#define SERIES_HOURS 36.0
#define SERIES_TITLE .50
#define SERIES_TITLE_NUMBERS .50
/* What another outlet says as shortly so much later is the next report on the same matter, where it
 * is not the same text. */
#define LATE_HOURS 96.0

/* 5. "formula: > 40 % of the shared shingles stand in >= 4 stories: then numbers and names >= .95
 * and title >= .8 (or near identity: contained > .9 and the other way > .8)" */
#define FORMULA_STORIES 4
#define FORMULA_SHARE .40
#define FORMULA_NUMBERS .95
#define FORMULA_NAMES .95
#define FORMULA_TITLE .80
#define IDENTITY_CONTAINED .90
#define IDENTITY_RESEMBLES .80

/* A text that tells other stories beside this one is a digest, whatever it begins with: asked where
 * what it has beside the story is so much of it, a digest when half of that stands in other
 * stories, which have next to nothing of what it shares with this one. */
#define DIGEST_REST .25
#define DIGEST_REST_SHINGLES 12
#define DIGEST_LEDE_SHINGLES 12
#define DIGEST_LEDE .60
#define DIGEST_STORY_TOLD .20
#define DIGEST_TOLD_ELSEWHERE .50
#define DIGEST_TITLE .80

/* 6. "a copy only if the titles agree >= .6 both ways or at least half of the text does" */
#define LINK_TITLE .60
#define LINK_CONTAINED .50
/* A link under which this many stories stand says nothing of one (a feed whose items all have the
 * same), nor does a headline of fewer content words where there is no text. */
#define LINK_STORIES 3
#define LINK_TITLE_WORDS 4

/* 7. "No own text (< 8 own shingles): only by an identical headline of >= 6 content words within
 * 48 h" */
#define OWN_TEXT_SHINGLES 8
#define HEADLINE_WORDS 6
#define HEADLINE_HOURS 48.0

/* 9. The best near miss is recorded from this share of common text on. */
#define NEAR_MISS_CONTAINED .30

/* DESIGN, rule 7: a revision of which at least this share is the text it was decided by keeps its
 * story */
#define REVISION_KEPT .50
