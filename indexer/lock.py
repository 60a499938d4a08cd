"""The lock of the one writer. The system releases it when the process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

from config.errors import AdtrailError


def hold(path: Path) -> IO[bytes]:
    """Take the lock; it is held until the file is closed.

    Raises:
        AdtrailError: another process has it; says which.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    held = open(path, "a+b")  # noqa: SIM115 - held until the index is closed
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.seek(0)
        who = held.read().decode(errors="replace")
        held.close()
        raise AdtrailError(f"another process ({who}) writes to this index; wait for it to end") from None
    held.truncate(0)
    held.write(str(os.getpid()).encode())
    held.flush()
    return held
