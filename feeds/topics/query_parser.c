#include "feeds/topics/query_parser.h"

#include "config/base/arena.h"
#include "feeds/topics/names.h"
#include "feeds/topics/phrase.h"
#include "feeds/topics/query_check.h"

/* Recursive descent. Every function returns NULL once a mistake is noted; the first one noted
 * stays. */
struct parser {
    const struct query_tokens *tokens;
    const struct query_token *token; /* the next one */
    const struct name_table *names;
    struct arena *arena;
    struct query_mistake *mistake;
    enum query_field field; /* the text field around */
    unsigned depth;
    unsigned deepest;
    size_t word_count;
};

/* What stands between two operands of a NEAR chain. */
struct near_operator {
    enum query_node_kind kind;
    int number;
    const struct query_token *token; /* of NOT NEAR the NOT; NULL: there is none */
};

static struct query_node *parse_query(struct parser *parser);
static struct query_node *parse_atom(struct parser *parser);

static struct query_node *fail(struct parser *parser, size_t at, const char *message)
{
    if (parser->mistake->message == NULL)
        *parser->mistake = (struct query_mistake){.at = (uint32_t)at, .message = message};
    return NULL;
}

static struct query_node *new_node(struct parser *parser, enum query_node_kind kind, uint32_t at)
{
    struct query_node *node = arena_alloc(parser->arena, sizeof(*node));

    node->kind = kind;
    node->at = at;
    node->needs_something = kind != NODE_ALL && kind != NODE_NOT;
    node->may_be_near = kind == NODE_TERM || kind == NODE_ANY || kind == NODE_NEAR ||
                        kind == NODE_ONEAR || kind == NODE_NOT_NEAR;
    return node;
}

static void add_child(struct query_node *node, struct query_node **last, struct query_node *child)
{
    if (*last == NULL)
        node->first = child;
    else
        (*last)->next = child;
    *last = child;
    node->child_count++;
    node->end = child->end;
    node->has_field |= child->has_field;
    node->has_regex |= child->has_regex;
    node->word_count += child->word_count;
    if (node->kind == NODE_ANY)
        node->may_be_near &= child->may_be_near;
    if (node->kind == NODE_ALL)
        node->needs_something |= child->needs_something;
    else if (node->kind == NODE_FIELD)
        node->needs_something = child->needs_something;
}

static bool is_near_operator(const struct query_token *token)
{
    return token->kind == QUERY_NEAR || token->kind == QUERY_ONEAR ||
           (token->kind == QUERY_NOT && token[1].kind == QUERY_NEAR);
}

static bool is_operator(const struct query_token *token)
{
    return token->kind == QUERY_AND || token->kind == QUERY_OR || token->kind == QUERY_NOT ||
           token->kind == QUERY_NEAR || token->kind == QUERY_ONEAR;
}

static bool begins_atom(const struct query_token *token)
{
    return !is_operator(token) && token->kind != QUERY_END && token->kind != QUERY_CLOSE &&
           token->kind != QUERY_COMMA;
}

/* No operand stands where one is due. `before` is the operator, parenthesis or comma before it. */
static struct query_node *fail_missing(struct parser *parser, const struct query_token *before)
{
    const struct query_token *found = parser->token;

    if (is_operator(found))
        return fail(parser, found->at, "something to look for is missing before this operator");
    if (before != NULL && before->kind == QUERY_OPEN && found->kind == QUERY_CLOSE)
        return fail(parser, before->at, "there is nothing in these parentheses");
    if (before != NULL && before->kind == QUERY_OPEN && found->kind == QUERY_END)
        return fail(parser, before->at, "this parenthesis is not closed");
    if (before != NULL && before->kind != QUERY_OPEN)
        return fail(parser, before->at, "something to look for is missing after this");
    if (found->kind == QUERY_CLOSE)
        return fail(parser, found->at, "this parenthesis was not opened");
    if (found->kind == QUERY_COMMA)
        return fail(parser, found->at, "a comma parts the members of 2 OF (a, b) and nothing else");
    return fail(parser, 0, "the query is empty");
}

static struct query_node *parse_term(struct parser *parser)
{
    const struct query_token *token = parser->token++;
    struct query_node *node = new_node(parser, NODE_TERM, token->at);

    node->token = token;
    node->end = token->end;
    node->word_count = token->phrase->word_count;
    parser->word_count += node->word_count;
    return node;
}

static struct query_node *parse_regex(struct parser *parser)
{
    const struct query_token *token = parser->token++;
    struct query_node *node = new_node(parser, NODE_REGEX, token->at);

    if (parser->field == FIELD_TOP)
        return fail(parser, token->at,
                    "top: counts words, and a regex knows none; write title: or body:");
    node->token = token;
    node->end = token->end;
    node->has_regex = true;
    node->word_count = 1;
    return node;
}

static struct query_node *parse_name(struct parser *parser)
{
    const struct query_token *token = parser->token++;
    const char *text = parser->tokens->text + token->text;
    struct query_node *node = new_node(parser, NODE_NAME, token->at);

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
        return fail(parser, token->at, "this query has a field of its own, and fields do not nest");
    if (parser->field == FIELD_TOP && root->has_regex)
        return fail(parser, token->at, "this query has a regex, and top: takes none");
    if (parser->depth + root->depth > QUERY_DEPTH_MAX)
        return fail(parser, token->at, "parentheses and @names nest at most 64 deep");
    if (parser->word_count > QUERY_WORDS_MAX)
        return fail(parser, token->at, "with its @names a query has at most 8192 words");
    if (parser->depth + root->depth > parser->deepest)
        parser->deepest = parser->depth + root->depth;
    return node;
}

static bool enter(struct parser *parser, const struct query_token *open)
{
    if (++parser->depth > QUERY_DEPTH_MAX) {
        fail(parser, open->at, "parentheses nest at most 64 deep");
        return false;
    }
    if (parser->depth > parser->deepest)
        parser->deepest = parser->depth;
    return true;
}

static struct query_node *parse_parentheses(struct parser *parser)
{
    const struct query_token *open = parser->token++;

    if (!enter(parser, open))
        return NULL;
    struct query_node *node = begins_atom(parser->token) || parser->token->kind == QUERY_NOT
                                  ? parse_query(parser)
                                  : fail_missing(parser, open);
    if (node == NULL)
        return NULL;
    if (parser->token->kind == QUERY_COMMA)
        return fail(parser, parser->token->at,
                    "a comma parts the members of 2 OF (a, b) and nothing else");
    if (parser->token->kind != QUERY_CLOSE)
        return fail(parser, open->at, "this parenthesis is not closed");
    parser->depth--;
    node->at = open->at;
    node->end = parser->token->end;
    parser->token++;
    return node;
}

static struct query_node *parse_value(struct parser *parser, const struct query_token *before)
{
    const struct query_token *token = parser->token;

    if (token->kind != QUERY_VALUE) {
        if (before->kind != QUERY_FIELD && !is_operator(token) && token->kind != QUERY_OPEN)
            return fail_missing(parser, before);
        return fail(parser, token->at,
                    "a value is due here; quote one that looks like an operator");
    }
    struct query_node *node = new_node(parser, NODE_VALUE, token->at);
    node->token = token;
    node->end = token->end;
    node->word_count = 1;
    parser->token++;
    return node;
}

static struct query_node *parse_values(struct parser *parser, struct query_node *key)
{
    const struct query_token *open = parser->token, *before = open;
    struct query_node *last = NULL;

    do {
        parser->token++; /* the parenthesis, then each OR */
        struct query_node *value = parse_value(parser, before);
        if (value == NULL)
            return NULL;
        add_child(key, &last, value);
        before = parser->token;
    } while (parser->token->kind == QUERY_OR);
    if (parser->token->kind == QUERY_END)
        return fail(parser, open->at, "this parenthesis is not closed");
    if (parser->token->kind != QUERY_CLOSE)
        return fail(parser, parser->token->at,
                    "the values of a field are joined with OR: feed:(a OR b)");
    key->end = parser->token->end;
    parser->token++;
    return key;
}

static struct query_node *parse_key(struct parser *parser, const struct query_token *field)
{
    struct query_node *key = new_node(parser, NODE_KEY, field->at), *last = NULL;

    key->field = field->field;
    key->has_field = true;
    if (parser->token->kind == QUERY_OPEN)
        return parse_values(parser, key);
    struct query_node *value = parse_value(parser, field);
    if (value == NULL)
        return NULL;
    add_child(key, &last, value);
    return key;
}

static struct query_node *parse_field(struct parser *parser)
{
    const struct query_token *field = parser->token;

    if (parser->field != FIELD_NONE)
        return fail(parser, field->at,
                    "a field cannot stand inside another; join the two with AND");
    parser->token++;
    if (query_field_is_key(field->field))
        return parse_key(parser, field);
    if (!begins_atom(parser->token))
        return fail_missing(parser, field);
    struct query_node *node = new_node(parser, NODE_FIELD, field->at), *last = NULL;
    parser->field = field->field;
    struct query_node *inside = parse_atom(parser);
    parser->field = FIELD_NONE;
    if (inside == NULL)
        return NULL;
    node->field = field->field;
    add_child(node, &last, inside);
    node->has_field = true;
    return node;
}

/* Where an operand that may not stand beside NEAR is wrong: at its start, or at the @ that brought
 * it in. */
static uint32_t wrong_operand_at(const struct query_node *operand)
{
    const struct query_node *node = operand;

    while (node->kind == NODE_ANY) {
        const struct query_node *child = node->first;
        while (child->may_be_near)
            child = child->next;
        node = child;
    }
    return node->kind == NODE_NAME ? node->token->at : operand->at;
}

static struct query_node *fail_operand(struct parser *parser, const struct query_node *operand)
{
    return fail(parser, wrong_operand_at(operand),
                "NEAR and ATLEAST take words, phrases, OR lists of them, and NEARs of those");
}

static struct query_node *parse_atleast(struct parser *parser)
{
    const struct query_token *token = parser->token++, *next = parser->token;
    struct query_node *node = new_node(parser, NODE_ATLEAST, token->at), *last = NULL;

    if (!begins_atom(next))
        return fail_missing(parser, token);
    if (next->kind == QUERY_ATLEAST || next->kind == QUERY_FIELD)
        return fail_operand(parser, &(struct query_node){.kind = NODE_ATLEAST, .at = next->at});
    struct query_node *operand = parse_atom(parser);
    if (operand == NULL)
        return NULL;
    if (!operand->may_be_near)
        return fail_operand(parser, operand);
    node->number = token->number;
    add_child(node, &last, operand);
    return node;
}

static struct query_node *parse_member(struct parser *parser, const struct query_token *before)
{
    if (parser->token->kind == QUERY_COMMA || parser->token->kind == QUERY_CLOSE)
        return fail(parser, before->at, "a member of the list is missing after this");
    if (!begins_atom(parser->token) && parser->token->kind != QUERY_NOT)
        return fail_missing(parser, before);
    struct query_node *member = parse_query(parser);
    if (member != NULL && !member->needs_something)
        return fail(parser, member->at, "an item would match this without any of its words");
    return member;
}

static struct query_node *parse_members(struct parser *parser, struct query_node *node)
{
    const struct query_token *open = parser->token, *before = open;
    struct query_node *last = NULL;

    if (!enter(parser, open))
        return NULL;
    do {
        parser->token++; /* the parenthesis, then each comma */
        struct query_node *member = parse_member(parser, before);
        if (member == NULL)
            return NULL;
        add_child(node, &last, member);
        before = parser->token;
    } while (parser->token->kind == QUERY_COMMA);
    if (parser->token->kind != QUERY_CLOSE)
        return fail(parser, open->at, "this parenthesis is not closed");
    parser->depth--;
    node->end = parser->token->end;
    parser->token++;
    return node;
}

static struct query_node *parse_of(struct parser *parser)
{
    const struct query_token *number = parser->token;
    struct query_node *node = new_node(parser, NODE_OF, number->at);

    parser->token += 2;
    if (parser->token->kind != QUERY_OPEN)
        return fail(parser, number[1].at, "OF takes a list: 2 OF (a, b, c)");
    node->number =
        query_read_number(parser->tokens->text + number->at, number->end - number->at, 1);
    if (node->number < 0)
        return fail(parser, number->at, "the number of OF is 1 to 255");
    if (parse_members(parser, node) == NULL)
        return NULL;
    if ((size_t)node->number > node->child_count)
        return fail(parser, number->at, "OF asks for more members than its list has");
    return node;
}

static bool begins_of(const struct parser *parser)
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

static struct query_node *parse_atom(struct parser *parser)
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
        return fail(parser, parser->token->at, "OF takes a number before it: 2 OF (a, b, c)");
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
    return fail_missing(parser, NULL);
}

static struct near_operator peek_near(const struct parser *parser)
{
    const struct query_token *token = parser->token;

    if (!is_near_operator(token))
        return (struct near_operator){0};
    if (token->kind == QUERY_NOT)
        return (struct near_operator){NODE_NOT_NEAR, token[1].number, token};
    return (struct near_operator){token->kind == QUERY_NEAR ? NODE_NEAR : NODE_ONEAR, token->number,
                                  token};
}

static struct query_node *parse_near_right(struct parser *parser, struct query_node *left,
                                           struct near_operator op)
{
    if (!left->may_be_near)
        return fail_operand(parser, left);
    parser->token += op.kind == NODE_NOT_NEAR ? 2 : 1;
    if (!begins_atom(parser->token))
        return fail_missing(parser, op.token);
    struct query_node *right = parse_atom(parser), *last = NULL;
    if (right == NULL)
        return NULL;
    if (!right->may_be_near)
        return fail_operand(parser, right);
    struct query_node *node = new_node(parser, op.kind, left->at);
    node->number = op.number;
    add_child(node, &last, left);
    add_child(node, &last, right);
    return node;
}

/* A chain of one kind and number, from the left. `is_beside`: it stands beside a word with no
 * operator between, and then may be no chain. */
static struct query_node *parse_near(struct parser *parser, bool is_beside, bool *is_chain)
{
    struct query_node *left = parse_atom(parser);
    struct near_operator op = {0};

    *is_chain = false;
    while (left != NULL && (op = peek_near(parser)).token != NULL) {
        if (is_beside)
            return fail(parser, left->at,
                        "beside NEAR, words side by side need quotes or parentheses");
        if (*is_chain && (left->kind != op.kind || left->number != op.number))
            return fail(parser, op.token->at, "different NEARs in one chain need parentheses");
        left = parse_near_right(parser, left, op);
        *is_chain = true;
    }
    return left;
}

/* The list that parse_query() builds: AND, OR or, as long as it has one operand, neither. */
struct operands {
    struct query_node *node;
    struct query_node *last;
    bool is_chain; /* the last one */
};

#define READINGS_SIZE_MAX 200

/* Shows both readings, in the query's own words where they are few. `next` is the operand that
 * would come. */
static bool fail_mixed(struct parser *parser, const struct operands *operands,
                       const struct query_token *at, const char *name,
                       const struct query_token *next)
{
    const char *text = parser->tokens->text;
    const struct query_node *list = operands->node, *last = operands->last;
    bool is_simple = next->kind == QUERY_WORD || next->kind == QUERY_PHRASE;

    if (!is_simple || next->end - list->at > READINGS_SIZE_MAX)
        return fail(parser, at->at,
                    "AND and OR at one level need parentheses: (a AND b) OR c, or a AND (b OR c); "
                    "words side by side mean AND") != NULL;
    return fail(parser, at->at,
                arena_format(parser->arena,
                             "AND and OR at one level need parentheses: (%.*s) %s %.*s, or "
                             "%.*s(%.*s %s %.*s)",
                             (int)(last->end - list->at), text + list->at, name,
                             (int)(next->end - next->at), text + next->at,
                             (int)(last->at - list->at), text + list->at,
                             (int)(last->end - last->at), text + last->at, name,
                             (int)(next->end - next->at), text + next->at)) != NULL;
}

static bool is_kind(const struct operands *operands, enum query_node_kind kind)
{
    return operands->node != NULL && operands->node->child_count > 1 &&
           operands->node->kind == kind;
}

static struct query_node *parse_negation(struct parser *parser, bool *is_chain)
{
    const struct query_token *not = parser->token++;

    if (!begins_atom(parser->token))
        return fail_missing(parser, not );
    struct query_node *node = new_node(parser, NODE_NOT, not ->at), *last = NULL;
    struct query_node *operand = parse_near(parser, false, is_chain);
    if (operand == NULL)
        return NULL;
    add_child(node, &last, operand);
    return node;
}

/* A member of an OR list. */
static bool is_member(struct parser *parser, const struct query_node *node)
{
    bool is_bare_not = node->kind == NODE_NOT && parser->tokens->text[node->at] != '(';

    if (is_bare_not)
        fail(parser, node->at, "NOT cannot stand in an OR list; write (a OR b) AND NOT c");
    else if (!node->needs_something)
        fail(parser, node->at, "an item would match this without any of its words");
    return parser->mistake->message == NULL;
}

static bool add_operand(struct parser *parser, struct operands *operands, bool is_any,
                        bool is_beside)
{
    bool is_negated = parser->token->kind == QUERY_NOT && !is_near_operator(parser->token);

    if (is_any && is_negated)
        return fail(parser, parser->token->at,
                    "NOT cannot stand in an OR list; write (a OR b) AND NOT c") != NULL;
    struct query_node *operand = is_negated ? parse_negation(parser, &operands->is_chain)
                                            : parse_near(parser, is_beside, &operands->is_chain);
    if (operand == NULL || (is_any && !is_member(parser, operand)))
        return false;
    if (operands->node == NULL)
        operands->node = new_node(parser, NODE_ALL, operand->at);
    add_child(operands->node, &operands->last, operand);
    return true;
}

/* The first OR makes an OR list of what was one operand so far. */
static bool turn_into_any(struct parser *parser, struct operands *operands)
{
    struct query_node *first = operands->node->first;

    if (!is_member(parser, first))
        return false;
    operands->node->kind = NODE_ANY;
    operands->node->needs_something = true;
    operands->node->may_be_near = first->may_be_near;
    return true;
}

static bool add_after_or(struct parser *parser, struct operands *operands)
{
    const struct query_token * or = parser->token;

    if (is_kind(operands, NODE_ALL))
        return fail_mixed(parser, operands, or, "OR", or +1);
    if (operands->node->child_count == 1 && !turn_into_any(parser, operands))
        return false;
    parser->token++;
    if (!begins_atom(parser->token) &&
        (parser->token->kind != QUERY_NOT || is_near_operator(parser->token)))
        return fail_missing(parser, or) != NULL;
    return add_operand(parser, operands, true, false);
}

static bool add_after_and(struct parser *parser, struct operands *operands)
{
    const struct query_token *and = parser->token;

    if (is_kind(operands, NODE_ANY))
        return fail_mixed(parser, operands, and, and->kind == QUERY_AND ? "AND" : "AND NOT", and+1);
    if (and->kind == QUERY_AND)
        parser->token++;
    if (!begins_atom(parser->token) &&
        (parser->token->kind != QUERY_NOT || is_near_operator(parser->token)))
        return fail_missing(parser, and) != NULL;
    return add_operand(parser, operands, false, false);
}

static bool add_beside(struct parser *parser, struct operands *operands)
{
    if (is_kind(operands, NODE_ANY))
        return fail_mixed(parser, operands, parser->token, "AND", parser->token);
    if (operands->is_chain)
        return fail(parser, parser->token->at,
                    "beside NEAR, words side by side need quotes or parentheses") != NULL;
    return add_operand(parser, operands, false, true);
}

/* Up to a closing parenthesis, a comma or the end. */
static struct query_node *parse_query(struct parser *parser)
{
    struct operands operands = {0};
    bool is_going_on = add_operand(parser, &operands, false, false);

    while (is_going_on && (begins_atom(parser->token) || is_operator(parser->token))) {
        if (parser->token->kind == QUERY_OR)
            is_going_on = add_after_or(parser, &operands);
        else if (is_operator(parser->token))
            is_going_on = add_after_and(parser, &operands);
        else
            is_going_on = add_beside(parser, &operands);
    }
    if (!is_going_on)
        return NULL;
    return operands.node->child_count == 1 ? operands.node->first : operands.node;
}

const struct query_node *query_parse(struct arena *arena, const struct query_tokens *tokens,
                                     const struct name_table *names, struct query_mistake *mistake)
{
    struct parser parser = {.tokens = tokens,
                            .token = tokens->list,
                            .names = names,
                            .arena = arena,
                            .mistake = mistake};

    *mistake = (struct query_mistake){0};
    if (!begins_atom(parser.token) &&
        (parser.token->kind != QUERY_NOT || is_near_operator(parser.token)))
        return fail_missing(&parser, NULL);
    struct query_node *root = parse_query(&parser);
    if (root != NULL && parser.token->kind != QUERY_END)
        return fail_missing(&parser, NULL);
    if (root != NULL && !root->needs_something)
        return fail(&parser, root->at,
                    "an item would match this without any of its words; add one that it needs");
    if (root != NULL)
        root->depth = parser.deepest;
    return root;
}
