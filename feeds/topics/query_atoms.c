#include "feeds/topics/names.h"
#include "feeds/topics/phrase.h"
#include "feeds/topics/query_check.h"
#include "feeds/topics/query_parser_state.h"

static struct query_node *parse_term(struct query_parser *parser)
{
    const struct query_token *token = parser->token++;
    struct query_node *node = parser_new_node(parser, NODE_TERM, token->at);

    node->token = token;
    node->end = token->end;
    node->word_count = token->phrase->word_count;
    parser->word_count += node->word_count;
    return node;
}

static struct query_node *parse_regex(struct query_parser *parser)
{
    const struct query_token *token = parser->token++;
    struct query_node *node = parser_new_node(parser, NODE_REGEX, token->at);

    if (parser->field == FIELD_TOP)
        return parser_fail(parser, token->at,
                           "top: counts words, and a regex knows none; write title: or body:");
    node->token = token;
    node->end = token->end;
    node->has_regex = true;
    node->word_count = 1;
    return node;
}

static struct query_node *parse_name(struct query_parser *parser)
{
    const struct query_token *token = parser->token++;
    const char *text = parser->tokens->text + token->text;
    struct query_node *node = parser_new_node(parser, NODE_NAME, token->at);

    node->token = token;
    node->end = token->end;
    node->name = names_find(parser->names, text, token->text_end - token->text);
    const struct query_node *root = parser->names->list[node->name].root;
    node->may_be_near = true;
    if (root == NULL)
        return node; /* a mistake of its own, reported there */
    node->may_be_near = root->may_be_near;
    node->has_field = root->has_field;
    node->has_regex = root->has_regex;
    node->word_count = root->word_count;
    parser->word_count += root->word_count;
    if (parser->field != FIELD_NONE && root->has_field)
        return parser_fail(parser, token->at,
                           "this query has a field of its own, and fields do not nest");
    if (parser->field == FIELD_TOP && root->has_regex)
        return parser_fail(parser, token->at, "this query has a regex, and top: takes none");
    const unsigned depth = parser->depth + 1 + root->depth;
    if (depth > QUERY_DEPTH_MAX)
        return parser_fail(parser, token->at, "parentheses and @names nest at most 64 deep");
    if (parser->word_count > QUERY_WORDS_MAX)
        return parser_fail(parser, token->at, "with its @names a query has at most 8192 words");
    if (depth > parser->deepest)
        parser->deepest = depth;
    return node;
}

static struct query_node *parse_parentheses(struct query_parser *parser)
{
    const struct query_token *open = parser->token++;

    if (!parser_enter(parser, open))
        return NULL;
    struct query_node *node = token_begins_atom(parser->token) || parser->token->kind == QUERY_NOT
                                  ? parser_read_query(parser)
                                  : parser_fail_missing(parser, open);
    if (node == NULL)
        return NULL;
    if (parser->token->kind == QUERY_COMMA)
        return parser_fail(parser, parser->token->at,
                           "a comma parts the members of 2 OF (a, b) and nothing else");
    if (parser->token->kind != QUERY_CLOSE)
        return parser_fail(parser, open->at, "this parenthesis is not closed");
    parser->depth--;
    node->at = open->at;
    node->end = parser->token->end;
    parser->token++;
    return node;
}

static struct query_node *parse_value(struct query_parser *parser, const struct query_token *before)
{
    const struct query_token *token = parser->token;

    if (token->kind != QUERY_VALUE) {
        if (before->kind != QUERY_FIELD && !token_is_operator(token) && token->kind != QUERY_OPEN)
            return parser_fail_missing(parser, before);
        return parser_fail(parser, token->at,
                           "a value is due here; quote one that looks like an operator");
    }
    struct query_node *node = parser_new_node(parser, NODE_VALUE, token->at);
    node->token = token;
    node->end = token->end;
    node->word_count = 1;
    parser->token++;
    return node;
}

static struct query_node *parse_values(struct query_parser *parser, struct query_node *key)
{
    const struct query_token *open = parser->token, *before = open;
    struct query_node *last = NULL;

    do {
        parser->token++; /* the parenthesis, then each OR */
        struct query_node *value = parse_value(parser, before);
        if (value == NULL)
            return NULL;
        parser_add_child(key, &last, value);
        before = parser->token;
    } while (parser->token->kind == QUERY_OR);
    if (parser->token->kind == QUERY_END)
        return parser_fail(parser, open->at, "this parenthesis is not closed");
    if (parser->token->kind != QUERY_CLOSE)
        return parser_fail(parser, parser->token->at,
                           "the values of a field are joined with OR: feed:(a OR b)");
    key->end = parser->token->end;
    parser->token++;
    return key;
}

static struct query_node *parse_key(struct query_parser *parser, const struct query_token *field)
{
    struct query_node *key = parser_new_node(parser, NODE_KEY, field->at), *last = NULL;

    key->field = field->field;
    key->has_field = true;
    if (parser->token->kind == QUERY_OPEN)
        return parse_values(parser, key);
    struct query_node *value = parse_value(parser, field);
    if (value == NULL)
        return NULL;
    parser_add_child(key, &last, value);
    return key;
}

static struct query_node *parse_field(struct query_parser *parser)
{
    const struct query_token *field = parser->token;

    if (parser->field != FIELD_NONE)
        return parser_fail(parser, field->at,
                           "a field cannot stand inside another; join the two with AND");
    parser->token++;
    if (query_field_is_key(field->field))
        return parse_key(parser, field);
    if (!token_begins_atom(parser->token))
        return parser_fail_missing(parser, field);
    struct query_node *node = parser_new_node(parser, NODE_FIELD, field->at), *last = NULL;
    parser->field = field->field;
    struct query_node *inside = parser_read_atom(parser);
    parser->field = FIELD_NONE;
    if (inside == NULL)
        return NULL;
    node->field = field->field;
    parser_add_child(node, &last, inside);
    node->has_field = true;
    return node;
}

static struct query_node *parse_atleast(struct query_parser *parser)
{
    const struct query_token *token = parser->token++, *next = parser->token;
    struct query_node *node = parser_new_node(parser, NODE_ATLEAST, token->at), *last = NULL;

    if (!token_begins_atom(next))
        return parser_fail_missing(parser, token);
    if (next->kind == QUERY_ATLEAST || next->kind == QUERY_FIELD)
        return parser_fail_operand(parser,
                                   &(struct query_node){.kind = NODE_ATLEAST, .at = next->at});
    struct query_node *operand = parser_read_atom(parser);
    if (operand == NULL)
        return NULL;
    if (!operand->may_be_near)
        return parser_fail_operand(parser, operand);
    node->number = token->number;
    parser_add_child(node, &last, operand);
    return node;
}

static struct query_node *parse_member(struct query_parser *parser,
                                       const struct query_token *before)
{
    if (parser->token->kind == QUERY_COMMA || parser->token->kind == QUERY_CLOSE)
        return parser_fail(parser, before->at, "a member of the list is missing after this");
    if (!token_begins_atom(parser->token) && parser->token->kind != QUERY_NOT)
        return parser_fail_missing(parser, before);
    struct query_node *member = parser_read_query(parser);
    if (member != NULL && !member->needs_something)
        return parser_fail(parser, member->at, "an item would match this without any of its words");
    return member;
}

static struct query_node *parse_members(struct query_parser *parser, struct query_node *node)
{
    const struct query_token *open = parser->token, *before = open;
    struct query_node *last = NULL;

    if (!parser_enter(parser, open))
        return NULL;
    do {
        parser->token++; /* the parenthesis, then each comma */
        struct query_node *member = parse_member(parser, before);
        if (member == NULL)
            return NULL;
        parser_add_child(node, &last, member);
        before = parser->token;
    } while (parser->token->kind == QUERY_COMMA);
    if (parser->token->kind != QUERY_CLOSE)
        return parser_fail(parser, open->at, "this parenthesis is not closed");
    parser->depth--;
    node->end = parser->token->end;
    parser->token++;
    return node;
}

static struct query_node *parse_of(struct query_parser *parser)
{
    const struct query_token *number = parser->token;
    struct query_node *node = parser_new_node(parser, NODE_OF, number->at);

    parser->token += 2;
    if (parser->token->kind != QUERY_OPEN)
        return parser_fail(parser, number[1].at, "OF takes a list: 2 OF (a, b, c)");
    node->number =
        query_read_number(parser->tokens->text + number->at, number->end - number->at, 1);
    if (node->number < 0)
        return parser_fail(parser, number->at, "the number of OF is 1 to 255");
    if (parse_members(parser, node) == NULL)
        return NULL;
    if ((size_t)node->number > node->child_count)
        return parser_fail(parser, number->at, "OF asks for more members than its list has");
    return node;
}

static bool begins_of(const struct query_parser *parser)
{
    const struct query_token *token = parser->token;

    if (token->kind != QUERY_WORD || token[1].kind != QUERY_OF)
        return false;
    for (uint32_t at = token->at; at < token->end; at++) {
        if (parser->tokens->text[at] < '0' || parser->tokens->text[at] > '9')
            return false;
    }
    return true;
}

struct query_node *parser_read_atom(struct query_parser *parser)
{
    switch (parser->token->kind) {
    case QUERY_WORD:
        return begins_of(parser) ? parse_of(parser) : parse_term(parser);
    case QUERY_PHRASE:
        return parse_term(parser);
    case QUERY_REGEX:
        return parse_regex(parser);
    case QUERY_NAME:
        return parse_name(parser);
    case QUERY_FIELD:
        return parse_field(parser);
    case QUERY_OPEN:
        return parse_parentheses(parser);
    case QUERY_ATLEAST:
        return parse_atleast(parser);
    case QUERY_OF:
        return parser_fail(parser, parser->token->at,
                           "OF takes a number before it: 2 OF (a, b, c)");
    case QUERY_END:
    case QUERY_VALUE:
    case QUERY_CLOSE:
    case QUERY_COMMA:
    case QUERY_AND:
    case QUERY_OR:
    case QUERY_NOT:
    case QUERY_NEAR:
    case QUERY_ONEAR:
        break;
    }
    return parser_fail_missing(parser, NULL);
}
