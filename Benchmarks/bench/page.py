"""The page of the benchmarks: the table, the plots, the machine and the versions."""
from bench import plots, report

# Asked path → what a reader calls it, in the page's order.
ASKED = {
    "/plaintext": "13 bytes of text",
    "/json": "JSON of 1 KB",
    "/deep": "a route of ten parameters, twelve header fields",
    "/10240.bin": "a file of 10 KB",
    "/1048576.bin": "a file of 1 MB",
    "/members": "the members page, signed in",
}
NAMES = {"server": "Satchel's server alone", "site": "Satchel, a whole site", "Satchel": "Satchel, a whole site",
         "Hummingbird": "Hummingbird 2", "epoll": "bare epoll, fixed bytes"}


def write(folder, facts, rows, compared):
    """Leaves benchmarks.md and its pictures in the folder; those of a run before go."""
    for picture in folder.glob("*.svg"):
        picture.unlink()
    lines = ["# Benchmarks", "", "Made by `make bench`, which measures all of it again on your machine"
             " ([performance.md](../../docs/performance.md) tells how). Programs that are compared run at the same time, and are loaded"
             " in turn.", ""]
    for path, title in ASKED.items():
        found = [comparison for comparison in compared if comparison["path"].startswith(path)]
        if not found:
            continue
        lines += [f"## {title[0].upper()}{title[1:]}", ""]
        for kind, picture in (("throughput", throughput(title, found)), ("latency", latency(title, found))):
            name = path.strip("/").removesuffix(".bin") + f"-{kind}.svg"
            (folder / name).write_text(picture)
            lines += [f"![{title}: {kind}]({name})", ""]
    lines += ["## All findings", "", report.markdown(facts, rows)]
    (folder / "benchmarks.md").write_text("\n".join(lines))


def throughput(title, found):
    return plots.throughput(title, [(group(one), called(who), numbers["rate"], called(who).startswith("Satchel"))
                                    for one in found for who, numbers in one["found"].items()])


def latency(title, found):
    return plots.latency(title, [(group(one), called(who), numbers["p50"], numbers["p99"])
                                 for one in found for who, numbers in one["found"].items()])


def group(comparison):
    return f"{comparison['connections']} connections"


def called(who):
    return NAMES.get(who, who)
