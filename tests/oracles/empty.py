"""Makes of a municipal workbook one of another body that answers 該当事業なし.

    python empty.py IN.xlsx OUT.xlsx CODE NAME SCOPE
"""

import sys

import openpyxl


def main(source, target, code, name, scope):
    book = openpyxl.load_workbook(source)
    cover = book["表紙"]
    values = {"団体コード": code, "市町村名": name, "対象": scope, "該当事業なし": "○"}
    for row in cover.iter_rows():
        if row[0].value in values:
            row[1].value = values.pop(row[0].value)
    for label, value in values.items():
        cover.append([label, value])
    for sheet, table in ((s, s.title) for s in book if s.title in ("事業一覧", "施設整備内訳")):
        head = next(c.row for row in sheet.iter_rows() for c in row if c.value in ("No.", "番号", "事業番号", "事業No."))
        first = head + (2 if table == "事業一覧" else 1)
        for area in [a for a in sheet.merged_cells.ranges if a.min_row >= first]:
            sheet.unmerge_cells(str(area))
        for row in sheet.iter_rows(min_row=first):
            for cell in row:
                cell.value = None
    book.save(target)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
