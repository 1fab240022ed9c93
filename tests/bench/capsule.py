#!/usr/bin/env python3
"""A big capsule: pages of ten questions each, the same every time.

   capsule.py FOLDER PAGES

Of every page about 9 KiB: paragraphs, lists, links and quotations in several
scripts, in folders of a hundred pages.
"""

import pathlib
import random
import sys

QUESTIONS = 10  # on a page
A_FOLDER = 100  # pages
WORDS = (
    "harbour ferry ticket island water winter morning letter garden bridge "
    "market window paper candle river stone branch silver journey teacher "
    "kitchen shadow winter forest valley engine copper pepper orchard signal "
    "the a of in and to is was that for with on from by which when every no"
).split()
OTHER = ("질문과 대답은 같은 주소에 있습니다", "島の港には毎朝船が来る",
         "où les élèves relèvent déjà l'écho", "Пароход уходит в полдень")


def page_name(page):
    return f"part-{page // A_FOLDER:03}/page-{page:05}"


def words(r, n):
    return " ".join(r.choices(WORDS, k=n))


def paragraph(r):
    lines = [words(r, 11) for _ in range(5)]
    if r.random() < 0.2:
        lines.append(r.choice(OTHER) + ".")
    return "\n".join(lines).capitalize() + "."


def answer(r, page):
    parts = [paragraph(r), paragraph(r)]
    kind = r.randrange(4)
    if kind == 0:
        parts.append("\n".join(f"- {words(r, 6)}" for _ in range(4)))
    elif kind == 1:
        parts.append(f"=> /{page_name(max(0, page - 1))}/ {words(r, 4)}")
    elif kind == 2:
        parts.append(f"> {words(r, 20)}")
    return "\n\n".join(parts)


def page_text(page):
    r = random.Random(page)
    parts = [f"Title: Page {page} on {words(r, 3)}\n\n{paragraph(r)}"]
    for i in range(QUESTIONS):
        question = f"{words(r, 7).capitalize()} {page}-{i}?"
        parts.append(f"{question}\n{answer(r, page)}")
    return "\n-\n".join(parts) + "\n"


def write(folder, pages):
    """Answers how many bytes there are."""
    size = 0
    for page in range(pages):
        file = pathlib.Path(folder) / f"{page_name(page)}.qa"
        if page % A_FOLDER == 0:
            file.parent.mkdir(parents=True)
        size += file.write_bytes(page_text(page).encode())
    return size


if __name__ == "__main__":
    print(write(sys.argv[1], int(sys.argv[2])), "bytes")
