/*
 * folder - a temporary folder, in which a test stands.
 */
#ifndef QAPSULE_TESTS_FOLDER_H
#define QAPSULE_TESTS_FOLDER_H

/* Makes one and goes there: its path, to be freed; NULL with errno. */
char *folder_enter(void);

/* With all that is in it, and frees path. 0, or -1 with errno. */
int folder_drop(char *path);

/* Writes a file. Aborts when it cannot. */
void folder_put(const char *name, const char *text);

#endif
