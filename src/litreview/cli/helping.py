"""`completion`: what helps a person at the command line itself."""

from __future__ import annotations

import click

from litreview.cli import common
from litreview.cli.completing import SHELLS


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the script that lets a shell complete commands, options and their values.

    Values are file names, styles, codes, keys of the last run, codes of problems and the like. Where the script goes:

    \b
      litreview completion bash > ~/.local/share/bash-completion/completions/litreview
      litreview completion zsh > ~/.zfunc/_litreview
      litreview completion fish > ~/.config/fish/completions/litreview.fish

    In zsh, ~/.zfunc must be in fpath before compinit is called.
    """
    from click.shell_completion import get_completion_class

    from litreview.cli.group import main

    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"click knows no shell {shell}")
    common.echo(made(main, {}, "litreview", "_LITREVIEW_COMPLETE").source())
