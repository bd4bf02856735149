"""`python -m tests.simulator --shops 500 --seed 1`: the table of how well troubles are named."""

from __future__ import annotations

import argparse
import sys

from tests.simulator import measure


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description=__doc__)
    parser.add_argument("--shops", type=int, default=500, help="shops with a trouble (or none), one day each")
    parser.add_argument("--quiet", type=int, default=40, help="shops without trouble, judged on 30 days")
    parser.add_argument("--months", type=int, default=150, help="shops whose month's forecast is held against its end")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default="", help="troubles to plant, by name, separated by commas")
    parser.add_argument("--misses", action="store_true", help="list the shops whose cause is not named first")
    said = parser.parse_args()
    todo = measure.orders(said.shops, said.seed, said.quiet, said.months)
    only = set(filter(None, said.only.split(",")))
    todo = [order for order in todo if order.what != "trouble" or not only or order.trouble in only]

    def progress(done: int, total: int) -> None:
        print(f"\r{done} of {total} shops", end="" if done < total else "\n", file=sys.stderr, flush=True)

    results = measure.run(todo, said.workers, progress)
    if said.misses:
        for one in results.judged:
            if not one.first:
                trouble = one.trouble
                print(
                    f"\n{one.seed} {trouble.name} {trouble.subject} {trouble.days}d {trouble.size:.2f}", *one.texts, sep="\n    "
                )
        for month in results.quiet:
            for key in month.false:
                print(f"{month.seed} quiet {key}")
    print(measure.table(results))


main()
