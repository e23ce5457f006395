"""Holds two prefectural plan workbooks against each other, cell by cell, as a second reader.

    python plan_same.py FIRST.xlsx SECOND.xlsx

The second is the plan that was exported again after the first was taken back. Where the plan tells the files it was made of,
it may differ, as there the file is another one now: the counts and the list of files on 表紙 and the rows 根拠 of 積算根拠.
What a cell of these parts may differ in is listed below; every other cell of every sheet must be the same in value, kind and
number format. Prints what differs and exits with 1.
"""

import sys

import openpyxl

# 表紙: labels of counts of files, and columns of the list that name the file and what its check said.
COUNTS = {"受付ファイル数", "採用ファイル数", "不採用ファイル数"}
FILE_COLUMNS = {"ファイル", "判定", "理由", "採否"}
problems = []


def cells(sheet):
    return {
        (c.row, c.column): (c.value, c.data_type, c.number_format)
        for row in sheet.iter_rows()
        for c in row
        if c.value is not None
    }


def compare(name, first, second):
    for place in sorted(first.keys() | second.keys()):
        if first.get(place) != second.get(place):
            row, column = place
            where = f"{name}!{openpyxl.utils.get_column_letter(column)}{row}"
            problems.append(f"{where}: {first.get(place)!r} != {second.get(place)!r}")


def cover(sheet):
    """The labels with their values but for the counts, and the files that are in the plan but for what names them."""
    labels, files, header = {}, set(), None
    for row in sheet.iter_rows(values_only=True):
        if row[0] == "団体コード" and "採否" in row:
            header = row
        elif header is None:
            if row[0] is not None and row[0] not in COUNTS:
                labels[row[0]] = row[2] if len(row) > 2 else None
        elif row[0] is not None:
            record = dict(zip(header, row))
            if record["採否"] == "採用":
                files.add(tuple((k, v) for k, v in record.items() if k and k not in FILE_COLUMNS))
    return labels, files


def grounds(sheet):
    """積算根拠 without its rows 根拠, which name file, row and cells."""
    marked = {c.row for row in sheet.iter_rows() for c in row if c.value == "根拠"}
    return {place: cell for place, cell in cells(sheet).items() if place[0] not in marked}


def main(first, second):
    first, second = openpyxl.load_workbook(first), openpyxl.load_workbook(second)
    if first.sheetnames != second.sheetnames:
        problems.append(f"sheets: {first.sheetnames} != {second.sheetnames}")
    compared = 0
    for name in first.sheetnames:
        one, other = first[name], second[name]
        if name == "表紙":
            if cover(one) != cover(other):
                problems.append(f"表紙: {cover(one)!r} != {cover(other)!r}")
        elif name == "積算根拠":
            compare(name, grounds(one), grounds(other))
        else:
            compare(name, cells(one), cells(other))
            if sorted(map(str, one.merged_cells.ranges)) != sorted(map(str, other.merged_cells.ranges)):
                problems.append(f"{name}: merged cells differ")
        compared += len(cells(one))
    for problem in problems[:50]:
        print(problem)
    print(f"{compared} cells compared, {len(problems)} differ")
    return 1 if problems or compared == 0 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
