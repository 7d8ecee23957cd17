"""How the documentation is built: Sphinx, MyST, furo; notebooks are shown with the outputs they were saved with."""

project = "litreview"
author = "The litreview authors"
project_copyright = "2026, The litreview authors"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.viewcode"]
html_theme = "furo"
html_title = "litreview"
html_static_path = ["_static"]
html_css_files = ["narrow.css"]
html_js_files = [("reach.js", {"defer": "defer"})]
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # tests/examples runs them, once
autodoc_typehints = "description"
autodoc_member_order = "bysource"
default_role = "code"  # a single backtick in a docstring
suppress_warnings = [
    "myst.header",
    "ref.python",
    "myst.xref_missing",
]  # tests/docs/test_docs_links.py checks each link
