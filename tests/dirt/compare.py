#!/usr/bin/env python3
"""Holds what `kikin check` answers against what the generator wrote; one line for each difference.

    KIKIN_BIN=target/debug/kikin tests/dirt/compare.py --seeds 0:60 [--resave N] [--keep DIR] [--only clean|faults]
Exit status 1 on any difference.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import generate

KEEP_ROW = ('no', 'category', 'name', 'start', 'end', 'total', 'fund', 'national', 'prefectural', 'other', 'sheet', 'row')


def cell_matches(wanted, cells):
    """`X5` itself, `*5` any cell of row 5, `X*` any cell of column X."""
    if wanted.startswith('*'):
        return any(c.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ') == wanted[1:] for c in cells)
    if wanted.endswith('*'):
        return any(c.rstrip('0123456789') == wanted[:-1] for c in cells)
    return wanted in cells


def fits(wanted, found):
    rule, severity, sheet, cells = wanted[:4]
    if (rule, severity) != (found['rule'], found['severity']) or (sheet is not None and sheet != found['sheet']):
        return False
    if cells is None:
        return True
    if not all(cell_matches(c, found['cells'] or []) for c in cells):
        return False
    exact = not any('*' in c for c in cells)
    return not exact or sorted(cells) == sorted(found['cells'])


def shown(f):
    return f"{f['rule']} {f['severity'][0].upper()} {f['sheet']} {f['cells']} 値={str(f['value'])[:30]!r} {f['message'][:90]}"


def compare(wanted, got):
    out = []
    findings = [f for f in got['findings'] if f['severity'] != 'advice']
    # Findings of single cells that say the same are joined: one finding lists all cells.
    cells_of = {}
    for f in findings:
        if f['rule'].startswith('C') and len(f['cells'] or []) > 1:
            cells_of[id(f)] = f['cells']
    findings = [dict(f, cells=[c]) for f in findings if id(f) in cells_of for c in f['cells']] + [
        f for f in findings if id(f) not in cells_of]
    left = list(findings)
    for want in wanted['findings']:
        hit = next((f for f in left if fits(want, f)), None)
        if hit:
            left.remove(hit)
        else:
            near = [shown(f) for f in findings if f['rule'] == want[0]]
            out.append(f'missed {want}' + (f' — reported instead: {near}' if near else ''))
    optional = list(wanted.get('may', []))
    for f in left:
        if any(fits(w, f) for w in optional):
            continue
        out.append('false ' + shown(f))
    seen = set()
    for f in got['findings']:
        key = (f['rule'], f['sheet'], tuple(f['cells'] or []), f['message'])
        if key in seen:
            out.append('twice ' + shown(f))
        seen.add(key)
    if wanted['verdict'] != got['verdict']:
        out.append(f"verdict {got['verdict']}, not {wanted['verdict']}")
    if wanted.get('unreadable'):
        return out
    if wanted['check_code'] and (got['organization'] or {}) != {'code': wanted['code'], 'name': wanted['name']}:
        out.append(f"organization {got['organization']}, not {wanted['code']} {wanted['name']}")
    if wanted['stage'] and got['stage'] != wanted['stage']:
        out.append(f"stage {got['stage']}, not {wanted['stage']}")
    if wanted['rows'] is None:
        return out
    if len(wanted['rows']) != len(got['rows']):
        out.append(f"{len(got['rows'])} rows, not {len(wanted['rows'])}: rows {[r['row'] for r in got['rows']]}")
        return out
    for want, row in zip(wanted['rows'], got['rows']):
        for key in KEEP_ROW:
            if want[key] != '?' and want[key] != row[key]:
                out.append(f"{want['sheet']} row {want['row']} {key}: {row[key]!r}, not {want[key]!r}")
    if wanted['totals']:
        for total in got['totals']:
            for key, value in wanted['totals'].get(total['category'], {}).items():
                if total[key] != value:
                    out.append(f"totals {total['category']} {key}: {total[key]}, not {value}")
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--seeds', default='0:60')
    parser.add_argument('--resave', type=int, default=0, help='save one file in N again through LibreOffice')
    parser.add_argument('--keep')
    parser.add_argument('--only', choices=['clean', 'faults'])
    args = parser.parse_args()
    first, last = (int(x) for x in args.seeds.split(':'))
    binary = os.environ.get('KIKIN_BIN', os.path.join(generate.ROOT, 'target/debug/kikin'))
    with tempfile.TemporaryDirectory() as scratch:
        directory = args.keep or scratch
        os.makedirs(directory, exist_ok=True)
        wanted = []
        for seed in range(first, last):
            faults = seed % 2 == 1 if args.only is None else args.only == 'faults'
            wanted.append(generate.make(seed, directory, faults))
        if args.resave:
            generate.resave([w['file'] for w in wanted if w['seed'] % args.resave == 0 and not w.get('no_resave')])
        run = subprocess.run([binary, 'check', *[w['file'] for w in wanted], '--json', '--fiscal-year', str(generate.YEAR)],
                             capture_output=True, text=True)
        if run.returncode not in (0, 1):
            print(f'exit status {run.returncode}: {run.stderr[-2000:]}')
            return 1
        answers = json.loads(run.stdout)
    different = 0
    for want, got in zip(wanted, answers, strict=True):
        lines = compare(want, got)
        different += bool(lines)
        for line in lines:
            print(f"seed {want['seed']} {os.path.basename(want['file'])}: {line}   [{' '.join(want['tags'])}]")
    print(f'{len(wanted)} workbooks, {different} with differences', file=sys.stderr)
    return 1 if different else 0


if __name__ == '__main__':
    sys.exit(main())
