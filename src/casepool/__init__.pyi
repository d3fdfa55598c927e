from casepool.api import CasepoolError as CasepoolError
from casepool.api import CheckResult as CheckResult
from casepool.api import Document as Document
from casepool.api import EvidenceError as EvidenceError
from casepool.api import ExportFile as ExportFile
from casepool.api import Extraction as Extraction
from casepool.api import KnowledgeError as KnowledgeError
from casepool.api import Pooled as Pooled
from casepool.api import ReadError as ReadError
from casepool.api import UsageError as UsageError
from casepool.api import check_document as check_document
from casepool.api import export_extractions as export_extractions
from casepool.api import extract_document as extract_document
from casepool.api import pool_extractions as pool_extractions
from casepool.api import read_data as read_data
from casepool.api import read_file as read_file

__version__: str
__all__: list[str]
