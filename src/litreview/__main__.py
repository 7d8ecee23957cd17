"""`python -P -m litreview` is the command line.

Without `-P`, Python looks for every module in the folder one is in first, and what lies there came from others. Here that
folder is left out of what is imported from now on; what was imported before is out of our hands.
"""

import os
import sys

if not sys.flags.safe_path and os.path.realpath(sys.path[0]) == os.path.realpath(""):
    del sys.path[0]

from litreview.cli import main

main(prog_name="litreview")
