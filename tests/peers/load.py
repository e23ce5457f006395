#!/usr/bin/env python3
"""What a page costs the server: 179 municipalities on loopback, asked again and again by signed-in officers.

    load.py --kikin BINARY --work DIRECTORY [--requests N] [--clients N]

CPU of the server's process for each page, beside that of a page of the same server that needs no database (`/healthz`, which
is routing, layers and headers alone, and `/signin`, which is a rendered page), in turns in the same run. Every answer is held
to its status and to what it must show; memory before and after tells whether it stays flat. At last every municipality uploads
its file at the same moment, as on the last day: how long each waits until it sees its findings.
"""
import argparse
import http.client
import os
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse

from run import nation

PREFECTURE = '01'
PASSWORD = 'yukiguni-no-asa-2026'
TICKS = os.sysconf('SC_CLK_TCK')


class Server:
    """A server on a database of its own with the largest prefecture's files."""

    def __init__(self, args):
        self.kikin = args.kikin
        files = os.path.join(args.work, 'nation-1')
        nation(files, 1, 1)
        folder = os.path.join(files, PREFECTURE)
        self.files = {name[:6]: os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith('.xlsx')}
        database = os.path.join(args.work, 'load.db')
        for ending in ('', '-wal', '-shm'):
            if os.path.exists(database + ending):
                os.remove(database + ending)
        self.database = f'sqlite://{database}'
        self.run('import', os.path.join(files, PREFECTURE), '--prefecture', PREFECTURE, '--fiscal-year', '2026')
        self.lead = self.add('県総括', '010006')
        self.process = subprocess.Popen([self.kikin, 'serve', '--database', self.database, '--listen', '127.0.0.1:0'],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = re.search(r'http://([0-9.:]+)', self.process.stdout.readline()).group(1)

    def run(self, *words):
        done = subprocess.run([self.kikin, *words, '--database', self.database], capture_output=True, text=True)
        if done.returncode not in (0, 1):
            sys.exit(done.stderr)
        return done.stdout

    def add(self, role, organisation):
        """Makes a post: its account, and the path of its invitation."""
        told = self.run('user', 'add', '--role', role, '--organisation', organisation, '--name', '担当', '--holder', '佐藤')
        return re.search(r'職を追加しました：(\S+?)　', told).group(1), re.search(r'/invitation/[0-9a-f]+', told).group(0)

    def cpu(self):
        with open(f'/proc/{self.process.pid}/stat') as file:
            fields = file.read().rsplit(')', 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident(self):
        with open(f'/proc/{self.process.pid}/statm') as file:
            return int(file.read().split()[1]) * os.sysconf('SC_PAGE_SIZE') / 2**20


class Client:
    def __init__(self, server, cookie=''):
        self.server, self.cookie = server, cookie
        self.connection = http.client.HTTPConnection(server.address, timeout=60)

    def ask(self, method, path, form=None):
        headers = {'Cookie': self.cookie, 'Sec-Fetch-Site': 'same-origin'}
        body = urllib.parse.urlencode(form) if form else None
        if form:
            headers['Content-Type'] = 'application/x-www-form-urlencoded'
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        return answer, answer.read().decode()

    def sign_in(self, post):
        account, invitation = post
        self.ask('POST', invitation, {'new': PASSWORD, 'repeated': PASSWORD})
        answer, text = self.ask('POST', '/signin', {'account': account, 'password': PASSWORD})
        if answer.status != 303:
            sys.exit(f'signing in: {answer.status} {text}')
        self.cookie = answer.getheader('Set-Cookie').split(';')[0]

    def upload(self, code, path):
        """Sends a file; where its findings are."""
        with open(path, 'rb') as file:
            content = file.read()
        disposition = f'Content-Disposition: form-data; name="file"; filename="{code}.xlsx"'
        head = f'--limit\r\n{disposition}\r\nContent-Type: application/octet-stream\r\n\r\n'.encode()
        headers = {'Cookie': self.cookie, 'Sec-Fetch-Site': 'same-origin'}
        headers['Content-Type'] = 'multipart/form-data; boundary=limit'
        body = head + content + b'\r\n--limit--\r\n'
        # Since signing in the server has ended the idle connection.
        self.connection.close()
        self.connection.request('POST', f'/years/2026/bodies/{code}/upload?stage=plan', body, headers)
        answer = self.connection.getresponse()
        answer.read()
        return answer.status, answer.getheader('Location') or ''


def rush(server):
    """Every municipality uploads at once: seconds until each is led to its findings, and the server's CPU for all."""
    clients = {}
    for code in server.files:
        clients[code] = Client(server)
        clients[code].sign_in(server.add('市町村担当', code))
    waited, wrong = [], []
    start = threading.Barrier(len(clients))

    def work(code):
        start.wait()
        begun = time.monotonic()
        try:
            status, led = clients[code].upload(code, server.files[code])
        except OSError as error:
            status, led = 0, error
        waited.append(time.monotonic() - begun)
        if status != 303 or '/drafts/' not in str(led):
            wrong.append(f'the upload of {code}: {status} {led}')

    before = server.cpu()
    threads = [threading.Thread(target=work, args=(code,)) for code in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        sys.exit(wrong[0])
    return sorted(waited), server.cpu() - before


def load(server, cookie, path, shows, requests, clients):
    """Server CPU of one request, in milliseconds, under several clients at once."""
    wrong = []

    def work():
        client = Client(server, cookie)
        for _ in range(requests // clients):
            answer, text = client.ask('GET', path)
            if answer.status != 200 or shows not in text:
                wrong.append(f'{path}: {answer.status}')
                return

    before = server.cpu()
    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        sys.exit(wrong[0])
    return (server.cpu() - before) * 1000 / (requests // clients * clients)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--kikin', required=True)
    parser.add_argument('--work', required=True)
    parser.add_argument('--requests', type=int, default=400)
    parser.add_argument('--clients', type=int, default=8)
    parser.add_argument('--runs', type=int, default=5)
    args = parser.parse_args()
    server = Server(args)
    try:
        client = Client(server)
        client.sign_in(server.lead)
        pages = [
            ('no database: /healthz', '/healthz', 'ok', args.requests * 10),
            ('no database: a rendered page', '/signin', 'サインイン', args.requests * 4),
            ('提出状況一覧, 179 bodies', '/years/2026/status', '札幌市', args.requests // 4),
            ('a submission, 30 projects', '/years/2026/bodies/011002/plan/care', '受付番号', args.requests),
            ('its review, 30 projects', '/years/2026/bodies/011002/plan/care/review', '札幌市', args.requests),
            ('総括表', '/years/2026/plan', '総括表', args.requests // 20),
        ]
        costs = {name: [] for name, *_ in pages}
        memory = []
        for _ in range(args.runs):
            for name, path, shows, requests in pages:
                # Who is signed in is led away from the page that needs no database.
                cookie = '' if path == '/signin' else client.cookie
                costs[name].append(load(server, cookie, path, shows, requests, args.clients))
            memory.append(server.resident())
        floor = statistics.median(costs[pages[1][0]])
        print('| page | server CPU a request (median) | spread | × a page without database |\n|---|---|---|---|')
        for name, found in costs.items():
            median = statistics.median(found)
            print(f'| {name} | {median:.2f} ms | {min(found):.2f}–{max(found):.2f} | {median / floor:.1f} |')
        rounds = ', '.join(f'{mib:.0f}' for mib in memory)
        print(f'\nMemory of the server after each round: {rounds} MiB.')
        waited, cpu = rush(server)
        half, last = statistics.median(waited), waited[-1]
        print(f'\n{len(waited)} uploads at the same moment: half see their findings within {half:.1f} s, the last within {last:.1f} s; '
              f'server CPU {cpu * 1000 / len(waited):.0f} ms an upload (its readers are processes of their own), '
              f'memory after it {server.resident():.0f} MiB.')
    finally:
        server.process.terminate()
        server.process.wait()


if __name__ == '__main__':
    main()
