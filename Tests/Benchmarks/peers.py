#!/usr/bin/env python3
"""The same revocations as a PostPass list, an OpenSSH KRL, an X.509 CRL, a Token Status List and a Roaring bitmap.

    peers.py DIRECTORY-OF-PROGRAMS [COUNT] [--krl COUNT]

COUNT serials (default 100000), drawn from 100 times as many, are revoked. The KRL gets COUNT too, but never more than
--krl (default 100000), because ssh-keygen needs a time that grows with the square. README.md says how it is measured.
"""

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

from pyroaring import BitMap

RUNS = 9
CERTIFICATES = 200
LOOKUPS = 1_000_000
POST, BRAND = "7412345678901234567", "7198765432109876543"


def main():
    options = argparse.ArgumentParser()
    options.add_argument("programs", type=Path)
    options.add_argument("count", type=int, nargs="?", default=100_000)
    options.add_argument("--krl", type=int, default=100_000)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        serials = Serials(chosen.count)
        rows = [row for measure in (token_status_list, roaring) for row in measure(serials)]
        rows = postpass(serials, directory, chosen.programs) + rows
        rows += openssl_crl(serials, directory)
        rows += openssh_krl(Serials(min(chosen.count, chosen.krl)), directory)
        print_table(serials, rows)


class Serials:
    """What is revoked, and which serials are asked about: every second one is revoked."""

    def __init__(self, count):
        source = random.Random(1)
        self.space = 100 * count
        self.revoked = sorted(source.sample(range(1, self.space), count))
        known = set(self.revoked)
        self.free = []
        while len(self.free) < CERTIFICATES // 2:
            serial = source.randrange(1, self.space)
            if serial not in known:
                self.free.append(serial)
        asked = source.sample(self.revoked, CERTIFICATES // 2)
        self.asked = [serial for pair in zip(asked, self.free) for serial in pair]
        self.is_revoked = [serial in known for serial in self.asked]

    @property
    def lines(self):
        return "".join(f"{serial}\n" for serial in self.revoked)


class Row:
    """One way to keep the list; times are seconds. An opening ends with the answer to the first question."""

    def __init__(self, name, count, size, build, opening, lookup):
        self.name, self.count, self.size = name, count, size
        self.build, self.opening, self.lookup = build, opening, lookup


def timed(action):
    start = time.perf_counter()
    result = action()
    return time.perf_counter() - start, result


def median(action, runs=RUNS):
    return statistics.median(timed(action)[0] for _ in range(runs))


def run(*command, expect=0, **more):
    """Standard output of a command that must end with an exit status."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **more)
    if done.returncode != expect:
        sys.exit(f"peers.py: error: {command[0]} ended with {done.returncode}: {done.stderr[-500:]}")
    return done.stdout


def require(condition, what):
    if not condition:
        sys.exit(f"peers.py: error: {what}")


def process(*command, **more):
    """The time of a process beyond that of one that does nothing."""
    return median(lambda: run(*command, **more)) - median(lambda: run("true"))


def postpass(serials, directory, programs):
    own = directory / "postpass"
    own.mkdir()
    lines = run(programs / "postpass-bench", "--peer", own, input=serials.lines).splitlines()
    figures = {name: int(value) for name, value in (line.rsplit(" ", 1) for line in lines)}
    build, lookup = figures["build"] / 1e9, figures["lookup"] / 1e9

    def row(name, opening, each):
        return Row(name, len(serials.revoked), figures["bytes"], build, opening, each)

    code = (own / "codes").read_text().splitlines()[0]
    question = ["--post", POST, "--brand", BRAND, "--any-creator", "--store", own / "store"]
    verifier = process(programs / "postpass-verify", code, *question, expect=13)
    return [
        row("PostPass, opened lazily", figures["open lazily"] / 1e9, None),
        row("PostPass, opened whole", figures["open whole"] / 1e9, lookup),
        row("PostPass, process `postpass-verify`", verifier, None),
    ]


def in_memory(name, serials, size, build, open_list, contains):
    """A list that this process opens and searches."""
    opening = median(lambda: contains(open_list(), serials.asked[0]))
    opened = open_list()
    require([contains(opened, serial) for serial in serials.asked] == serials.is_revoked, f"{name} is wrong")
    asked = serials.asked * (LOOKUPS // len(serials.asked))
    lookup, _ = timed(lambda: [contains(opened, serial) for serial in asked])
    return [Row(name, len(serials.revoked), size, build, opening, lookup / len(asked))]


def token_status_list(serials):
    def make():
        bits = bytearray(serials.space // 8 + 1)
        for serial in serials.revoked:
            bits[serial >> 3] |= 1 << (serial & 7)
        return zlib.compress(bits, level=9)

    build, packed = timed(make)
    return in_memory(
        "Token Status List, zlib 9", serials, len(packed), build, lambda: zlib.decompress(packed),
        lambda bits, serial: bits[serial >> 3] >> (serial & 7) & 1 == 1,
    )


def roaring(serials):
    def make():
        bitmap = BitMap(serials.revoked)
        bitmap.run_optimize()
        return bitmap.serialize()

    build, packed = timed(make)
    return in_memory(
        "Roaring bitmap", serials, len(packed), build, lambda: BitMap.deserialize(packed),
        lambda bitmap, serial: serial in bitmap,
    )


def openssl_crl(serials, directory):
    own = directory / "crl"
    own.mkdir()
    (own / "ca.conf").write_text(
        "[ca]\ndefault_ca=own\n[own]\ndatabase=index.txt\ndefault_md=default\nunique_subject=no\n"
        "[req]\ndistinguished_name=name\n[name]\n"
    )
    (own / "index.txt").write_text(
        "".join(f"R\t351231235959Z\t261122073000Z\t{hex_serial(serial)}\tunknown\t/CN=c\n" for serial in serials.revoked)
    )
    (own / "index.txt.attr").write_text("unique_subject = no\n")
    make_authority = "req -x509 -newkey ed25519 -noenc -subj /CN=ca -days 30 -keyout ca.key -out ca.pem -config ca.conf"
    run("openssl", *make_authority.split(), cwd=own)
    generate = "ca -gencrl -crldays 7 -config ca.conf -keyfile ca.key -cert ca.pem -out crl.pem"
    build, _ = timed(lambda: run("openssl", *generate.split(), cwd=own))
    run("openssl", *"crl -in crl.pem -outform DER -out crl.der".split(), cwd=own)
    run("openssl", *"req -newkey ed25519 -noenc -subj /CN=c -keyout c.key -out c.csr -config ca.conf".split(), cwd=own)
    for index, serial in enumerate(serials.asked):
        sign = f"x509 -req -in c.csr -CA ca.pem -CAkey ca.key -days 30 -set_serial {serial} -out {index}.pem"
        run("openssl", *sign.split(), cwd=own)
    certificates = [f"{index}.pem" for index in range(len(serials.asked))]

    def check(names, *options, expect):
        return run("openssl", "verify", "-CAfile", "ca.pem", *options, *names, cwd=own, expect=expect)

    crl = ("-crl_check", "-CRLfile", "crl.der")
    answers = check(certificates, *crl, expect=2).splitlines()
    good = {line.removesuffix(": OK") for line in answers if line.endswith(": OK")}
    require([name not in good for name in certificates] == serials.is_revoked, "the CRL is wrong")
    first = certificates[:1]
    opening = median(lambda: check(first, *crl, expect=2)) - median(lambda: check(first, expect=0))
    many = median(lambda: check(certificates, *crl, expect=2)) - median(lambda: check(certificates, expect=0))
    lookup = max(0, many - opening) / (len(certificates) - 1)
    size = (own / "crl.der").stat().st_size
    return [Row("X.509 CRL, `openssl verify`", len(serials.revoked), size, build, opening, lookup)]


def hex_serial(serial):
    digits = f"{serial:X}"
    return digits if len(digits) % 2 == 0 else "0" + digits


def openssh_krl(serials, directory):
    own = directory / "krl"
    own.mkdir()
    run("ssh-keygen", *"-q -t ed25519 -f ca -N".split(), "", cwd=own)
    run("ssh-keygen", *"-q -t ed25519 -f c -N".split(), "", cwd=own)
    (own / "serials").write_text("".join(f"serial: {serial}\n" for serial in serials.revoked))
    build, _ = timed(lambda: run("ssh-keygen", *"-q -k -f krl -s ca.pub serials".split(), cwd=own))
    for index, serial in enumerate(serials.asked):
        run("ssh-keygen", *f"-q -s ca -I c -n c -z {serial} c.pub".split(), cwd=own)
        (own / "c-cert.pub").rename(own / f"{index}.pub")
    certificates = [f"{index}.pub" for index in range(len(serials.asked))]

    def query(names, expect):
        return run("ssh-keygen", "-Q", "-f", "krl", *names, cwd=own, expect=expect)

    answers = query(certificates, expect=1).splitlines()
    require([line.endswith("REVOKED") for line in answers] == serials.is_revoked, "the KRL is wrong")
    opening = median(lambda: query(certificates[:1], expect=1)) - median(lambda: run("true"))
    many = median(lambda: query(certificates, expect=1)) - median(lambda: run("true"))
    lookup = max(0, many - opening) / (len(certificates) - 1)
    size = (own / "krl").stat().st_size
    return [Row("OpenSSH KRL, `ssh-keygen -Q`", len(serials.revoked), size, build, opening, lookup)]


def print_table(serials, rows):
    print(f"{len(serials.revoked):,} revoked of {serials.space:,} serials")
    print()
    print("| list | revoked | bytes | bytes each | made in | open and first answer | each further answer |")
    print("|---|---|---|---|---|---|---|")
    for row in rows:
        print(
            f"| {row.name} | {row.count:,} | {row.size:,} | {row.size / row.count:.2f} | {duration(row.build)} "
            f"| {duration(row.opening)} | {duration(row.lookup)} |"
        )


def duration(seconds):
    if seconds is None:
        return ""
    for unit, factor in (("s", 1), ("ms", 1e3), ("us", 1e6)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


if __name__ == "__main__":
    main()
