"""The `casepool` command and its sub-commands, each imported only when it runs."""

import sys
from importlib import import_module

import click

from casepool import __version__
from casepool.domain.errors import CasepoolError

COMMANDS = {
    "add": ("casepool.cli.project", "Take files into the project and read them."),
    "agree": ("casepool.cli.numbers", "Show how far reviewers A and B agree, and the machine."),
    "audit": ("casepool.cli.auditing", "Show what does not fit in the project."),
    "backup": ("casepool.cli.care", "Write a consistent copy of the project."),
    "case": ("casepool.cli.cases", "Enter your own patient, or remove one for good."),
    "check": ("casepool.cli.check", "Show where a case report contradicts itself, with both quotes."),
    "compare": ("casepool.cli.numbers", "Set one case beside the others."),
    "doctor": ("casepool.cli.care", "Look for what is wrong with the project and the installation."),
    "export": ("casepool.cli.article", "Write the data of the review in one of many formats."),
    "extract": ("casepool.cli.extract", "Print the values of case reports as JSON, each with its quote."),
    "import": ("casepool.cli.importing", "Take in screening decisions and earlier work."),
    "link": ("casepool.cli.links", "Show and decide which cases may be one patient."),
    "new": ("casepool.cli.project", "Make the folder of a project."),
    "pool": ("casepool.cli.numbers", "Pool the patients as pool.toml says."),
    "query": ("casepool.cli.auditing", "Write the letter to the authors of a case."),
    "read": ("casepool.cli.read", "Show what was read of a file, and what was not."),
    "restore": ("casepool.cli.care", "Restore a backup into an empty place."),
    "run": ("casepool.cli.project", "Read, extract and audit what is new, and propose links."),
    "serve": ("casepool.cli.serve", "Open the workbench in the browser."),
    "status": ("casepool.cli.project", "Show what is done, unverified, failed and undecided."),
    "tables": ("casepool.cli.links", "Show and confirm the review tables that were read."),
    "user": ("casepool.cli.user", "Add, reset or deactivate the users of a team's project."),
    "verify": ("casepool.cli.care", "Check every quote, hash and bound number again."),
    "write": ("casepool.cli.article", "Write the article: HTML, Word or LaTeX."),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports a command's module only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name][0]), f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in sorted(COMMANDS.items())])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="casepool")
def casepool() -> None:
    """Reads case reports, ties every value to its quote, and shows where a paper contradicts itself.

    Try: casepool check manuscript.pdf
    """


def run() -> None:
    """Entry point: UTF-8 output everywhere; a caller's mistake ends with exit status 2 and one clear message."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        casepool(prog_name="casepool")
    except CasepoolError as error:
        click.echo(f"casepool: {error}", err=True)
        sys.exit(error.exit_status)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
