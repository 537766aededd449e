/* libraries.h: what the libraries do without memory: the process ends, as it does where our own
 * code has none (config/base/memory.h). An event that is never told of, or half a document that
 * passes for a whole one, would be worse. libcurl is told by those who start it; SQLite tells us.
 */
#pragma once

/* Before any of them is used. */
void libraries_end_without_memory(void);
