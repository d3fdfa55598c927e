"""`python -m casepool` is the same as `casepool`."""

from casepool.cli.main import run

if __name__ == "__main__":
    run()
