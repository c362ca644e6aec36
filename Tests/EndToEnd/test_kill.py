"""kill -9 at any moment: what was answered is in the bucket, whole; nothing is half."""
import os
import random
import signal
import threading

import requests


def register_until_killed(site, names, answered):
    visitor_errors = (requests.ConnectionError, requests.Timeout)
    for name in names:
        try:
            status = site.visitor().register(name).status_code
        except (*visitor_errors, AssertionError):
            return
        if status == 303:
            answered.append(name)


def test_kill_in_the_middle_of_200_registrations(make_site, bucket, tmp_path):
    seed = int.from_bytes(os.urandom(4), "big")
    chance = random.Random(seed)
    answered, kills = [], 8
    everybody = [f"user{i}" for i in range(200)]
    remaining = list(everybody)
    for kill in range(kills + 1):
        site = make_site(**bucket.settings()).start()
        before = len(answered)
        share = remaining if kill == kills else remaining[: len(everybody) // kills]
        workers = [
            threading.Thread(target=register_until_killed, args=(site, share[i::4], answered)) for i in range(4)]
        for worker in workers:
            worker.start()
        if kill < kills:
            wanted = before + chance.randrange(3, 20)
            while len(answered) < wanted and any(worker.is_alive() for worker in workers):
                workers[0].join(0.002)
            site.process.send_signal(signal.SIGKILL)
            site.process.wait()
        for worker in workers:
            worker.join()
        users = bucket.users(tmp_path)
        lost = set(answered) - set(users)
        assert not lost, f"seed {seed}, kill {kill}: answered and lost: {sorted(lost)}"
        assert all(password.startswith("$2b$") for password in users.values())
        remaining = [name for name in everybody if name not in users]
    assert set(bucket.users(tmp_path)) == set(everybody)


def test_kill_on_a_plain_file(make_site, tmp_path):
    site = make_site(folder=tmp_path / "plain").start()
    answered = []
    worker = threading.Thread(target=register_until_killed, args=(site, [f"user{i}" for i in range(200)], answered))
    worker.start()
    while len(answered) < 20 and worker.is_alive():
        worker.join(0.002)
    site.kill()
    worker.join()
    code, listing, _ = make_site(folder=tmp_path / "plain").command("users", "list")
    assert code == 0
    assert set(answered) <= set(listing.split())
