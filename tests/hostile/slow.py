"""Workbooks made to be slow or large, and what `kikin check` takes for each: CPU and memory of parent and reader together.

    cargo xtask bench-hostile [--only NAME ...]

A file that takes more than a second of CPU or 150 MB, or that is answered with neither findings nor acceptance, fails the run.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

MOST_CPU = 1.0
MOST_MIB = 150
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"

LABELS = (
    "No. 区分 標準事業例 事業名 新規・継続 対象区域 実施主体 公民の別 開始年月日 終了年月日 背景にある医療・介護ニーズ "
    "地域医療構想との関係 アウトカム指標名 アウトカム目標値 事業の内容 アウトプット指標名 アウトプット目標値 関連 総事業費 基金計 "
    "国費 県費 その他財源 令和8年度 令和9年度 備考"
).split()
GOAL_LABELS = "区分 目標 指標名 現状値 目標値 単位 目標年度".split()
PLACES = (
    "事業No. 施設種別 施設名 整備区分 単位 数量 補助単価 割増率 基準額 総事業費 対象経費の支出予定額 "
    "寄附金その他の収入額 補助率 基金充当額"
).split()
HEADS = [
    ("様式版", "2026"),
    ("段階", "計画"),
    ("計画年度", "令和8年度"),
    ("都道府県名", "新潟県"),
    ("団体コード", "152021"),
    ("市町村名", "長岡市"),
    ("提出日", "令和8年6月15日"),
    ("金額の単位", "千円"),
]


def column(number):
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def text(row, at, value):
    return f'<c r="{column(at)}{row}" t="str"><v>{escape(value)}</v></c>'


def number(row, at, value):
    return f'<c r="{column(at)}{row}"><v>{value}</v></c>'


def shared(row, at, index=0):
    return f'<c r="{column(at)}{row}" t="s"><v>{index}</v></c>'


def row(at, cells, more=""):
    return f'<row r="{at}"{more}>{cells}</row>'


def texts(at, values):
    return row(at, "".join(text(at, i + 1, value) for i, value in enumerate(values)))


def sheet(rows, after="", before=""):
    return f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def strings(*values):
    return "<sst>" + "".join(f"<si><t>{value}</t></si>" for value in values) + "</sst>"


COVER = ("表紙", sheet("".join(texts(i + 1, pair) for i, pair in enumerate(HEADS))))
GOALS = (
    "区域・目標",
    sheet(
        texts(1, ["区域名", "構成する日常生活圏域", "設定の考え方"])
        + texts(2, ["長岡"])
        + texts(5, GOAL_LABELS)
        + texts(6, ["Ⅱ", "x"])
        + texts(9, ["実施日", "対象", "方法", "主な意見", "反映状況"])
    ),
)
HEAD = texts(1, LABELS)


def project(at, no, category="Ⅱ"):
    values = [no, category, "", f"事業{no}", "新規", "長岡市圏域", f"法人{no}", "民", "令和8年4月1日", "令和9年3月31日", "ニーズ"]
    values += ["", "指標", "10", "内容", "指標", "5", "関連", 100, 90, 60, 30, 10, 90, 0]
    cell = lambda i, value: number(at, i, value) if isinstance(value, int) else text(at, i, value)
    return row(at, "".join(cell(i + 1, value) for i, value in enumerate(values) if value != ""))


def projects(count):
    return "".join(project(i + 2, i + 1) for i in range(count))


class Book:
    """Sheets, and parts beside them."""

    def __init__(self, sheets, shared=None, styles=None, extra="", more=()):
        self.sheets, self.shared, self.styles, self.extra, self.more = sheets, shared, styles, extra, more

    def write(self, path):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            kind = '<Default Extension="xml" ContentType="application/xml"/>'
            archive.writestr("[Content_Types].xml", f'<Types xmlns="{TYPES}">{kind}</Types>')
            to = f'<Relationship Id="r" Type="{RELATIONS}officeDocument" Target="xl/workbook.xml"/>'
            archive.writestr("_rels/.rels", f"<Relationships>{to}</Relationships>")
            listed, relations = "", ""
            for i, (name, content) in enumerate(self.sheets):
                listed += f'<sheet name="{name}" sheetId="{i + 1}" r:id="s{i}"/>'
                target = f"worksheets/sheet{i}.xml"
                relations += f'<Relationship Id="s{i}" Type="{RELATIONS}worksheet" Target="{target}"/>'
                archive.writestr(f"xl/{target}", content)
            for part, content in (("sharedStrings", self.shared), ("styles", self.styles)):
                if content:
                    archive.writestr(f"xl/{part}.xml", content)
                    relations += f'<Relationship Id="{part}" Type="{RELATIONS}{part}" Target="{part}.xml"/>'
            book = f'<workbook xmlns:r="{RELATIONS}"><sheets>{listed}</sheets>{self.extra}</workbook>'
            archive.writestr("xl/workbook.xml", book)
            archive.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{relations}</Relationships>")
            for name, content in self.more:
                archive.writestr(name, content)


def book(rows, after="", before="", head=HEAD, **parts):
    return Book([COVER, GOALS, ("事業一覧", sheet(head + rows, after, before))], **parts)


def beside(rows, **parts):
    """A sound file with a further sheet."""
    return Book([COVER, GOALS, ("事業一覧", sheet(HEAD + project(2, 1))), ("データ", sheet(rows))], **parts)


def wide(labels):
    return row(1, "".join(text(1, i + 1, label) for i, label in enumerate(labels)))


def merges(refs):
    return "<mergeCells>" + "".join(f'<mergeCell ref="{ref}"/>' for ref in refs) + "</mergeCells>"


def rows_of(numbers, cells, more=""):
    return "".join(row(r, cells(r), more) for r in numbers)


def check_row(r, i):
    return row(r, text(r, 4, "小計" if i % 2 else "計") + number(r, 19, 1) + number(r, 20, 1))


def colours(count):
    fonts = "".join(f'<font><color rgb="FF{i:06x}"/></font>' for i in range(20_000))
    formats = "".join(f'<xf fontId="{i % 20_000}"/>' for i in range(count))
    return f"<styleSheet><fonts>{fonts}</fonts><cellXfs>{formats}</cellXfs></styleSheet>"


def notes(count):
    one = lambda i: f'<comment ref="A{i}" authorId="0"><text><t>メモ{i}</t></text></comment>'
    return f"<comments><commentList>{''.join(map(one, range(count)))}</commentList></comments>"


def validations(count):
    one = lambda i: f'<dataValidation type="list" sqref="A{i}"><formula1>"a,b"</formula1></dataValidation>'
    return f"<dataValidations>{''.join(map(one, range(1, count)))}</dataValidations>"


FULL = "１" * 32_700
AMOUNTS = range(19, 26)

#: What they are, by name; each is made only when it is wanted.
CASES = {
    "five-thousand-projects": lambda: book(projects(5_000)),
    "ten-thousand-projects": lambda: book(projects(10_000)),
    "rows-40k": lambda: book(projects(38_000)),
    "one-cell-a-row": lambda: book(rows_of(range(2, 900_000), lambda r: number(r, 1, r))),
    "continuations": lambda: book(project(2, 1) + rows_of(range(3, 600_000), lambda r: text(r, 13, f"x{r}"))),
    "bad-amounts": lambda: book(
        rows_of(range(2, 100_000), lambda r: number(r, 1, r) + "".join(text(r, c, f"x{r}-{c}") for c in AMOUNTS))
    ),
    "rows-without-number": lambda: book(rows_of(range(2, 600_000), lambda r: text(r, 26, f"x{r}"))),
    "check-rows": lambda: book("".join(project(i * 2, i) + check_row(i * 2 + 1, i) for i in range(1, 18_000))),
    "twins": lambda: book("".join(project(i + 2, 1) for i in range(38_000))),
    "merges": lambda: book(
        projects(3_000),
        after=merges(f"{column(1 + i % 26)}{1 + i // 26}:{column(1 + i % 26)}{3 + i // 26}" for i in range(100_000)),
    ),
    "merged-heads": lambda: book(
        projects(300), after=merges(f"A1:{column(2 + i % 16_000)}{2 + i // 16_000}" for i in range(100_000))
    ),
    "wide-head": lambda: book(projects(300), head=wide(LABELS + [f"列{k}" for k in range(16_384 - len(LABELS))])),
    "wide-same-head": lambda: book(projects(300), head=wide([LABELS[i % len(LABELS)] for i in range(16_384)])),
    "many-heads": lambda: book("".join(texts(r, LABELS) for r in range(2, 20_000))),
    "near-heads": lambda: book("".join(texts(r, ["No.", "区分"]) for r in range(2, 300_000))),
    "hidden-rows": lambda: book(project(2, 1) + "".join(row(r, "", ' hidden="1"') for r in range(3, 1_048_577))),
    "hidden-filled": lambda: book(
        project(2, 1) + rows_of(range(3, 500_000), lambda r: text(r, 26, "x"), ' hidden="1"')
    ),
    "hidden-columns": lambda: book(
        projects(3_000),
        before="<cols>" + "".join(f'<col min="{i}" max="{i}" hidden="1"/>' for i in range(1, 16_384, 2)) + "</cols>",
    ),
    "validations": lambda: book(project(2, 1), after=validations(200_000)),
    "names": lambda: book(
        project(2, 1),
        extra="<definedNames>"
        + "".join(f'<definedName name="n{i}">A{i}</definedName>' for i in range(1, 500_000))
        + "</definedNames>",
    ),
    "two-million-numbers": lambda: beside(
        "".join(row(r, "".join(f"<c><v>{(r * c) % 1000}</v></c>" for c in range(1, 2_001))) for r in range(1, 991))
    ),
    "shared-text": lambda: beside(
        "".join(row(r, '<c t="s"><v>0</v></c>' * 2_000) for r in range(1, 600)), shared=strings("短い文字列")
    ),
    "two-million-blanks": lambda: beside("".join(row(r, '<c s="0"/>' * 2_000) for r in range(1, 991))),
    "no-form-at-all": lambda: Book(
        [("x", sheet("".join(row(r, f'<c t="s"><v>{r % 7}</v></c>' * 1_000) for r in range(1, 1_200))))],
        shared=strings(*(f"短い文字列{i}" for i in range(7))),
    ),
    "long-shared": lambda: book(
        rows_of(range(2, 400), lambda r: number(r, 1, r) + shared(r, 3)), shared=strings("あ" * 32_767)
    ),
    "long-choices": lambda: book(
        rows_of(
            range(2, 60),
            lambda r: number(r, 1, r) + "".join(shared(r, c) for c in (2, 5, 8, 9, 10, 19, 20, 21, 22, 23)),
        ),
        shared=strings(FULL),
    ),
    "long-cover": lambda: Book(
        [("表紙", sheet(rows_of(range(1, 600), lambda r: shared(r, 1)))), GOALS]
        + [("事業一覧", sheet(rows_of(range(1, 600), lambda r: shared(r, 1))))],
        shared=strings(FULL),
    ),
    "sums": lambda: book(
        rows_of(range(2, 30_000), lambda r: number(r, 1, r) + f'<c r="T{r}"><f>SUM(S$2:S$60000)</f></c>')
    ),
    "formulas": lambda: book(
        rows_of(
            range(2, 20_000),
            lambda r: "".join(f'<c r="{column(c)}{r}"><f>IF(A{r}&gt;0,{c},B{r})</f></c>' for c in range(1, 26)),
        )
    ),
    "formats": lambda: book(project(2, 1), styles=colours(65_000)),
    "comments": lambda: book(project(2, 1), more=[("xl/comments1.xml", notes(60_000))]),
    "sixty-four-sheets": lambda: Book(
        [COVER, GOALS]
        + [(f"事業一覧{i}", sheet(HEAD + "".join(project(r + 2, i * 400 + r) for r in range(400)))) for i in range(62)]
    ),
    "facilities": lambda: Book(
        [COVER, GOALS, ("事業一覧", sheet(HEAD + project(2, 1, "Ⅲ")))]
        + [
            (
                "施設整備内訳",
                sheet(
                    texts(1, PLACES)
                    + rows_of(
                        range(2, 200_000),
                        lambda r: number(r, 1, 1)
                        + text(r, 2, f"種{r}")
                        + "".join(number(r, c, v) for c, v in ((9, 100), (11, 100), (14, 101))),
                    )
                ),
            )
        ]
    ),
    "goals": lambda: Book(
        [COVER]
        + [
            (
                "区域・目標",
                sheet(
                    texts(5, GOAL_LABELS)
                    + rows_of(range(6, 300_000), lambda r: text(r, 1, f"x{r}") + text(r, 3, "a"))
                ),
            )
        ]
        + [("事業一覧", sheet(HEAD + project(2, 1)))]
    ),
    "large-cover": lambda: Book(
        [
            (
                "表紙",
                sheet(
                    "".join(texts(i + 1, pair) for i, pair in enumerate(HEADS))
                    + "".join(row(r, '<c t="s"><v>0</v></c>' * 100) for r in range(20, 10_000))
                ),
            ),
            GOALS,
            ("事業一覧", sheet(HEAD + project(2, 1))),
        ],
        shared=strings("市町村名など"),
    ),
    "many-goal-heads": lambda: Book(
        [COVER, ("区域・目標", sheet("".join(texts(r, GOAL_LABELS) for r in range(1, 60_000))))]
        + [("事業一覧", sheet(HEAD + project(2, 1)))]
    ),
    "goal-titles": lambda: Book(
        [COVER]
        + [("区域・目標", sheet("".join(texts(r, GOAL_LABELS if r % 3 == 0 else ["x"]) for r in range(1, 90_000))))]
        + [("事業一覧", sheet(HEAD + project(2, 1)))]
    ),
}


def resident(pid):
    """Resident memory of a process and its children, MiB."""
    total = 0
    try:
        with open(f"/proc/{pid}/statm") as file:
            total += int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as file:
                total += sum(resident(int(child)) for child in file.read().split()) * 2**20
    except (FileNotFoundError, ProcessLookupError, IndexError):
        pass
    return total / 2**20


def measure(kikin, path):
    """CPU seconds, wall seconds, peak MiB, exit code and the report."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun, peak = time.monotonic(), 0.0
    command = [kikin, "check", "--json", "--fiscal-year", "2026", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        answer = []
        reading = threading.Thread(target=lambda: answer.append(process.stdout.read()))
        reading.start()
        while reading.is_alive():
            peak = max(peak, resident(process.pid))
            reading.join(0.002)
        code = process.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.monotonic() - begun, peak, code, json.loads(answer[0])[0]


def main():
    given = argparse.ArgumentParser()
    given.add_argument("--kikin", required=True)
    given.add_argument("--work", type=Path, required=True)
    given.add_argument("--only", nargs="*", choices=sorted(CASES))
    given.add_argument("--runs", type=int, default=3)
    given = given.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    failed = []
    print("| file | bytes | answer | CPU (least of runs) | wall | peak memory |\n|---|---|---|---|---|---|")
    for name in given.only or CASES:
        path = given.work / f"{name}.xlsx"
        if not path.exists():
            CASES[name]().write(path)
        # Of one piece of work the least is nearest to what it takes; the rest is the machine's other work.
        runs = [measure(given.kikin, path) for _ in range(given.runs)]
        cpu, wall, peak = (min(run[0] for run in runs), min(run[1] for run in runs), max(run[2] for run in runs))
        code, report = runs[0][3], runs[0][4]
        rules = sorted({finding["rule"] for finding in report["findings"]})
        answer = f"{report['verdict']} {', '.join(rules)}"
        print(f"| {name} | {path.stat().st_size:,} | {answer} | {cpu:.2f} s | {wall:.2f} s | {peak:.0f} MiB |", flush=True)
        answered = code in (0, 1) and (code == 0 or rules)
        if cpu > MOST_CPU or peak > MOST_MIB or not answered:
            failed.append(name)
    if failed:
        sys.exit(f"more than {MOST_CPU} s of CPU or {MOST_MIB} MiB, or not answered: {', '.join(failed)}")


if __name__ == "__main__":
    main()
