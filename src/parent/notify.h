/*
 * notify - tells the service manager how it goes, sd_notify(3) without
 * libsystemd: a datagram to the socket that $NOTIFY_SOCKET names.
 */
#ifndef QAPSULE_PARENT_NOTIFY_H
#define QAPSULE_PARENT_NOTIFY_H

/* "READY=1" and so on, lines; nothing happens when nobody wants to know. */
void notify(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* How often "WATCHDOG=1" is to be told, or 0: not at all. */
unsigned notify_watchdog_ms(void);

#endif
