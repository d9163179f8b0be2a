"""The programs as a shell starts them: the work is done in a process of its own, so that its end can be told.

Where the system ends that process (a damaged file in the library below, too little memory), the one that waits for it
says which file was being read, and exits with the code of that kind. Where processes cannot be forked, the work is
done as it is.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import click

from engine import last_words
from engine.errors import DataError, Issue, MachineError, Place, plural

PASSED_ON = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) if hasattr(signal, "SIGHUP") else ()
BY_A_TERMINAL = 0x80  # si_code SI_KERNEL: the terminal has told every process in front, hence the one that works too
# Figures hold no circles: looking through all of them for some each time 700 are made, as Python does by itself, is a
# twentieth of a report's time, and lets go of nothing.
LOOKED_FOR_GARBAGE = 100_000
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
# What the group that this process is in may have: containers.
MEMORY_OF_GROUP = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def kpi() -> None:
    """The program `kpi`."""
    from engine.cli.kpi import kpi as kpi_command  # each program waits for its own commands only

    apart(kpi_command)


def render() -> None:
    """The program `render`."""
    from engine.cli.render import render as render_command

    apart(render_command)


def apart(command: click.Command) -> None:
    """Run a command in a process of its own, and end as it ends; where the system ended it, say so."""
    if not hasattr(signal, "sigwaitinfo") or threading.active_count() > 1:
        command()
        return
    last_words.listen()
    parent = os.getpid()
    signals = {*PASSED_ON, signal.SIGCHLD}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    child = os.fork()
    if child == 0:
        _end_with(parent)
        _limit_memory()
        gc.freeze()  # libraries stay
        gc.set_threshold(LOOKED_FOR_GARBAGE, *gc.get_threshold()[1:])
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        _leave_at_once(command)
    code = os.waitstatus_to_exitcode(_wait(child, signals))
    sys.exit(code if code >= 0 else _died(-code))


def _leave_at_once(command: click.Command) -> NoReturn:
    """Run a command to its end and leave: taking apart all that it has made takes a quarter of a second more."""
    code: str | int | None = 0
    try:
        command()
    except SystemExit as ended:
        code = ended.code
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # nobody reads it any more
            stream.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


def _wait(child: int, signals: set[signal.Signals]) -> int:
    """The status with which a child ended; what this process is told meanwhile, the child is told."""
    while True:
        told = signal.sigwaitinfo(signals)
        if told.si_signo != signal.SIGCHLD:
            if told.si_code != BY_A_TERMINAL:
                os.kill(child, told.si_signo)
            continue
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status


def _end_with(parent: int) -> None:
    """Nobody would know of a page that is served on after its program was killed."""
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _limit_memory() -> None:
    """A damaged file may ask for any amount: this machine's memory is all it gets, or others would be ended too."""
    import resource

    with suppress(OSError, ValueError):
        there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        for path in MEMORY_OF_GROUP:
            with suppress(OSError, ValueError):
                there = min(there, int(path.read_text("ascii")))
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        if most == resource.RLIM_INFINITY or most > there:
            resource.setrlimit(resource.RLIMIT_DATA, (there, most))


def _died(number: int) -> int:
    """Say why a process ended that no longer can; its exit code."""
    name = signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
    if name in ("SIGPIPE", *(passed.name for passed in PASSED_ON)):
        return 128 + number  # somebody wanted it, and knows
    said = last_words.heard()
    issue = _while_reading(said.files) if said.files else _without_reason(name)
    code = DataError.exit_code if said.files else MachineError.exit_code
    if said.message_format == "text":
        from engine.cli.messages import show

        show((issue,))
    else:
        from engine.cli.documents import DOCUMENTS

        document = DOCUMENTS[said.message_format]((issue,), code)
        click.echo(document.encode("utf-8", "replace"), nl=False, err=not said.on_stdout)
    return code


def _while_reading(files: tuple[str, ...]) -> Issue:
    others = f" and {plural(len(files) - 1, 'other')}" if len(files) > 1 else ""
    message = f"reading this file{others} ended the program: it is damaged, or asks for more memory than there is"
    message = message.replace("it is", "one is") if others else message
    return Issue("error", "broken-file", Place(files[0]), message, "export it, or copy it, again")


def _without_reason(name: str) -> Issue:
    message = f"the system ended the program ({name}): most likely it had too little memory"
    return Issue("error", "ended", Place(""), message, "end other programs and try again, or read fewer rows")
