"""Workbooks of the round, by openpyxl; what is asked for is answered in JSON.

`correct FROM TO`, `half FROM TO HALF`, `titled FROM TO TITLE`, `totals FILE`, `cell FILE SHEET CELL`
"""
import json
import sys
from datetime import date, datetime
from unicodedata import normalize

import openpyxl

# 新潟市, No.3 of 区分Ⅱ: 総事業費, 基金, 令和8年度, each 1,000千円 more.
MORE = {"V8": 1_000, "W8": 1_000, "AD8": 1_000}
# 区分 in letters.
CARE = {"III", "V"}
MEDICAL = {"I-1", "I-2", "II", "IV", "VI"}


def correct(source, target):
    """The corrected workbook of 新潟市: No.3 costs 1,000千円 more, and it is dated later."""
    book = openpyxl.load_workbook(source)
    book["表紙"]["B8"] = "令和8年6月20日"
    sheet = book["事業一覧"]
    before = {}
    for cell, more in MORE.items():
        before[cell] = sheet[cell].value
        sheet[cell].value = before[cell] + more
    book.save(target)
    return {"no": str(sheet["A8"].value), "before": before}


def half(source, target, wanted):
    """The workbook of one division: without the other 分's projects, their 施設整備内訳 and goals, and without its 合計."""
    book = openpyxl.load_workbook(source)
    book["表紙"]["B16"] = "介護分" if wanted == "care" else "医療分"
    projects, facilities, goals = book["事業一覧"], book["施設整備内訳"], book["区域・目標"]

    def of_other(sheet, first, column):
        """The rows from this one on that hold a 区分 of the other 分."""
        codes = [(row, normalize("NFKC", str(sheet.cell(row, column).value))) for row in range(first, sheet.max_row + 1)]
        return [row for row, code in codes if code in MEDICAL | CARE and (code in CARE) != (wanted == "care")]

    gone = of_other(projects, 6, 2)
    numbers = {projects.cell(row, 1).value for row in gone}
    sums = [row for row in range(6, projects.max_row + 1) if projects.cell(row, 4).value == "合計"]
    lost = [row for row in range(4, facilities.max_row + 1) if facilities.cell(row, 1).value in numbers]
    for sheet, rows in ((projects, gone + sums), (facilities, lost), (goals, of_other(goals, 7, 1))):
        for row in sorted(rows, reverse=True):
            sheet.delete_rows(row)
    book.save(target)
    return {"projects": sum(1 for row in range(6, projects.max_row + 1) if projects.cell(row, 2).value)}


def titled(source, target, title):
    """The same workbook in other bytes."""
    book = openpyxl.load_workbook(source)
    book.properties.title = title
    book.save(target)


def totals(path):
    """総括表 by 区分: 件数 and nine amounts; the sums by their names."""
    found = {}
    for row in openpyxl.load_workbook(path, read_only=True)["総括表"].iter_rows(values_only=True):
        name = row[1] or row[2]
        if name and isinstance(row[4], int):
            # A share that nobody gives is blank.
            found[name] = [figure or 0 for figure in row[4:14]]
    return found


def cell(path, sheet, at):
    """A cell, and the unit that stands on its sheet."""
    book = openpyxl.load_workbook(path)
    own = book[sheet]
    units = [c.value for row in own.iter_rows(max_row=3) for c in row if isinstance(c.value, str) and "単位" in c.value]
    value = own[at].value
    return {"value": str(value) if isinstance(value, (date, datetime)) else value, "unit": units[0] if units else None}


ACTS = {"correct": correct, "half": half, "titled": titled, "totals": totals, "cell": cell}
print(json.dumps(ACTS[sys.argv[1]](*sys.argv[2:]), ensure_ascii=False))
