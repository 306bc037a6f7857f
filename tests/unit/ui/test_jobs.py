"""Slow work beside a page: it tells how far it is, ends when asked to, and hides no error."""

import threading

import pytest

from ui.shared.jobs import AT_ONCE, Job

WAIT_S = 10.0


def test_work_gives_its_result() -> None:
    job = Job(lambda _: 7)

    assert job.result() == 7
    assert job.is_done()


def test_an_error_of_the_work_is_raised_where_the_result_is_asked_for() -> None:
    def work(_: Job[int]) -> int:
        raise ValueError("no place")

    with pytest.raises(ValueError, match="no place"):
        Job(work).result()


def test_work_that_is_stopped_ends() -> None:
    started = threading.Event()

    def work(job: Job[str]) -> str:
        started.set()
        while not job.is_stopped:
            job.part = 0.5
        return "stopped"

    job = Job(work)
    assert started.wait(WAIT_S)
    assert not job.is_done()
    job.stop()

    assert job.result() == "stopped"
    assert job.part == 0.5


def test_no_more_work_runs_at_once_than_there_are_turns() -> None:
    release, running = threading.Event(), threading.Semaphore(0)

    def work(_: Job[bool]) -> bool:
        running.release()
        return release.wait(WAIT_S)

    jobs = [Job(work) for _ in range(AT_ONCE + 1)]
    for _ in range(AT_ONCE):
        assert running.acquire(timeout=WAIT_S)
    assert not running.acquire(timeout=0.2)

    release.set()
    assert all(job.result() for job in jobs)
