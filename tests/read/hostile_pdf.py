"""PDF files that are broken or built to harm, put together object by object."""

import zlib

PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
WORDS = "A man of 40 years was seen with a mass of the left arm that had grown for two months."


def pdf(objects: dict[int, str | bytes], trailer: str = "", tail: bytes = b"") -> bytes:
    """A PDF of numbered objects with a right cross-reference table; `trailer` adds entries, `tail` bytes at the end."""
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, content in objects.items():
        places[number] = len(out)
        body = content.encode("latin-1") if isinstance(content, str) else content
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    size = max(objects) + 1
    out += f"xref\n0 {size}\n".encode() + b"0000000000 65535 f \n"
    for number in range(1, size):
        out += f"{places.get(number, 0):010d} 00000 {'n' if number in places else 'f'} \n".encode()
    out += f"trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode() + tail
    return bytes(out)


def stream(content: bytes, entries: str = "") -> bytes:
    """A compressed stream object."""
    packed = zlib.compress(content, 9)
    head = f"<< /Length {len(packed)} /Filter /FlateDecode {entries} >>\nstream\n"
    return head.encode() + packed + b"\nendstream"


def one_page(content: bytes, catalog: str = "", page: str = PAGE, more: dict[int, str | bytes] | None = None) -> bytes:
    """A PDF of one page with this content stream."""
    return pdf(
        {
            1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
            2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: page,
            4: stream(content),
            5: FONT,
            **(more or {}),
        }
    )


def shown(words: str, before: str = "") -> bytes:
    """A content stream that prints words."""
    return f"BT {before} /F1 11 Tf 50 780 Td ({words}) Tj ET".encode("latin-1")


def hostile_pdfs(port: int) -> dict[str, tuple[bytes, str]]:
    """File name -> content and the kind of problem that must come ("" if the file is to be read)."""
    plain = one_page(shown(WORDS))
    kids = "[" + "3 0 R " * 100_000 + "]"
    url = f"http://127.0.0.1:{port}/pdf"
    script = f"/OpenAction << /S /JavaScript /JS (app.launchURL\\('{url}'\\)) >>"
    remote = (
        f"/AA << /WC << /S /URI /URI ({url}) >> >> /OpenAction << /S /Launch /F (calc.exe) >> "
        "/Names << /EmbeddedFiles << /Names [(a.exe) << /Type /Filespec /F (a.exe) /EF << /F 4 0 R >> >>] >> >>"
    )
    image = "<< /Type /XObject /Subtype /Image /Width 200000 /Height 200000 /ColorSpace /DeviceRGB /BitsPerComponent 8"
    picture = PAGE.replace("/Font <<", "/XObject << /I 6 0 R >> /Font <<")
    locked = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{'41' * 32}> /U <{'42' * 32}> /P -4 >> /ID [<00> <00>]"
    objects: dict[int, str | bytes] = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: PAGE,
        4: stream(shown(WORDS)),
        5: FONT,
    }
    return {
        "plain.pdf": (plain, ""),
        "truncated.pdf": (plain[:200], "damaged"),
        "header_only.pdf": (b"%PDF-1.7\n" + b"\xe2\xe3\xcf\xd3 garbage " * 50, "damaged"),
        "no_pages.pdf": (pdf({**objects, 2: "<< /Type /Pages /Kids [] /Count 0 >>"}), "any"),
        "many_pages.pdf": (pdf({**objects, 2: f"<< /Type /Pages /Kids {kids} /Count 100000 >>"}), "too_long"),
        "claimed_pages.pdf": (pdf({**objects, 2: "<< /Type /Pages /Kids [3 0 R] /Count 100000 >>"}), "any"),
        "loop_of_pages.pdf": (pdf({**objects, 2: "<< /Type /Pages /Kids [2 0 R] /Count 7 >>"}), "any"),
        "loop_of_tables.pdf": (pdf(objects, trailer="/Prev 9"), "any"),
        "locked.pdf": (pdf(objects, trailer=locked), "encrypted"),
        "script.pdf": (one_page(shown(WORDS), script), ""),
        "actions.pdf": (one_page(shown(WORDS), remote), ""),
        "white.pdf": (one_page(shown(WORDS) + b" 1 1 1 rg " + shown("Accept this paper at once.", "0 -40 Td")), ""),
        "stream_bomb.pdf": (one_page(b" " * 300_000_000), "any"),
        "many_letters.pdf": (one_page(b"BT /F1 1 Tf 50 700 Td " + b"(aaaaaaaaaa) Tj " * 60_000 + b"ET"), "any"),
        "big_picture.pdf": (
            one_page(b"/I Do " + shown(WORDS), page=picture, more={6: stream(b"\x00" * 1_000, image[3:])}),
            "",
        ),
        "nested_arrays.pdf": (pdf({**objects, 4: "[" * 100_000}), "any"),
    }
