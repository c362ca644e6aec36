"""Runs the measures that are named on the command line, or all; see Benchmarks/run."""
import argparse
import os
import pathlib
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests/EndToEnd"))

from bench import allocations, answers, bucket_engine, files, idle, lambda_start, machine, members, memory, page, plain, report, repository, signing_in, slow_body, start  # noqa: E402
from bench.bench import Bench  # noqa: E402

MEASURES = {
    "plain": plain.measure,
    "allocations": allocations.measure,
    "answers": answers.measure,
    "files": files.measure,
    "members": members.measure,
    "signing-in": signing_in.measure,
    "slow-body": slow_body.measure,
    "idle": idle.measure,
    "memory": memory.measure,
    "start": start.measure,
    "lambda-start": lambda_start.measure,
    "bucket": bucket_engine.measure,
    "repository": repository.measure,
}
# One part of a measure, where all of it takes too long.
PARTS = {f"bucket-{part}": lambda bench, part=part: bucket_engine.measure(bench, [part]) for part in bucket_engine.PARTS}


def main():
    options = argparse.ArgumentParser(description="Measures Satchel beside others.")
    options.add_argument("measures", nargs="*", metavar="MEASURE", help=f"one of {', '.join(MEASURES)}; all by default")
    options.add_argument("--list", action="store_true", help="print the names of the measures")
    options.add_argument("--no-build", action="store_true", help="measure what was built before")
    options = options.parse_args()
    if unknown := set(options.measures) - set(MEASURES | PARTS):
        sys.exit(f"no such measure: {', '.join(sorted(unknown))}; there are {', '.join(MEASURES | PARTS)}")
    if options.list:
        return print("\n".join(MEASURES | PARTS))
    bench = Bench(ROOT, quick=os.environ.get("QUICK", "0") not in ("", "0"))
    if not options.no_build:
        bench.build()
    facts, rows, began = machine.facts(), [], time.monotonic()
    for name in options.measures or MEASURES:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        rows += (MEASURES | PARTS)[name](bench)
    facts["load after"] = machine.load()
    facts["took"] = f"{time.monotonic() - began:.0f} s"
    report.write(ROOT / ".build/bench", facts, rows)
    page.write(ROOT / ".build/bench", facts, rows, bench.compared)


if __name__ == "__main__":
    main()
