"""Every error the core raises on purpose.

MynahError
├── FlowError          a teaching flow file is wrong: path, line, key and the mend
├── SkillError         a skill's file cannot be read, or declares what it cannot
├── MemoryError_       the memory cannot do what was asked
│   ├── MemoryBusy         another process holds the file for too long
│   ├── MemoryReadOnly     the file or its folder cannot be written
│   ├── MemoryFull         the disk is full
│   ├── MemoryBroken       the file is no database of ours
│   ├── EditRefused        what was typed to put something right cannot be kept
│   └── SchemaTooNew       written by a newer Mynah
├── LearningError      what the record or a data file holds cannot be learned from
├── NobodySpeaks       something personal was asked for, and nobody knows for whom
└── ImportRefused      an import file is not one of ours, or is damaged
"""

from __future__ import annotations


class MynahError(Exception):
    """The root; its text is one clear sentence for the one who can act."""


class FlowError(MynahError):
    """A teaching flow that cannot be used; says where and how to mend it."""

    def __init__(self, path: str, line: int | None, key: str, problem: str, mend: str) -> None:
        self.path = path
        self.line = line
        self.key = key
        self.problem = problem
        self.mend = mend
        where = path if line is None else f"{path}:{line}"
        super().__init__(f"{where}: {key}: {problem}. {mend}")


class SkillError(MynahError):
    """A skill whose declarations cannot be used; says where and how to mend it."""


class MemoryError_(MynahError):
    """The memory cannot do what was asked; nothing confirmed was lost."""


class MemoryBusy(MemoryError_):
    """Another process holds the database for longer than the busy timeout."""


class MemoryReadOnly(MemoryError_):
    """The database file or its folder cannot be written."""


class MemoryFull(MemoryError_):
    """The disk under the database is full."""


class MemoryBroken(MemoryError_):
    """The file is not a database, or a damaged one."""


class SchemaTooNew(MemoryError_):
    """The database was written by a newer Mynah than this one."""


class EditRefused(MemoryError_):
    """What was typed cannot be kept; says why and what would do."""


class LearningError(MynahError):
    """What the record or a data file holds cannot be learned from."""


class NobodySpeaks(MynahError):
    """Something personal was asked for, and nobody knows for whom."""


class ImportRefused(MynahError):
    """An import file is not one of ours, or is damaged."""
