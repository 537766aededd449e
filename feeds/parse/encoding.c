#include "feeds/parse/encoding.h"

#include "config/base/arena.h"
#include "feeds/parse/parse.h"

#include <stdlib.h>
#include <string.h>

void encoding_decode(const struct parse_input *input, struct arena *arena,
                     struct warnings *warnings, struct encoded *encoded)
{
    (void)warnings;
    *encoded = (struct encoded){.name = "utf-8"};
    encoded->text = arena_string_of(arena, input->bytes, input->len);
    encoded->len = input->len;
}

void encoding_free(struct encoded *encoded)
{
    free(encoded->owned);
}
