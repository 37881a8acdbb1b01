"""Wipes the unused space inside the pages of a SQLite file; run as a program of its own.

`secure_delete` overwrites a deleted row where it stood last. When SQLite splits or joins pages it moves
rows, and leaves what stood at the old place in the unused space between a page's list of rows and the
rows themselves. No later deletion reaches that copy. SQLite never reads that space, so it can be wiped
while the write lock is held and the write-ahead log is empty; a wipe cut short does no harm.

A process of its own, since closing a file takes away all of a process's locks on it, SQLite's included.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from pathlib import Path

PENDING = 1
"""The `user_version` of a file in which something was deleted and the wiping is still to be done."""
DONE = 0
"""The `user_version` of all others."""
BUSY = 3
"""The exit code when somebody still reads what was deleted."""
_TREE_PAGES = {2: 12, 5: 12, 10: 8, 13: 8}
"""First byte of a page of a tree, and the length of its header."""
_MOST_PAGES = 1 << 24
"""In a larger file the first byte of another kind of page could look like a tree's."""


def scrub(file: Path, patience: float) -> bool:
    """Wipe the file; False while somebody else keeps it busy for longer than `patience` seconds."""
    connection = sqlite3.connect(file, timeout=patience, isolation_level=None)
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] == DONE:
            return _truncated(connection)
        if not _locked_with_empty_log(connection, file, patience):
            return False
        try:
            _wipe(file, connection.execute("PRAGMA page_size").fetchone()[0])
            # A change of any kind makes every other connection drop the pages it still holds.
            connection.execute(f"PRAGMA user_version={DONE}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        return _truncated(connection)
    finally:
        connection.close()


def unused_space(page: bytes, first: bool) -> tuple[int, int]:
    """Where the unused space of a page lies: its begin and end, equal when there is none.

    Args:
        page: the whole page.
        first: whether it is the file's first, which begins with the file's own header.
    """
    header = 100 if first else 0
    length = _TREE_PAGES.get(page[header])
    if length is None:
        return 0, 0
    rows = int.from_bytes(page[header + 3 : header + 5], "big")
    end = int.from_bytes(page[header + 5 : header + 7], "big") or 65_536
    begin = header + length + 2 * rows
    return (begin, end) if begin <= end <= len(page) else (0, 0)


def _locked_with_empty_log(connection: sqlite3.Connection, file: Path, patience: float) -> bool:
    log = file.with_name(file.name + "-wal")
    last = time.monotonic() + patience
    while True:
        if _truncated(connection):
            connection.execute("BEGIN EXCLUSIVE")
            # With the lock held and nothing in the log, nobody can write or move pages now.
            if not log.exists() or log.stat().st_size == 0:
                return True
            connection.execute("ROLLBACK")
        if time.monotonic() > last:
            return False
        time.sleep(0.01)


def _truncated(connection: sqlite3.Connection) -> bool:
    return not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]


def _wipe(file: Path, page_size: int) -> None:
    descriptor = os.open(file, os.O_RDWR)
    try:
        pages = os.fstat(descriptor).st_size // page_size
        if pages > _MOST_PAGES:
            return
        for number in range(pages):
            page = os.pread(descriptor, page_size, number * page_size)
            begin, end = unused_space(page, first=number == 0)
            if page[begin:end].strip(b"\0"):
                os.pwrite(descriptor, bytes(end - begin), number * page_size + begin)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


if __name__ == "__main__":
    try:
        sys.exit(0 if scrub(Path(sys.argv[1]), float(sys.argv[2])) else BUSY)
    except sqlite3.Error as error:
        # Messages of SQLite's name the fault, never what is stored.
        sys.exit(BUSY if "locked" in str(error) else f"wiping failed: {error}")
