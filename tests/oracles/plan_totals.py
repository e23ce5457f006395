"""A second reading of the prefectural plan workbook: every sum is added up again from the cells of its addends.

    python plan_totals.py PLAN.xlsx [TEXT ...]

Each TEXT must stand in 事業一覧, as text wherever it stands. Prints what does not hold and exits with 1.
"""

import sys
from collections import defaultdict

import openpyxl

SHEETS = ["表紙", "計画本文", "総括表", "市町村別", "事業一覧", "個票", "区域と目標", "意見聴取", "端数処理", "積算根拠", "施設整備内訳", "追加指標", "追加項目"]
# Those that are there only where they hold something.
OPTIONAL = {"追加指標", "追加項目"}
FULL = "連絡先"
NUMBER = "#,##0;△#,##0"
OUTSIDE = "（#,##0）"
problems = []
compared = 0


def is_cards(name):
    """個票, 個票(2), 個票(3) …"""
    return name == "個票" or name.startswith("個票(")


def equal(what, left, right):
    global compared
    compared += 1
    if left != right:
        problems.append(f"{what}: {left} != {right}")


def header(sheet):
    """The rows of the table's header: the last of the print titles, and the one above if it holds group labels."""
    last = int(sheet.print_title_rows.split("!")[-1].split(":")[1].strip("$"))
    tall = any(a.min_row == last - 1 and a.max_row == last for a in sheet.merged_cells.ranges)
    return (last - 1 if tall else last), last


def table(sheet):
    """The header (group and label joined), and the rows below it as dictionaries, up to the first empty row."""
    rows = list(sheet.iter_rows())
    first, last = header(sheet)
    merged = {}
    for area in sheet.merged_cells.ranges:
        for row in range(area.min_row, area.max_row + 1):
            for col in range(area.min_col, area.max_col + 1):
                merged[row, col] = sheet.cell(area.min_row, area.min_col).value
    labels = []
    for col in range(1, sheet.max_column + 1):
        parts = []
        for row in range(first, last + 1):
            part = merged.get((row, col), sheet.cell(row, col).value)
            if part and part not in parts:
                parts.append(part)
        labels.append(" ".join(part.replace("\n", "") for part in parts))
    records = []
    for row in rows[last:]:
        if all(cell.value is None for cell in row):
            break
        records.append({label: cell.value for label, cell in zip(labels, row) if label})
    return labels, records


def number(value):
    return value if isinstance(value, (int, float)) else 0


def amounts_of(labels):
    wanted = ["総事業費", "基金充当額", "その他", "国費における", "うち過年度残額"]
    return [label for label in labels if any(label.startswith(w) for w in wanted)]


def check_print(sheet):
    setup = sheet.page_setup
    equal(f"{sheet.title} paper", str(setup.paperSize), "9")
    if is_cards(sheet.title):
        equal(f"{sheet.title} orientation", setup.orientation, "portrait")
        equal(f"{sheet.title} scale", setup.scale, 95)
        if len(sheet.row_breaks.brk) > 1023:
            problems.append(f"{sheet.title}: more page breaks than Excel knows")
        return
    equal(f"{sheet.title} orientation", setup.orientation, "landscape")
    equal(f"{sheet.title} fit", (sheet.sheet_properties.pageSetUpPr.fitToPage, setup.fitToWidth or 1, setup.fitToHeight), (True, 1, 0))
    if not sheet.print_title_rows or not sheet.print_area or sheet.freeze_panes is None:
        problems.append(f"{sheet.title}: print titles, print area or frozen panes missing")
    footer = sheet.oddFooter
    equal(f"{sheet.title} footer", ("&A" in footer.left.text, footer.right.text), (True, "&P / &N"))


def check_cells(sheet):
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                problems.append(f"{sheet.title}!{cell.coordinate} is a formula")
            if cell.data_type == "e":
                problems.append(f"{sheet.title}!{cell.coordinate} is an error")
            if cell.number_format == OUTSIDE:
                equal(f"{sheet.title}!{cell.coordinate} outside the sums", (sheet.title, "調整中" in [c.value for c in row]), ("事業一覧", True))
            elif cell.data_type == "n" and cell.value is not None and not cell.is_date:
                equal(f"{sheet.title}!{cell.coordinate} format", cell.number_format, NUMBER)


def plus(left, right):
    """A sum of blanks is blank."""
    return right if left is None else left if right is None else left + right


def begin(column):
    """Shares of 国費における公民の別 that nobody gives are blank; every other sum is a number."""
    return None if "における" in column else 0


def check_summary(book):
    """Returns 区分 -> 件数 and amounts, with the sums under their own names."""
    labels, rows = table(book["総括表"])
    columns = ["件数", *amounts_of(labels)]
    equal("columns of 総括表", len(columns), 10)
    sums, found = defaultdict(lambda: {c: begin(c) for c in columns}), {}
    for row in rows:
        if row["区分"]:
            found[row["区分"]] = {c: row[c] for c in columns}
            for name in (f"{row['分']}計", "合計"):
                for c in columns:
                    sums[name][c] = plus(sums[name][c], row[c])
        else:
            found[row["事業の区分の名称"]] = {c: row[c] for c in columns}
    for name in ("医療分計", "介護分計", "合計"):
        equal(f"総括表 {name}", found[name], sums[name])
    for name, row in found.items():
        parts = row["基金充当額 国（A）"] + row["基金充当額 都道府県（B）"]
        equal(f"総括表 {name} A+B", parts, row["基金充当額 計（A+B）"])
    return found


def check_bodies(book, summary):
    labels, rows = table(book["市町村別"])
    columns = labels[3:]
    categories = [c for c in columns if "（" in c]
    blocks = defaultdict(list)
    for row in rows:
        blocks[row["項目"]].append(row)
    equal("blocks of 市町村別", list(blocks), ["基金充当額 計（A+B）", "基金充当額 国（A）", "基金充当額 都道府県（B）", "件数"])
    for item, block in blocks.items():
        for row in block:
            for bu in ("医療分", "介護分"):
                parts = sum(row[c] for c in categories if f"（{bu}）" in c)
                equal(f"市町村別 {item} {row['団体名']} {bu}計", parts, row[f"{bu}計"])
            equal(f"市町村別 {item} {row['団体名']} 合計", row["医療分計"] + row["介護分計"], row["合計"])
        *bodies, total = block
        equal(f"市町村別 {item} last row", total["団体名"], "合計")
        for c in columns:
            equal(f"市町村別 {item} {c}", sum(row[c] for row in bodies), total[c])
            equal(f"市町村別 {item} {c} 総括表", total[c], summary[c.split("（")[0]][item])
    fund, national, prefectural, _ = blocks.values()
    for f, a, b in zip(fund, national, prefectural):
        for c in columns:
            equal(f"市町村別 {f['団体名']} {c} A+B", a[c] + b[c], f[c])


def check_projects(book, summary, texts):
    labels, rows = table(book["事業一覧"])
    # Printed are six; beside them stand the others as they were filed.
    columns = [c for c in amounts_of(labels) if "における" not in c]
    equal("amount columns of 事業一覧", len(columns), 6)
    sums, counts, seen_sum = defaultdict(lambda: dict.fromkeys(columns, 0)), defaultdict(int), False
    for row in rows:
        if row["団体コード"]:
            equal("sums of 事業一覧 stand after its rows", seen_sum, False)
            open_project = any(row[c] == "調整中" for c in columns)
            names = [] if open_project else [row["区分"], f"{row['分']}計", "合計"]
            for name in names:
                counts[name] += 1
                for c in columns:
                    sums[name][c] += number(row[c])
            if open_project:
                equal(f"open {row['事業名']} A and B", [row[f"基金充当額 {c}"] for c in ("国（A）", "都道府県（B）")], ["調整中"] * 2)
            else:
                parts = row["基金充当額 国（A）"] + row["基金充当額 都道府県（B）"]
                equal(f"事業一覧 {row['事業名']} A+B", parts, row["基金充当額 計（A+B）"])
            continue
        seen_sum = True
        name, count = row["事業名"].removesuffix("件）").split("（")
        name = name.removeprefix("区分").removesuffix("計") if name.startswith("区分") else name
        equal(f"事業一覧 {name} 件数", int(count), counts[name])
        for c in columns:
            equal(f"事業一覧 {name} {c}", row[c], sums[name][c])
            equal(f"事業一覧 {name} {c} 総括表", row[c], summary[name][c])
    for text in texts:
        cells = [c for row in book["事業一覧"].iter_rows() for c in row if c.value == text]
        equal(f"cells with {text}", {c.data_type for c in cells}, {"s"})


def check_placing(book, summary):
    labels, rows = table(book["端数処理"])
    columns = ["基金充当額計（A+B）", "国（A）", "都道府県（B）"]
    whole, sums, all_sums = None, None, dict.fromkeys(columns, 0)
    placed = defaultdict(int)
    for row in rows:
        equal(f"端数処理 {row['区分']} {row['No.']} mark", row["検算"], "○")
        if row["団体コード"]:
            parts = ["国（A）の配分 切捨て額", "国（A）の配分 端数の配分（単位額）", "国（A）の配分 端数の配分（円単位）"]
            equal("端数処理 parts of A", sum(row[p] for p in parts), row["国（A）"])
            equal("端数処理 A+B", row["国（A）"] + row["都道府県（B）"], row["基金充当額計（A+B）"])
            for c in columns:
                sums[c] += row[c]
        elif row["事業名"].startswith("全体"):
            whole, sums = row, dict.fromkeys(columns, 0)
        elif row["事業名"].startswith("事業の計"):
            for c in columns:
                equal(f"端数処理 {row['区分']} {row['財源']} {c}", (row[c], sums[c]), (whole[c], whole[c]))
                all_sums[c] += row[c]
            placed[row["区分"]] += row["国（A）"]
        elif row["事業名"].startswith("総計"):
            for c in columns:
                equal(f"端数処理 {c}", row[c], all_sums[c])
    for category, national in placed.items():
        equal(f"端数処理 {category} 総括表", national, summary[category]["基金充当額 国（A）"])


def check_grounds(book, summary):
    labels, rows = table(book["積算根拠"])
    columns = amounts_of(labels)
    sums, numbers = defaultdict(lambda: {c: begin(c) for c in columns}), []
    for row in rows:
        if row["内容"] == "額":
            numbers.append(row["通し番号"])
            if "調整中" not in [row[c] for c in columns]:
                for c in columns:
                    addend = row[c] if begin(c) is None else number(row[c])
                    sums[row["区分"]][c] = plus(sums[row["区分"]][c], addend)
        elif row["内容"] == "根拠":
            equal("積算根拠 number of the row below", row["通し番号"], numbers[-1])
            if "SHA-256 " not in row["区分"]:
                problems.append(f"積算根拠 {row['通し番号']}: no SHA-256")
        else:
            name = row["事業名"].split("（")[0]
            name = name.removeprefix("区分").removesuffix("計") if name.startswith("区分") else name
            for c in columns:
                equal(f"積算根拠 {name} {c}", row[c], summary[name][c])
                if name in sums:
                    equal(f"積算根拠 {name} {c} addends", row[c], sums[name][c])
    equal("積算根拠 numbers", sorted(numbers), list(range(1, len(numbers) + 1)))


def labelled(block):
    """Label -> the cell to its right, over a block of rows whose cells are merged."""
    found = {}
    for row in block:
        filled = [cell.value for cell in row if cell.value is not None]
        for label, value in zip(filled, filled[1:]):
            if isinstance(label, str) and isinstance(value, (int, float)):
                found.setdefault(label.replace("\n", ""), value)
    return found


def check_cards(book, summary):
    """Each card's 内訳 adds up to its 費用の額, all cards to 総括表, and each project stands on one card."""
    rows, cards = [row for sheet in book if is_cards(sheet.title) for row in sheet.iter_rows()], []
    for row in rows:
        if row[0].value and "　個票　No." in str(row[0].value):
            cards.append([])
        if cards:
            cards[-1].append(row)
    columns = ["総事業費（A+B+C）", "計（A+B）", "国（A）", "都道府県（B）", "その他（C）"]
    boxes = {"公": "公", "民": "民", "うち受託事業等（再掲）": "うち受託事業等（再掲）", "うち過年度残額（A+Bの内数）": "うち過年度残額"}
    sums, members, numbers = defaultdict(lambda: defaultdict(int)), [], []
    for card in cards:
        card_no = card[0][0].value.split("　")[-1]
        numbers.append(card_no)
        category = next(r[2].value for r in card if r[0].value == "事業の区分").split("　")[0]
        costs = labelled([r for r in card if any(c.value in ("総事業費（A+B+C）", "国（A）", "都道府県（B）", "その他（C）", "計（A+B）") for c in r[:5])])
        equal(f"個票 {card_no} A+B", costs["国（A）"] + costs["都道府県（B）"], costs["計（A+B）"])
        start = next(i for i, r in enumerate(card) if r[0].value == "市町村別内訳")
        labels = [str(c.value or "").replace("\n", "") for c in card[start + 1]]
        equal(f"個票 {card_no} columns", [label for label in labels if label][2:], columns)
        added = dict.fromkeys(columns, 0)
        for row in card[start + 2:]:
            if row[0].value == "計":
                for c in columns:
                    equal(f"個票 {card_no} {c}", row[labels.index(c)].value, added[c])
                    if c in costs:
                        equal(f"個票 {card_no} {c} 費用の額", costs[c], added[c])
                break
            body, no = row[0].value.rsplit(" No.", 1)
            members.append((body, category, no))
            if "調整中" not in [cell.value for cell in row]:
                for c in columns:
                    added[c] += number(row[labels.index(c)].value)
        else:
            problems.append(f"個票 {card_no}: no 計")
        bu = card_no.split("（")[1].rstrip("）")
        for name in (category, f"{bu}計", "合計"):
            sums[name]["件数"] += costs["構成する事業数（件）"]
            for c in columns:
                sums[name][c] += added[c]
            for box in boxes:
                sums[name][box] += costs.get(box, 0)
    equal("numbers of 個票", len(set(numbers)), len(numbers))
    listed = [(r["団体名"], r["区分"], r["No."]) for r in table(book["事業一覧"])[1] if r["団体コード"]]
    equal("projects of 個票", sorted(members), sorted(listed))
    prefix = lambda c: c if c in ("総事業費（A+B+C）", "その他（C）") else f"基金充当額 {c}"
    for name, row in summary.items():
        equal(f"個票 {name} 件数", sums[name]["件数"], row["件数"])
        for c in columns:
            equal(f"個票 {name} {c}", sums[name][c], row[prefix(c)])
        for box, item in boxes.items():
            column = item if item in row else f"国費における公民の別 {item}"
            equal(f"個票 {name} {box}", sums[name][box], number(row[column]))


def main(path, *texts):
    book = openpyxl.load_workbook(path)
    full = book.sheetnames[-1] == FULL
    further = [name for name in book.sheetnames if is_cards(name)][1:]
    equal("sheets of cards", further, [f"個票({number})" for number in range(2, len(further) + 2)])
    names = [name for name in book.sheetnames if name not in further]
    wanted = [name for name in SHEETS if name not in OPTIONAL or name in names]
    equal("sheets", names, [*wanted, FULL] if full else wanted)
    for sheet in book:
        check_print(sheet)
        check_cells(sheet)
    summary = check_summary(book)
    check_bodies(book, summary)
    check_projects(book, summary, texts)
    check_cards(book, summary)
    check_placing(book, summary)
    check_grounds(book, summary)
    for problem in problems:
        print(problem)
    print(f"{compared} sums compared")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
