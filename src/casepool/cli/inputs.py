"""Options on how input files are read, the same for every command that reads them."""

import click

ocr_option = click.option(
    "--ocr",
    is_flag=True,
    help="Recognise the text of pages that are pictures, with ocrmypdf and tesseract of this machine.",
)
