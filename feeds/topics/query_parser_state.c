#include "feeds/topics/query_parser_state.h"

#include "config/base/arena.h"

struct query_node *parser_fail(struct query_parser *parser, size_t at, const char *message)
{
    if (parser->mistake->message == NULL)
        *parser->mistake = (struct query_mistake){.at = (uint32_t)at, .message = message};
    return NULL;
}

struct query_node *parser_new_node(struct query_parser *parser, enum query_node_kind kind,
                                   uint32_t at)
{
    struct query_node *node = arena_alloc(parser->arena, sizeof(*node));

    node->kind = kind;
    node->at = at;
    node->needs_something = kind != NODE_ALL && kind != NODE_NOT;
    node->may_be_near = kind == NODE_TERM || kind == NODE_ANY || kind == NODE_NEAR ||
                        kind == NODE_ONEAR || kind == NODE_NOT_NEAR;
    return node;
}

void parser_add_child(struct query_node *node, struct query_node **last, struct query_node *child)
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

bool token_is_near_operator(const struct query_token *token)
{
    return token->kind == QUERY_NEAR || token->kind == QUERY_ONEAR ||
           (token->kind == QUERY_NOT && token[1].kind == QUERY_NEAR);
}

bool token_is_operator(const struct query_token *token)
{
    return token->kind == QUERY_AND || token->kind == QUERY_OR || token->kind == QUERY_NOT ||
           token->kind == QUERY_NEAR || token->kind == QUERY_ONEAR;
}

bool token_begins_atom(const struct query_token *token)
{
    return !token_is_operator(token) && token->kind != QUERY_END && token->kind != QUERY_CLOSE &&
           token->kind != QUERY_COMMA;
}

struct query_node *parser_fail_missing(struct query_parser *parser,
                                       const struct query_token *before)
{
    const struct query_token *found = parser->token;

    if (token_is_operator(found))
        return parser_fail(parser, found->at,
                           "something to look for is missing before this operator");
    if (before != NULL && before->kind == QUERY_OPEN && found->kind == QUERY_CLOSE)
        return parser_fail(parser, before->at, "there is nothing in these parentheses");
    if (before != NULL && before->kind == QUERY_OPEN && found->kind == QUERY_END)
        return parser_fail(parser, before->at, "this parenthesis is not closed");
    if (before != NULL && before->kind != QUERY_OPEN)
        return parser_fail(parser, before->at, "something to look for is missing after this");
    if (found->kind == QUERY_CLOSE)
        return parser_fail(parser, found->at, "this parenthesis was not opened");
    if (found->kind == QUERY_COMMA)
        return parser_fail(parser, found->at,
                           "a comma parts the members of 2 OF (a, b) and nothing else");
    return parser_fail(parser, 0, "the query is empty");
}

bool parser_enter(struct query_parser *parser, const struct query_token *open)
{
    if (++parser->depth > QUERY_DEPTH_MAX) {
        parser_fail(parser, open->at, "parentheses nest at most 64 deep");
        return false;
    }
    if (parser->depth > parser->deepest)
        parser->deepest = parser->depth;
    return true;
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

struct query_node *parser_fail_operand(struct query_parser *parser,
                                       const struct query_node *operand)
{
    return parser_fail(
        parser, wrong_operand_at(operand),
        "NEAR and ATLEAST take words, phrases, OR lists of them, and NEARs of those");
}
