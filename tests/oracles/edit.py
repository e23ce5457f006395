"""Edits a workbook as somebody would by hand, with a program that is not ours.

    python edit.py IN.xlsx OUT.xlsx SHEET CELL VALUE [SHEET CELL VALUE ...]
    python edit.py --where IN.xlsx SHEET COLUMN ROW_TEXT [ROW_TEXT ...]
    python edit.py --beside IN.xlsx SHEET LABEL

A VALUE of digits becomes a number, an empty one empties the cell. `--where` prints the cell below the header cell COLUMN in the
first row that holds every ROW_TEXT; a line break in a header does not count. `--beside`
prints the cell to the right of a label.
"""

import sys

import openpyxl


def where(path, name, column, *texts):
    sheet = openpyxl.load_workbook(path)[name]
    said = lambda c: str(c.value or "").replace("\n", "")
    head = next(c for row in sheet.iter_rows() for c in row if said(c) == column)
    for row in sheet.iter_rows(min_row=head.row + 1):
        if set(texts) <= {said(c) for c in row}:
            print(sheet.cell(row[0].row, head.column).coordinate)
            return 0
    return 1


def beside(path, name, label):
    sheet = openpyxl.load_workbook(path)[name]
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == label)
    print(sheet.cell(cell.row, cell.column + 1).coordinate)
    return 0


def edit(source, target, *edits):
    book = openpyxl.load_workbook(source)
    for name, cell, value in zip(edits[::3], edits[1::3], edits[2::3]):
        book[name][cell].value = int(value) if value.isdigit() else value or None
    book.save(target)
    return 0


if __name__ == "__main__":
    args = sys.argv[1:]
    asked = {"--where": where, "--beside": beside}.get(args[0])
    sys.exit(asked(*args[1:]) if asked else edit(*args))
