#include "daemon/notifier/sink.h"

static const struct sink_kind *const kinds[NOTIFIER_SINK_TYPES] = {
    [NOTIFIER_LOG] = &sink_log,
    [NOTIFIER_JOURNAL] = &sink_journal,
    [NOTIFIER_WEBHOOK] = &sink_webhook,
    [NOTIFIER_MAIL] = &sink_mail,
};

const struct sink_kind *sink_kind_of(enum notifier_sink_type type)
{
    return kinds[type];
}
