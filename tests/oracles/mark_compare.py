"""A workbook before and after marking, compared with openpyxl and byte by byte.

    mark_compare.py make FOLDER          writes workbooks that hold what a municipality's workbook may hold
    mark_compare.py compare BEFORE AFTER names every difference that marking must not make; exit 1 if there is one
    mark_compare.py resave BEFORE AFTER  saves a workbook as another program does
    mark_compare.py unmarked BEFORE AFTER names every colour and comment that differs; exit 1 if there is one
    mark_compare.py comments BEFORE AFTER the same for comments only

Marking may colour cells, add comments and put one sheet before all others. Nothing else may differ.
"""

import re
import sys
import zipfile
from pathlib import Path

try:
    import openpyxl
except ImportError:
    sys.exit("mark_compare.py: openpyxl is missing; set KIKIN_PYTHON to an interpreter that has it")

LIST = "要修正箇所一覧"
AUTHOR = "kikin 確認"
# Parts that marking edits; all others keep their bytes.
EDITED = re.compile(
    r"\[Content_Types\]\.xml|docProps/app\.xml|xl/workbook\.xml|xl/styles\.xml|xl/worksheets/[^/]+\.xml|xl/comments.*\.xml"
    r"|.*\.vml|.*\.rels"
)


def make(folder):
    from openpyxl.chart import BarChart, Reference
    from openpyxl.comments import Comment
    from openpyxl.formatting.rule import CellIsRule
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
    from openpyxl.workbook.defined_name import DefinedName
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.table import Table, TableStyleInfo

    book = openpyxl.Workbook()
    first = book.active
    first.title = "表紙"
    first["A1"], first["B1"] = "団体コード", "152021"
    first.print_area = "A1:C20"
    first.print_title_rows = "1:2"
    sheet = book.create_sheet("事業'一覧 案")
    sheet.append(["No.", "事業名", "計", "日付"])
    for n in range(1, 8):
        sheet.append([n, f"事業{n}", n * 1000, None])
    sheet["C9"] = "=SUM(C2:C8)"
    yellow = PatternFill("solid", fgColor="FFFFFF99")
    hatched = PatternFill("lightUp", fgColor="FF112233")
    line = Side(style="thin")
    for row in sheet["A2:D8"]:
        for cell in row:
            cell.border = Border(left=line, right=line, top=line, bottom=line)
            cell.alignment = Alignment(wrap_text=True)
            cell.protection = Protection(locked=False)
    sheet["B3"].fill = yellow
    sheet["B4"].fill = hatched
    sheet["B5"].font = Font(strike=True, bold=True)
    sheet["C3"].number_format = "#,##0;△#,##0"
    sheet["B3"].comment = Comment("担当者のメモ\n二行目", "山田")
    sheet["A1"].comment = Comment("見出しのメモ", "佐藤")
    sheet.merge_cells("D3:D5")
    sheet.add_table(Table(displayName="事業", ref="A1:D8", tableStyleInfo=TableStyleInfo(name="TableStyleLight1")))
    choices = DataValidation(type="list", formula1='"新規,継続"', allow_blank=True)
    choices.add("D2:D8")
    sheet.add_data_validation(choices)
    sheet.conditional_formatting.add("C2:C8", CellIsRule(operator="lessThan", formula=["0"], fill=yellow))
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=8), titles_from_data=True)
    sheet.add_chart(chart, "F2")
    sheet.print_area = "A1:D9"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.column_dimensions["B"].width = 30
    sheet.column_dimensions["E"].hidden = True
    sheet.row_dimensions[6].hidden = True
    sheet.row_dimensions[7].height = 40
    sheet.protection.sheet = True
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = None
    hidden = book.create_sheet("控え")
    hidden["A1"] = "x"
    hidden.sheet_state = "hidden"
    last = book.create_sheet("最後")
    last["Z50"] = "遠く"
    last.print_area = "A1:Z50"
    book.defined_names["合計"] = DefinedName("合計", attr_text="'事業''一覧 案'!$C$9")
    sheet.defined_names["局所"] = DefinedName("局所", attr_text="'事業''一覧 案'!$A$1")
    book.active = 1
    book.save(folder / "rich.xlsx")

    plain = openpyxl.Workbook()
    plain.active.title = "一枚"
    plain.active["B2"] = "値"
    plain.save(folder / "plain.xlsx")


def differences(before, after):
    yield from packages(before, after)
    old, new = openpyxl.load_workbook(before), openpyxl.load_workbook(after)
    if new.sheetnames[0] != LIST:
        yield f"the first sheet is {new.sheetnames[0]}"
    if old.sheetnames != new.sheetnames[1:]:
        yield f"sheets {old.sheetnames} → {new.sheetnames}"
        return
    if new.active.title != LIST:
        yield f"the sheet shown is {new.active.title}"
    if [name for name in new.sheetnames if new[name].sheet_view.tabSelected] != [LIST]:
        yield "several sheets are selected"
    if names(old) != names(new):
        yield f"defined names {names(old)} → {names(new)}"
    for name in old.sheetnames:
        for difference in sheets(old[name], new[name]):
            yield f"{name}: {difference}"


def packages(before, after):
    with zipfile.ZipFile(before) as old, zipfile.ZipFile(after) as new:
        entries = old.namelist()
        if new.namelist()[: len(entries)] != entries:
            yield "the entries' order changed"
        for info in old.infolist():
            if info.filename not in new.namelist():
                yield f"{info.filename} is gone"
                continue
            if info.date_time != new.getinfo(info.filename).date_time:
                yield f"{info.filename} has another time"
            if not EDITED.fullmatch(info.filename) and old.read(info.filename) != new.read(info.filename):
                yield f"{info.filename} changed"
        # Whatever stands in a sheet beside cells' formats and the relation to comments.
        for name in entries:
            if name.startswith("xl/worksheets/") and name.endswith(".xml") and name in new.namelist():
                if bare(old.read(name)) != bare(new.read(name)):
                    yield f"{name} changed beyond formats and comments"
        styles = "xl/styles.xml"
        if styles in entries:
            for element in ("numFmts", "cellStyleXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst"):
                found = [section(part.read(styles), element) for part in (old, new)]
                if found[0] != found[1]:
                    yield f"{element} of the styles changed"


def bare(sheet):
    """A worksheet without the formats of its cells, without empty cells and rows, and without legacyDrawing."""
    text = sheet.decode()
    text = re.sub(r"<legacyDrawing [^>]*/>", "", text)
    text = re.sub(r' spans="[^"]*"', "", text)
    text = re.sub(r"(<c\b[^>]*?) s=\"\d+\"", r"\1", text)
    text = re.sub(r"<c r=\"[A-Z]+\d+\"\s*/>", "", text)
    text = re.sub(r"<row r=\"\d+\"\s*></row>", "", text)
    text = re.sub(r"></row>", "/>", text)
    return re.sub(r'tabSelected="(1|true)"', 'tabSelected="0"', text)


def section(styles, name):
    found = re.search(rf"<{name}\b.*?(</{name}>|/>)", styles.decode(), re.S)
    return found and found.group()


def names(book):
    found = {("", name): value.attr_text for name, value in book.defined_names.items()}
    for sheet in book.worksheets:
        if sheet.title != LIST:
            found.update({(sheet.title, name): value.attr_text for name, value in sheet.defined_names.items()})
    return found


def places(old, new):
    """The cells of either sheet; a sheet may have one in its last row and nothing before."""
    return sorted(set(old._cells) | set(new._cells))


def sheets(old, new):
    had = set(old._cells)
    for what in (
        "sheet_state",
        "print_area",
        "print_title_rows",
        "print_title_cols",
        "freeze_panes",
        "page_setup",
        "page_margins",
        "protection",
        "sheet_properties",
        "sheet_format",
        "auto_filter",
        "merged_cells",
    ):
        before, after = (repr(getattr(sheet, what, None)) for sheet in (old, new))
        # openpyxl prints merged areas as a set.
        if sorted(before) != sorted(after):
            yield f"{what}: {before} → {after}"
    if repr(old.data_validations.dataValidation) != repr(new.data_validations.dataValidation):
        yield "data validations"
    rules = [[(str(r.sqref), [repr(x) for x in r.rules]) for r in s.conditional_formatting] for s in (old, new)]
    if rules[0] != rules[1]:
        yield "conditional formats"
    if sorted(old.tables.items()) != sorted(new.tables.items()):
        yield "tables"
    if len(old._charts) != len(new._charts):
        yield "charts"
    for kind in ("column_dimensions", "row_dimensions"):
        measures = [
            {k: (d.hidden, getattr(d, "width", None), getattr(d, "height", None)) for k, d in getattr(s, kind).items()}
            for s in (old, new)
        ]
        if any(measures[1].get(k) != v for k, v in measures[0].items()):
            yield kind
    for place in places(old, new):
        yield from cells(old.cell(*place), new.cell(*place), place in had)


def cells(old, new, had):
    if (old.value, old.data_type) != (new.value, new.data_type):
        yield f"{old.coordinate}: {old.value!r} → {new.value!r}"
    for what in ("font", "border", "alignment", "number_format", "protection"):
        # A cell that was not there has the format of its row or column.
        if had and repr(getattr(old, what)) != repr(getattr(new, what)):
            yield f"{old.coordinate}: {what}"
    if old.comment is not None:
        if new.comment is None or not new.comment.text.startswith(old.comment.text):
            yield f"{old.coordinate}: the sender's comment"
        elif new.comment.author != old.comment.author:
            yield f"{old.coordinate}: the author of the sender's comment"
    elif new.comment is not None and new.comment.author != AUTHOR:
        yield f"{old.coordinate}: a comment by {new.comment.author}"


def leftovers(before, after):
    old, new = openpyxl.load_workbook(before), openpyxl.load_workbook(after)
    for name in old.sheetnames:
        for place in places(old[name], new[name]):
            one, other = (book[name].cell(*place) for book in (old, new))
            if fill(one) != fill(other):
                yield f"{name}!{one.coordinate}: fill {fill(one)} → {fill(other)}"
            texts = [cell.comment and cell.comment.text.strip() for cell in (one, other)]
            if texts[0] != texts[1]:
                yield f"{name}!{one.coordinate}: comment {texts[0]!r} → {texts[1]!r}"


def fill(cell):
    pattern = cell.fill.fill_type
    return (pattern, cell.fill.fgColor.rgb if pattern else None)


def main(arguments):
    match arguments:
        case ["make", folder]:
            make(Path(folder))
        case ["compare", before, after]:
            found = list(differences(before, after))
            print("\n".join(found))
            sys.exit(1 if found else 0)
        case ["resave", before, after]:
            openpyxl.load_workbook(before).save(after)
        case ["unmarked" | "comments" as what, before, after]:
            found = [found for found in leftovers(before, after) if what == "unmarked" or ": comment " in found]
            print("\n".join(found))
            sys.exit(1 if found else 0)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
