"""Invented papers for projects in tests: one patient told twice and listed in a table, and one of another kind."""

FIRST = """Desmoplastic tumour of the thoracic spine: a case report

Ottilie Berg, Jonas Marvik
Department of Neurosurgery, Invented County Hospital, Norway

Synthetic text written for tests; no real patient.

Abstract

We describe a 43-year-old man with a leiomyosarcoma of the paraspinal muscles at T3-T4 who was treated with surgery.

Case Report

A 43-year-old man presented with back pain and weakness of the right leg. MRI showed a right paraspinal mass at T3-T4
of 58 x 37 mm. He underwent gross total resection. He received adjuvant radiotherapy with 50 Gy. Histology showed a
leiomyosarcoma; desmin was positive and S-100 was negative. At the last follow-up after 12 months he was alive without
recurrence.

Discussion

Leiomyosarcoma makes up 5-16% of soft tissue sarcomas [1]. Our patient was a 43-year-old man.

References

1. Aasen T, Lund K. Sarcomas of soft tissue. J Invented Oncol 1990;4:1-9.
"""

SECOND = """Late course of a leiomyosarcoma of the thoracic spine: a case report

Ottilie Berg, Jonas Marvik
Department of Neurosurgery, Invented County Hospital, Norway

Synthetic text written for tests; no real patient.

Abstract

We give the late course of a 43-year-old man with a leiomyosarcoma at T3-T4 whom we have described before [1].

Case Report

A 43-year-old man had presented with back pain. MRI showed a right paraspinal mass at T3-T4 of 58 x 37 mm. He underwent
gross total resection and received adjuvant radiotherapy with 50 Gy. Histology showed a leiomyosarcoma. A local
recurrence was found after 48 months. He was alive with disease at the last follow-up after 60 months.

References

1. Berg O, Marvik J. Desmoplastic tumour of the thoracic spine: a case report. J Invented Spine 1998;3:11-14.
"""

OTHER = """Leiomyosarcoma of the cervical spine in a woman: a case report

Pia Sandvik
Department of Orthopaedics, Invented Town Clinic, Denmark

Synthetic text written for tests; no real patient.

Abstract

A 63-year-old woman had a leiomyosarcoma at C3-C5.

Case Report

A 61-year-old woman presented with neck pain. CT showed a left paraspinal mass at C3-C5 of 40 x 22 mm. She underwent
subtotal resection. Histology showed a leiomyosarcoma; desmin was positive. She died 6 months after surgery.

Discussion

Tumours of the neck are seldom seen by one surgeon twice.
"""

PAPERS = {"berg-1998.txt": FIRST, "berg-2003.txt": SECOND, "sandvik-2010.txt": OTHER}
