"""Two plan years and two evaluated years of five municipalities, made and reckoned with nothing of ours.

    python evaluation_story.py plans FOLDER OUT            plans of FOLDER for 令和8年度 and, a year on, for 令和9年度
    python evaluation_story.py fill TEMPLATE OUT YEAR      answers a template of 事後評価 for an evaluated year
    python evaluation_story.py reckon FOLDER OUT           compares what was exported to OUT with what was filed in FOLDER

`reckon` prints rows and sums as JSON, in yen, once every figure is equal.
"""

import csv
import json
import pathlib
import re
import sys
import zlib
from fractions import Fraction

import openpyxl

BODIES = ["152021_長岡市", "152048_三条市", "152056_柏崎市", "152064_新発田市", "152111_見附市"]
OUTPUT, OUTCOME, SPENT = "アウトプット指標", "事業終了後1年以内のアウトカム指標", "執行額"


def plans(source, out):
    for name in BODIES:
        for year in (2026, 2027):
            book = openpyxl.load_workbook(pathlib.Path(source) / f"{name}.xlsx")
            if year == 2027:
                for cell in (c for sheet in book for row in sheet.iter_rows() for c in row if isinstance(c.value, str)):
                    cell.value = re.sub(r"令和(\d+)年", lambda m: f"令和{int(m[1]) + 1}年", cell.value)
            book.save(pathlib.Path(out) / f"{year}_{name}.xlsx")


def drawn(*key):
    """A number that depends on what it is for alone."""
    return zlib.crc32(repr(key).encode())


class Book:
    """A workbook of 事後評価, by its labels."""

    def __init__(self, path):
        self.book = openpyxl.load_workbook(path)
        self.cover, self.sheet = self.book["表紙"], self.book["事業評価"]
        self.unit = 1000 if "千円" in str(self.sheet["A2"].value) else 1
        self.columns, group = {}, None
        for above, below in zip(self.sheet[4], self.sheet[5]):
            group = above.value or group
            self.columns[(group if below.value else None, below.value or above.value)] = above.column

    def beside(self, label):
        said = next(c for row in self.cover.iter_rows() for c in row if c.value == label)
        return self.cover.cell(said.row, said.column + 1)

    def at(self, row, leaf, group=None):
        return self.sheet.cell(row, self.columns[(group, leaf)])

    def rows(self):
        return range(6, self.sheet.max_row + 1)


def fill(template, out, year):
    book, year = Book(template), int(year)
    book.beside("評価年度").value = f"令和{year - 2018}年度"
    book.beside("提出日").value = f"令和{year - 2017}年6月1日"
    book.beside("担当課").value = "健康福祉課"
    code, executed = str(book.beside("団体コード").value), False
    for row in book.rows():
        name = book.at(row, "事業名").value
        if name:
            n = drawn(code, name, year)
            executed = n % 7 != 0
            book.at(row, "当該年度の執行").value = "あり" if executed else "なし"
        if not executed:
            continue
        if name:
            fund = n % (500 if book.unit == 1000 else 500_000) + 1
            book.at(row, "事業の継続").value = "継続"
            book.at(row, "総事業費", SPENT).value = fund + n % 5
            book.at(row, "基金", SPENT).value = fund
            book.at(row, "うち国費", SPENT).value = fund // 2 if n % 5 == 0 else None
            book.at(row, "事業の有効性").value = "計画した成果が得られた。"
            book.at(row, "事業の効率性").value = "入札により経費を抑えた。"
            book.at(row, "次年度以降").value = "継続"
        if book.at(row, "指標名", OUTPUT).value:
            book.at(row, "達成値", OUTPUT).value = book.at(row, "目標値", OUTPUT).value
        if book.at(row, "指標名", OUTCOME).value:
            book.at(row, "観察", OUTCOME).value = "できなかった"
    book.book.save(out)


def filed(folder, plan_year, year):
    """What was filed, in yen: fund and State part (None where blank) by code, 区分 and No."""
    found = {}
    for path in sorted(pathlib.Path(folder).glob(f"{plan_year}_*_in{year}.xlsx")):
        book = Book(path)
        for row in book.rows():
            if not book.at(row, "事業名").value:
                continue
            key = (str(book.beside("団体コード").value), str(book.at(row, "No.").value), book.at(row, "事業名").value)
            yen = lambda leaf: None if (v := book.at(row, leaf, SPENT).value) is None else int(v) * book.unit
            found[key] = (yen("基金") or 0, yen("うち国費"))
    return found


def table(path):
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def planned(path):
    """Fund and State part of every project as the plan's own export has them, and its 区分."""
    found = {}
    for line in table(path):
        key = (line["municipality_code"], line["no"], line["name"])
        found.setdefault(key, {"category": line["category"]})[line["item"]] = int(line["value"])
    return found


def reckoned(folder, plan_year, plan):
    """Every evaluated year of a plan, project by project: fund and State part in yen."""
    before, lines = {}, []
    for year in range(plan_year, 2028):
        for key, (fund, given) in filed(folder, plan_year, year).items():
            assert not plan[key].get("carried"), "residuals are reckoned by grant, which this does not know"
            spent, state = before.get(key, (0, 0))
            if given is None:
                whole = Fraction((spent + fund) * plan[key]["national"], plan[key]["fund"])
                given = max(0, min(fund, int(whole // 1) - state))
            before[key] = (spent + fund, state + given)
            lines.append((plan_year, year, *key, plan[key]["category"], fund, given))
    return lines


def told(path, plan_year):
    """The long form of 事後評価, in the shape of `reckoned`."""
    found = {}
    for line in table(path):
        if line["item"] in ("executed_fund", "executed_national"):
            key = (plan_year, int(line["fiscal_year"]), line["municipality_code"], line["no"], line["name"], line["category"])
            found.setdefault(key, {})[line["item"]] = int(line["value"])
    return [(*key, one["executed_fund"], one["executed_national"]) for key, one in found.items()]


NUMBERS = dict(zip(["I-1", "I-2", "II", "III", "IV", "V", "VI"], ["Ⅰ-1", "Ⅰ-2", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "Ⅵ"]))


def audited(path):
    """The rows of the audit workbook, its sums by year and 区分, and its grand total: fund and State part in yen."""
    book = openpyxl.load_workbook(path)
    sheet = book["事業別"]
    head = next(c for c in sheet[3] if c.value == "基金使用額").column
    cells = lambda row: [sheet.cell(row, column).value for column in (head, head + 1)]
    rows = [cells(row) for row in range(5, sheet.max_row + 1) if sheet.cell(row, 6).value]
    total = next(cells(c.row) for c in sheet["G"] if str(c.value).startswith("合計"))
    cross = {}
    for year, number, fund, national, *_ in book["集計表"].iter_rows(min_row=4, values_only=True):
        if re.fullmatch(r"令和\d+年度", str(year)) and number != "計":
            cross[2018 + int(re.sub(r"\D", "", year)), number] = [fund, national]
    return rows, cross, total


def reckon(folder, out):
    out, everything = pathlib.Path(out), []
    for plan_year in (2026, 2027):
        plan = planned(out / f"plan-{plan_year}.csv")
        lines = reckoned(folder, plan_year, plan)
        assert sorted(lines) == sorted(told(out / f"evaluation-{plan_year}.csv", plan_year)), plan_year
        everything += lines
    sums = [sum(line[-2] for line in everything), sum(line[-1] for line in everything)]
    cross = {}
    for _, year, *_, category, fund, national in everything:
        sum_of = cross.setdefault((year, NUMBERS[category]), [0, 0])
        sum_of[0], sum_of[1] = sum_of[0] + fund, sum_of[1] + national
    rows, told_cross, total = audited(out / "audit.xlsx")
    assert sorted(rows) == sorted([line[-2], line[-1]] for line in everything)
    assert told_cross == {key: one for key, one in cross.items() if one[0]}
    assert total == sums == [sum(one[i] for one in cross.values()) for i in (0, 1)]
    categories = {line[5] for line in everything}
    print(json.dumps({"lines": len(everything), "fund": sums[0], "national": sums[1], "categories": len(categories)}))


if __name__ == "__main__":
    {"plans": plans, "fill": fill, "reckon": reckon}[sys.argv[1]](*sys.argv[2:])
