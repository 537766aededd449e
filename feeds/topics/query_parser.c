#include "feeds/topics/query_parser.h"

#include "config/base/arena.h"
#include "feeds/topics/query_parser_state.h"

/* What stands between two operands of a NEAR chain. */
struct near_operator {
    enum query_node_kind kind;
    int number;
    const struct query_token *token; /* of NOT NEAR the NOT; NULL: there is none */
};

static struct near_operator peek_near(const struct query_parser *parser)
{
    const struct query_token *token = parser->token;

    if (!token_is_near_operator(token))
        return (struct near_operator){0};
    if (token->kind == QUERY_NOT)
        return (struct near_operator){NODE_NOT_NEAR, token[1].number, token};
    return (struct near_operator){token->kind == QUERY_NEAR ? NODE_NEAR : NODE_ONEAR, token->number,
                                  token};
}

static struct query_node *parse_near_right(struct query_parser *parser, struct query_node *left,
                                           struct near_operator op)
{
    if (!left->may_be_near)
        return parser_fail_operand(parser, left);
    parser->token += op.kind == NODE_NOT_NEAR ? 2 : 1;
    if (!token_begins_atom(parser->token))
        return parser_fail_missing(parser, op.token);
    struct query_node *right = parser_read_atom(parser), *last = NULL;
    if (right == NULL)
        return NULL;
    if (!right->may_be_near)
        return parser_fail_operand(parser, right);
    struct query_node *node = parser_new_node(parser, op.kind, left->at);
    node->number = op.number;
    parser_add_child(node, &last, left);
    parser_add_child(node, &last, right);
    return node;
}

/* A chain of one kind and number, from the left. `is_beside`: it stands beside a word with no
 * operator between, and then may be no chain. */
static struct query_node *parse_near(struct query_parser *parser, bool is_beside, bool *is_chain)
{
    struct query_node *left = parser_read_atom(parser);
    struct near_operator op = {0};

    *is_chain = false;
    while (left != NULL && (op = peek_near(parser)).token != NULL) {
        if (is_beside)
            return parser_fail(parser, left->at,
                               "beside NEAR, words side by side need quotes or parentheses");
        if (*is_chain && (left->kind != op.kind || left->number != op.number))
            return parser_fail(parser, op.token->at,
                               "different NEARs in one chain need parentheses");
        left = parse_near_right(parser, left, op);
        *is_chain = true;
    }
    return left;
}

/* The list that parser_read_query() builds: AND, OR or, as long as it has one operand, neither. */
struct operands {
    struct query_node *node;
    struct query_node *last;
    bool is_chain; /* the last one */
};

#define READINGS_SIZE_MAX 200

/* Shows both readings, in the query's own words where they are few. `next` is the operand that
 * would come. */
static bool fail_mixed(struct query_parser *parser, const struct operands *operands,
                       const struct query_token *at, const char *name,
                       const struct query_token *next)
{
    const char *text = parser->tokens->text;
    const struct query_node *list = operands->node, *last = operands->last;
    bool is_simple = next->kind == QUERY_WORD || next->kind == QUERY_PHRASE;

    if (last->kind == NODE_NOT && text[last->at] != '(')
        last = last->first; /* NOT cannot stand in the OR list */

    if (!is_simple || next->end - list->at > READINGS_SIZE_MAX)
        return parser_fail(
                   parser, at->at,
                   "AND and OR at one level need parentheses: (a AND b) OR c, or a AND (b OR c); "
                   "words side by side mean AND") != NULL;
    return parser_fail(parser, at->at,
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

static struct query_node *parse_negation(struct query_parser *parser, bool *is_chain)
{
    const struct query_token *not = parser->token++;

    if (!token_begins_atom(parser->token))
        return parser_fail_missing(parser, not );
    struct query_node *node = parser_new_node(parser, NODE_NOT, not ->at), *last = NULL;
    struct query_node *operand = parse_near(parser, false, is_chain);
    if (operand == NULL)
        return NULL;
    parser_add_child(node, &last, operand);
    return node;
}

/* A member of an OR list. */
static bool is_member(struct query_parser *parser, const struct query_node *node)
{
    bool is_bare_not = node->kind == NODE_NOT && parser->tokens->text[node->at] != '(';

    if (is_bare_not)
        parser_fail(parser, node->at, "NOT cannot stand in an OR list; write (a OR b) AND NOT c");
    else if (!node->needs_something)
        parser_fail(parser, node->at, "an item would match this without any of its words");
    return parser->mistake->message == NULL;
}

static bool add_operand(struct query_parser *parser, struct operands *operands, bool is_any,
                        bool is_beside)
{
    bool is_negated = parser->token->kind == QUERY_NOT && !token_is_near_operator(parser->token);

    if (is_any && is_negated)
        return parser_fail(parser, parser->token->at,
                           "NOT cannot stand in an OR list; write (a OR b) AND NOT c") != NULL;
    struct query_node *operand = is_negated ? parse_negation(parser, &operands->is_chain)
                                            : parse_near(parser, is_beside, &operands->is_chain);
    if (operand == NULL || (is_any && !is_member(parser, operand)))
        return false;
    if (operands->node == NULL)
        operands->node = parser_new_node(parser, NODE_ALL, operand->at);
    parser_add_child(operands->node, &operands->last, operand);
    return true;
}

/* The first OR makes an OR list of what was one operand so far. */
static bool turn_into_any(struct query_parser *parser, struct operands *operands)
{
    struct query_node *first = operands->node->first;

    if (!is_member(parser, first))
        return false;
    operands->node->kind = NODE_ANY;
    operands->node->needs_something = true;
    operands->node->may_be_near = first->may_be_near;
    return true;
}

static bool add_after_or(struct query_parser *parser, struct operands *operands)
{
    const struct query_token * or = parser->token;

    if (is_kind(operands, NODE_ALL))
        return fail_mixed(parser, operands, or, "OR", or +1);
    if (operands->node->child_count == 1 && !turn_into_any(parser, operands))
        return false;
    parser->token++;
    if (!token_begins_atom(parser->token) &&
        (parser->token->kind != QUERY_NOT || token_is_near_operator(parser->token)))
        return parser_fail_missing(parser, or) != NULL;
    return add_operand(parser, operands, true, false);
}

static bool add_after_and(struct query_parser *parser, struct operands *operands)
{
    const struct query_token *and = parser->token;

    if (is_kind(operands, NODE_ANY))
        return fail_mixed(parser, operands, and, and->kind == QUERY_AND ? "AND" : "AND NOT", and+1);
    if (and->kind == QUERY_AND)
        parser->token++;
    if (!token_begins_atom(parser->token) &&
        (parser->token->kind != QUERY_NOT || token_is_near_operator(parser->token)))
        return parser_fail_missing(parser, and) != NULL;
    return add_operand(parser, operands, false, false);
}

static bool add_beside(struct query_parser *parser, struct operands *operands)
{
    if (is_kind(operands, NODE_ANY))
        return fail_mixed(parser, operands, parser->token, "AND", parser->token);
    if (operands->is_chain)
        return parser_fail(parser, parser->token->at,
                           "beside NEAR, words side by side need quotes or parentheses") != NULL;
    return add_operand(parser, operands, false, true);
}

/* Up to a closing parenthesis, a comma or the end. */
struct query_node *parser_read_query(struct query_parser *parser)
{
    struct operands operands = {0};
    bool is_going_on = add_operand(parser, &operands, false, false);

    while (is_going_on && (token_begins_atom(parser->token) || token_is_operator(parser->token))) {
        if (parser->token->kind == QUERY_OR)
            is_going_on = add_after_or(parser, &operands);
        else if (token_is_operator(parser->token))
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
    struct query_parser parser = {.tokens = tokens,
                                  .token = tokens->list,
                                  .names = names,
                                  .arena = arena,
                                  .mistake = mistake};

    *mistake = (struct query_mistake){0};
    if (!token_begins_atom(parser.token) &&
        (parser.token->kind != QUERY_NOT || token_is_near_operator(parser.token)))
        return parser_fail_missing(&parser, NULL);
    struct query_node *root = parser_read_query(&parser);
    if (root != NULL && parser.token->kind != QUERY_END)
        return parser_fail_missing(&parser, NULL);
    if (root != NULL && !root->needs_something)
        return parser_fail(
            &parser, root->at,
            "an item would match this without any of its words; add one that it needs");
    if (root != NULL)
        root->depth = parser.deepest;
    return root;
}
