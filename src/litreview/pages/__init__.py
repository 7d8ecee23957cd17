"""Self-contained HTML pages of model values: report, evidence map, citation graph, duplicates.

Every page is one file, made of a template that escapes all text (see `litreview.core.templates`). It uses no network and no outside script;
its Content-Security-Policy allows only its own script. jinja2 is imported only when a page is made.
"""
