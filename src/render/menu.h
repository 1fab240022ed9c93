/*
 * menu - the model as Gopher menus (RFC 1436, appendix).
 *
 * Whole menus, with the final ".". Every line is
 * type display TAB selector TAB host TAB port CRLF with exactly three tabs,
 * and its display is at most VIEW_MENU_WIDTH columns wide.
 */
#ifndef QAPSULE_RENDER_MENU_H
#define QAPSULE_RENDER_MENU_H

#include "model/corpus.h"
#include "render/lines.h"
#include "render/view.h"

void menu_folder(struct buf *, const struct entry *, const struct view *);
void menu_page(struct buf *, const struct page *, const struct view *);
void menu_prose(struct buf *, const struct page *, const struct view *);

/*
 * The pieces, for what a protocol front adds. text may be wider than a line:
 * it is broken at a word; of a link the first line is the link and the rest
 * follows on indented info lines. Empty text makes an empty info line. Tabs
 * become blanks, controls are dropped. selector is unencoded; escaped in it are
 * "?", "%", "#" and controls, which clients change or a line cannot hold, and
 * bytes above 127, which lynx mangles.
 * A uri is a link out of the capsule.
 */
struct lines menu_lines(struct buf *);	/* of info lines */
void menu_info(struct buf *, struct slice text);
void menu_link(struct buf *, char type, struct slice text,
    struct slice selector, const struct view *);
void menu_uri(struct buf *, struct slice text, struct slice uri,
    const struct view *);
void menu_error(struct buf *, struct slice text);	/* type 3 */
void menu_end(struct buf *);

#endif
