"""What the sources say, read once: reading all of them takes seconds, and half a dozen stories ask."""

from functools import cache

from community.i18n.marked import all_marked

marked_once = cache(all_marked)
