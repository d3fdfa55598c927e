"""How much one file may cost. The security section of the product owns the numbers on files and bombs."""

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on one input file. Sizes in bytes, times in seconds.

    `file_bytes` to `pages` are the limits on what a file may hold; `page_characters` and `image_pixels` bound one
    page, `lines` a plain text, `xml_depth` the nesting of XML. `cpu_seconds`, `wall_seconds`, `memory_bytes` and
    `output_bytes` bound the child process that parses it; `ocr_seconds` is what the recognition of one page may take,
    `ocr_memory_bytes` what each program that takes part in it may hold. Files up to `in_process_bytes` of the formats
    that are safe to parse here (text, XML, HTML, reference lists) are read without a child process.
    """

    file_bytes: int = 50 * MEGABYTE
    unpacked_bytes: int = 200 * MEGABYTE
    ratio: int = 100
    members: int = 2_000
    pages: int = 500
    page_characters: int = 200_000
    lines: int = 200_000
    image_pixels: int = 50_000_000
    xml_depth: int = 100
    cpu_seconds: int = 120
    wall_seconds: int = 180
    memory_bytes: int = 1_000 * MEGABYTE
    output_bytes: int = 250 * MEGABYTE
    ocr_seconds: int = 30
    ocr_memory_bytes: int = 2_000 * MEGABYTE
    in_process_bytes: int = 2 * MEGABYTE


DEFAULT_LIMITS = Limits()
