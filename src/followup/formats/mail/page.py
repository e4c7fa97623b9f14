"""The morning mail as HTML: one column, no images, no scripts, nothing to download.

Mail programs keep more or less of a style sheet, so the page reads well without one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment

if TYPE_CHECKING:
    from followup.formats.mail.digest import Page

# A command wraps between its words only: a hyphen would let an option break in two.
_TEMPLATE = """\
{%- macro typed(command) -%}
<code>
{%- for word in command.split(" ") %}{{ " " if not loop.first }}<span>{{ word }}</span>{% endfor -%}
</code>
{%- endmacro -%}
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{{ page.subject }}</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; padding: 0; background: #ffffff; color: #1c1c1e; }
.page { max-width: 36em; margin: 0 auto; padding: 20px 16px 32px; box-sizing: border-box;
  font: 16px/1.45 -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere; word-break: break-word; }
h1 { font-size: 22px; line-height: 1.25; margin: 0 0 2px; }
h2 { font-size: 14px; margin: 30px 0 0; padding: 0 0 4px; color: #5c5c63; border-bottom: 1px solid #d6d6db; }
p { margin: 0; }
.about, .more { color: #5c5c63; margin: 10px 0 0; }
.row { margin: 14px 0 0; }
.what { font-weight: 600; }
.when, .detail { color: #5c5c63; font-size: 14px; }
.overdue .when { color: #b3261e; }
code { font: 14px/1.4 ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; display: inline-block;
  margin: 4px 0 0; padding: 2px 7px; border-radius: 4px; background: #efeff2; color: #1c1c1e;
  white-space: pre-wrap; overflow-wrap: anywhere; max-width: 100%; box-sizing: border-box;
  -webkit-user-select: all; user-select: all; }
.notes { margin: 34px 0 0; padding: 12px 0 0; border-top: 1px solid #d6d6db;
  color: #5c5c63; font-size: 14px; }
code span { display: inline-block; max-width: 100%; }
@media (prefers-color-scheme: dark) {
  body { background: #1c1c1e; color: #f2f2f4; }
  h2, .when, .detail, .about, .more, .notes { color: #aeaeb6; }
  h2, .notes { border-color: #48484d; }
  .overdue .when { color: #ff9a92; }
  code { background: #2f2f33; color: #f2f2f4; }
}
</style>
</head>
<body>
<div class="page" style="overflow-wrap: anywhere; word-break: break-word">
<h1>{{ page.date }}</h1>
<p>{{ page.summary }}</p>
{% for block in page.blocks -%}
<h2>{{ block.heading }}</h2>
{% if block.about -%}
<p class="about">{{ block.about }}</p>
{% endif -%}
{% for line in block.lines -%}
<div class="row{% if line.late %} overdue{% endif %}">
{% if line.when -%}
<p class="when">{{ line.when }}</p>
{% endif -%}
{% if line.is_short -%}
<p><bdi dir="ltr">{{ line.what }}</bdi>: {{ typed(line.commands[0]) }}</p>
{% else -%}
<p class="what"><bdi dir="ltr">{{ line.what }}</bdi></p>
{% for detail in line.details -%}
<p class="detail"><bdi dir="ltr">{{ detail }}</bdi></p>
{% endfor -%}
{% for command in line.commands -%}
<p>{{ typed(command) }}</p>
{% endfor -%}
{% endif -%}
</div>
{% endfor -%}
{% if block.more -%}
<p class="more">{{ block.more }}</p>
{% endif -%}
{% endfor -%}
{% if page.notes -%}
<div class="notes">
{% for question, command in page.notes -%}
<p>{{ question }} {{ typed(command) }}</p>
{% endfor -%}
</div>
{% endif -%}
</div>
</body>
</html>
"""


def html_page(page: Page) -> str:
    """Return the mail as an HTML document, everything in it escaped."""
    return Environment(autoescape=True, keep_trailing_newline=True).from_string(_TEMPLATE).render(page=page)
