/*
 * request_log - a line for each request, for operators and their tools.
 *
 * combined   as web servers write it; the request is the line of the peer:
 *   192.0.2.0 - - [25/Nov/2026:13:00:00 +0000] "gemini://a.example/faq/" 20 1234 "-" "-" 3
 * json       one object a line
 *
 * What came from a peer is escaped, and what it searched for or typed in is
 * not written at all. Lines are kept until there are many or a moment has
 * passed. One write(2) then takes several, never more than a pipe takes
 * whole, so that the lines of several processes do not mix; where nobody
 * reads or the disk is full, lines are lost and counted, and nobody waits.
 */
#ifndef QAPSULE_NET_REQUEST_LOG_H
#define QAPSULE_NET_REQUEST_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"
#include "net/address.h"

enum log_target { LOG_TO_NOTHING, LOG_TO_STDERR, LOG_TO_FILE, LOG_TO_SYSLOG };
enum log_format { LOG_COMBINED, LOG_JSON };
enum log_addresses { LOG_NO_ADDRESSES, LOG_SHORT_ADDRESSES, LOG_ADDRESSES };

struct log_settings {
	enum log_target to;
	const char *file;	/* LOG_TO_FILE */
	enum log_format format;
	enum log_addresses addresses;
};

struct request_log {	/* of one process */
	const struct log_settings *settings;
	struct buf lines;	/* not yet written */
	int fd, folder;		/* folder: of the file */
	const char *name;	/* in folder */
	bool torn;		/* the last line is not whole */
	bool losing;		/* it has been said that lines are lost */
	uint64_t quiet_until_ms;
};

struct request_record {
	const struct address *from;
	const char *protocol;
	struct slice line;	/* as it came */
	int status;
	uint64_t bytes;		/* of the answer, that were sent */
	uint64_t ms;		/* from the request to the last byte */
	bool whole;		/* the answer was sent to its end */
};

/* Before the process is shut in. 0, or -1 with errno. */
int request_log_open(struct request_log *, const struct log_settings *);
void request_log_close(struct request_log *);

/* The file was moved away: a new one of its name. */
void request_log_reopen(struct request_log *);

/* Both answer how many lines were lost, for nobody took them. */
uint64_t request_log_put(struct request_log *, const struct request_record *);
uint64_t request_log_flush(struct request_log *);

/* A line without its end, for unix_time; see above. */
void request_log_format(const struct log_settings *,
    const struct request_record *, int64_t unix_time_ms, struct buf *out);

#endif
