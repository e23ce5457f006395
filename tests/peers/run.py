#!/usr/bin/env python3
"""Measures kikin, its floors and a Python pipeline on the same files, interleaved, and proves every run right.

    run.py --kikin BINARY --floor BINARY --work DIRECTORY [--runs N] [--peer-runs N] [--share S]

CPU is user + system time of a command with all its children. Memory is the largest sum of resident memory of a command and
its children, looked at every 5 ms. Every run is held against the number of projects and the yen of the made-up nation;
a run that does not agree stops everything.
"""
import argparse
import glob
import json
import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import threading
import time

import openpyxl
import psutil

HERE = os.path.dirname(os.path.abspath(__file__))
YEAR = '2026'


class Measured:
    """CPU and wall time in seconds, peak memory in MiB, and what was printed."""

    def __init__(self, cpu, wall, peak, out):
        self.cpu, self.wall, self.peak, self.out = cpu, wall, peak, out

    def __add__(self, other):
        return Measured(self.cpu + other.cpu, self.wall + other.wall, max(self.peak, other.peak), self.out + other.out)


def watch(pid, stop, peak):
    try:
        top = psutil.Process(pid)
        while not stop.is_set():
            resident = 0
            for process in [top, *top.children(recursive=True)]:
                try:
                    resident += process.memory_info().rss
                except psutil.Error:
                    pass
            peak[0] = max(peak[0], resident)
            stop.wait(0.005)
    except psutil.Error:
        pass


def measure(command):
    begun = time.perf_counter()
    with open(os.devnull, 'wb') as nowhere:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=nowhere)
    stop, peak = threading.Event(), [0]
    watcher = threading.Thread(target=watch, args=(process.pid, stop, peak))
    watcher.start()
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    stop.set()
    watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f'{command[:4]}: exit {process.returncode}')
    return Measured(usage.ru_utime + usage.ru_stime, wall, peak[0] / 2**20, out)


def summed(measured):
    total = measured[0]
    for more in measured[1:]:
        total = total + more
    return total


def agree(what, expected, projects, fund):
    if (projects, fund) != (expected['projects'], expected['fund']):
        sys.exit(f"{what}: {projects} projects and {fund} yen, not {expected['projects']} and {expected['fund']}")


class Bench:
    def __init__(self, args):
        self.args, self.work = args, args.work
        self.nation = os.path.join(args.work, f'nation-{args.share}')
        self.expected = nation(self.nation, args.share, 1)
        self.prefectures = sorted(self.expected['prefectures'])
        self.database = os.path.join(args.work, 'bench.db')

    def clean(self, *names):
        for name in names:
            path = os.path.join(self.work, name)
            shutil.rmtree(path, ignore_errors=True)
            for file in glob.glob(path + '*'):
                if os.path.isfile(file):
                    os.remove(file)

    def read(self):
        done = measure([self.args.floor, 'read', self.nation])
        out = json.loads(done.out)
        agree('bare read', self.expected, out['projects'], out['fund'])
        return done

    def inflate(self):
        return measure([self.args.floor, 'inflate', self.nation])

    def imported(self):
        self.clean('bench.db')
        done = summed([measure([self.args.kikin, 'import', os.path.join(self.nation, p), '--prefecture', p,
                                '--fiscal-year', YEAR, '--database', f'sqlite://{self.database}'])
                       for p in self.prefectures])
        with sqlite3.connect(self.database) as connection:
            row = connection.execute('SELECT count(*), sum(fund) FROM projects').fetchone()
        agree('import', self.expected, *row)
        return done

    def exported(self):
        self.clean('exported')
        os.makedirs(os.path.join(self.work, 'exported'))
        return self.plans('exported', lambda p, out: [
            self.args.kikin, 'export', 'plan', '--prefecture', p, '--fiscal-year', YEAR, '--database',
            f'sqlite://{self.database}', '-o', out])

    def consolidated(self):
        self.clean('consolidated')
        os.makedirs(os.path.join(self.work, 'consolidated'))
        return self.plans('consolidated', lambda p, out: [
            self.args.kikin, 'consolidate', os.path.join(self.nation, p), '--prefecture', p, '--fiscal-year', YEAR,
            '-o', out])

    def plans(self, name, command):
        outs = {p: os.path.join(self.work, name, f'{p}.xlsx') for p in self.prefectures}
        done = summed([measure(command(p, outs[p])) for p in self.prefectures])
        projects = fund = 0
        for path in outs.values():
            book = openpyxl.load_workbook(path, read_only=True)
            rows = [row for row in book['総括表'].iter_rows(values_only=True) if row[0] == '合計' or '合計' in row[:3]]
            figures = [value for value in rows[-1] if isinstance(value, (int, float))]
            projects, fund = projects + int(figures[0]), fund + int(figures[2])
            book.close()
        agree(name, self.expected, projects, fund)
        return done

    def deflate(self):
        """CPU of deflating alone: the run inflates first, and another run that only inflates is taken off."""
        exported = os.path.join(self.work, 'exported')
        done = measure([self.args.floor, 'deflate', exported])
        done.cpu -= measure([self.args.floor, 'inflate', exported]).cpu
        return done

    def pipeline(self):
        self.clean('pipeline.db', 'pipeline')
        done = measure([sys.executable, os.path.join(HERE, 'pipeline.py'), self.nation,
                        os.path.join(self.work, 'pipeline.db'), os.path.join(self.work, 'pipeline')])
        out = json.loads(done.out)
        agree('Python pipeline', self.expected, out['projects'], out['fund'])
        return done

    def one(self):
        path = os.path.join(self.work, 'thirty')
        expected = nation(path, 1741, 1, '--projects', '30')
        done = measure([self.args.kikin, 'check', '--json', *glob.glob(os.path.join(path, '*', '*.xlsx'))])
        report = json.loads(done.out)[0]
        agree('check', expected, report['projects'], sum(t['fund'] for t in report['totals']))
        return done


def nation(directory, share, times, *more):
    marker = os.path.join(directory, 'expected.json')
    if not os.path.exists(marker):
        subprocess.run([sys.executable, os.path.join(HERE, 'nation.py'), directory, '--share', str(share), '--times',
                        str(times), *more], check=True)
    with open(marker, encoding='utf-8') as file:
        return json.load(file)


def growth(bench):
    """Import and export of the same bodies with 1 and 16 times the projects."""
    lines = []
    for times in (1, 16):
        folder = os.path.join(bench.work, f'growth-{times}')
        expected = nation(folder, 40, times)
        bench.clean('growth.db', 'growth.xlsx')
        url = f"sqlite://{os.path.join(bench.work, 'growth.db')}"
        prefecture = max(expected['prefectures'], key=lambda p: expected['prefectures'][p]['projects'])
        count = expected['prefectures'][prefecture]['projects']
        into = measure([bench.args.kikin, 'import', os.path.join(folder, prefecture), '--prefecture', prefecture,
                        '--fiscal-year', YEAR, '--database', url])
        out = measure([bench.args.kikin, 'export', 'plan', '--database', url, '-o',
                       os.path.join(bench.work, 'growth.xlsx')])
        lines.append(f'| {times} | {count:,} | {into.cpu:.2f} s | {into.peak:.0f} MiB | {out.cpu:.2f} s | {out.peak:.0f} MiB |')
    return lines


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--kikin', required=True)
    parser.add_argument('--floor', required=True)
    parser.add_argument('--work', required=True)
    parser.add_argument('--runs', type=int, default=3)
    parser.add_argument('--peer-runs', type=int, help='runs of the Python pipeline, which takes longest')
    parser.add_argument('--share', type=int, default=1)
    args = parser.parse_args()
    os.makedirs(args.work, exist_ok=True)
    bench = Bench(args)
    e = bench.expected
    print(f"{e['files']:,} workbooks, {e['projects']:,} projects, {e['fund']:,} yen; {args.runs} runs each, interleaved\n")
    works = [('bare calamine read', bench.read), ('inflate only', bench.inflate), ('kikin import', bench.imported),
             ('kikin export plan', bench.exported), ('deflate of the exported bytes', bench.deflate),
             ('kikin consolidate', bench.consolidated), ('kikin check, 30 projects', bench.one),
             ('pandas + openpyxl + SQLAlchemy + XlsxWriter', bench.pipeline)]
    runs = {name: [] for name, _ in works}
    peer_runs = args.peer_runs or args.runs
    for number in range(args.runs):
        for name, work in works:
            if work == bench.pipeline and number >= peer_runs:
                continue
            runs[name].append(work())
            print(f'  {name}: {runs[name][-1].cpu:.2f} s CPU', file=sys.stderr)
    cpu = {name: statistics.median(m.cpu for m in done) for name, done in runs.items()}
    read, deflate = cpu['bare calamine read'], cpu['deflate of the exported bytes']
    print('| work | CPU (median) | spread | × bare read | × deflate | wall | peak memory |\n|---|---|---|---|---|---|---|')
    for name, done in runs.items():
        low, high = min(m.cpu for m in done), max(m.cpu for m in done)
        wall, peak = statistics.median(m.wall for m in done), max(m.peak for m in done)
        print(f'| {name} | {cpu[name]:.2f} s | {low:.2f}–{high:.2f} | {cpu[name] / read:.2f} | {cpu[name] / deflate:.2f} | '
              f'{wall:.2f} s | {peak:.0f} MiB |')
    whole = cpu['kikin import'] + cpu['kikin export plan']
    peer = cpu['pandas + openpyxl + SQLAlchemy + XlsxWriter']
    print(f'\nThe Python pipeline takes {peer / whole:.1f} × the CPU of import and export together, '
          f"{peer / cpu['kikin consolidate']:.1f} × that of consolidate.\n")
    print('| times | projects | import CPU | import memory | export CPU | export memory |\n|---|---|---|---|---|---|')
    print('\n'.join(growth(bench)))
    print(f'\nPython {platform.python_version()}, openpyxl {openpyxl.__version__}, {os.cpu_count()} cores')


if __name__ == '__main__':
    main()
