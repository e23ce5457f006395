"""Evaluation workbooks whose folder is the verdict, each with its answer, written by openpyxl.

    python make.py        writes ../workbooks/evaluation and ../data/evaluations.json anew

The answers stand beside the workbooks that they are about and are written by hand, not taken from the program.
"""
import datetime
import json
import pathlib
import shutil

import openpyxl

HERE = pathlib.Path(__file__).resolve().parent
BOOKS = HERE.parent / 'workbooks' / 'evaluation'
ANSWERS = HERE.parent / 'data' / 'evaluations.json'
OUTCOME = '事業終了後1年以内のアウトカム指標'
COLUMNS = [
    ('no', None, 'No.'), ('category', None, '区分'), ('name', None, '事業名'), ('goes_on', None, '事業の継続'),
    ('executed', None, '当該年度の執行'), ('total', '執行額', '総事業費'), ('fund', '執行額', '基金'),
    ('national', '執行額', 'うち国費'), ('op_name', 'アウトプット指標', '指標名'), ('op_target', 'アウトプット指標', '目標値'),
    ('op_achieved', 'アウトプット指標', '達成値'), ('op_unit', 'アウトプット指標', '単位'),
    ('op_direction', 'アウトプット指標', '望ましい方向'), ('cause', None, '未達の原因等の分析'),
    ('improvement', None, '改善の方向性'), ('oc_name', OUTCOME, '指標名'), ('oc_target', OUTCOME, '目標値'),
    ('oc_actual', OUTCOME, '実績値'), ('oc_observed', OUTCOME, '観察'), ('effectiveness', None, '事業の有効性'),
    ('efficiency', None, '事業の効率性'), ('onward', None, '次年度以降'), ('remarks', None, 'その他'),
]
KEYS = [key for key, _, _ in COLUMNS]
COVER = {'様式版': '2026', '計画年度': '令和8年度', '評価年度': '令和8年度', '都道府県名': '新潟県', '団体コード': '152021',
         '市町村名': '長岡市', '提出日': '令和9年6月30日', '担当課': '健康福祉課', '金額の単位': '千円', '該当事業なし': None}


def project(no, category, name, **more):
    row = dict(no=no, category=category, name=name, goes_on='継続', executed='あり', total=1200, fund=1000, national=666,
               op_name='実施回数', op_target=10, op_achieved=10, op_unit='回', op_direction='増', oc_name='満足度',
               oc_target=80, oc_actual=81, oc_observed='できた', effectiveness='効果があった。',
               efficiency='経費を抑えた。', onward='継続')
    row.update(more)
    return row


def unexecuted(no, category, name, **more):
    return dict(dict(no=no, category=category, name=name, executed='なし', op_name='実施回数', op_target=10), **more)


def plain():
    return [project(1, 'Ⅰ-1', '病床転換事業'), project(2, 'Ⅱ', '在宅医療推進事業'), unexecuted(1, 'Ⅲ', '施設整備事業')]


def cover(wb, name='表紙', **changes):
    ws = wb.active
    ws.title = name
    ws['A1'] = '事後評価（地域医療介護総合確保基金）'
    lines = {**COVER, **changes}
    for at, (label, value) in enumerate(((k, v) for k, v in lines.items() if v != 'drop'), start=3):
        ws.cell(at, 1, label)
        ws.cell(at, 2, value)


def table(wb, rows, name='事業評価', top=4, left=1, order=KEYS, labels=None, flat=False, unit='（単位：千円）'):
    """One sheet of 事業評価; gives its sheet, the first row of data and the column of each key."""
    ws = wb.create_sheet(name)
    ws.cell(1, left, '令和8年度計画 事業評価')
    if unit:
        ws.cell(2, left, unit)
    of = {key: (group, leaf) for key, group, leaf in COLUMNS}
    at = {key: left + i for i, key in enumerate(order)}
    for key, col in at.items():
        group, leaf = (labels or {}).get(key, of[key])
        if flat:
            ws.cell(top, col, leaf if group is None else f'{group}\n{leaf}')
        elif group is None:
            ws.cell(top, col, leaf)
            ws.merge_cells(start_row=top, end_row=top + 1, start_column=col, end_column=col)
        else:
            ws.cell(top + 1, col, leaf)
            if (left_of := [k for k, c in at.items() if c == col - 1]) and of[left_of[0]][0] == group:
                continue
            last = col
            while any(c == last + 1 and of[k][0] == group for k, c in at.items()):
                last += 1
            ws.cell(top, col, group)
            if last > col:
                ws.merge_cells(start_row=top, end_row=top, start_column=col, end_column=last)
    first = top + (1 if flat else 2)
    for i, row in enumerate(rows):
        for key, value in row.items():
            ws.cell(first + i, at[key], value)
    return ws, first, at


class Set:
    def __init__(self):
        shutil.rmtree(BOOKS, ignore_errors=True)
        self.answers = []

    def add(self, path, wb, findings=(), rows=(), judged=None):
        """`findings`: rule, weight, sheet, first cell. `rows`: No., code, total, fund in yen.

        `judged`: how many outputs reached their target, missed it, and are left to an officer."""
        file = BOOKS / path
        file.parent.mkdir(parents=True, exist_ok=True)
        wb.properties.created = wb.properties.modified = datetime.datetime(2027, 6, 30)
        wb.save(file)
        rows = [dict(zip(('no', 'category', 'total', 'fund'), row)) for row in rows]
        self.answers.append(dict(file=path, findings=[list(f) for f in findings], rows=rows, judged=judged))


def letters(col):
    return openpyxl.utils.get_column_letter(col)


PLAIN_ROWS = [('1', 'I-1', 1200000, 1000000), ('2', 'II', 1200000, 1000000), ('1', 'III', None, None)]


def accepted(out):
    wb = openpyxl.Workbook()
    cover(wb)
    table(wb, plain())
    out.add('accept/01_plain.xlsx', wb, rows=PLAIN_ROWS, judged=[2, 0, 0])

    # Columns elsewhere and in another order, one header row, every spelling; a hidden row, notes, an example, totals.
    wb = openpyxl.Workbook()
    cover(wb, 計画年度='Ｒ８', 評価年度=2026, 団体コード=15202, 様式版=2026, 金額の単位=None)
    order = ['category', 'no', 'name', 'executed', 'goes_on'] + KEYS[5:]
    labels = {'no': (None, 'Ｎｏ．'), 'category': (None, '事業の\n区分'), 'total': ('執行額', '総事業費（円）'),
              'fund': ('執行額', '基金（円）'), 'national': ('執行額', 'うち国費（円）'), 'op_achieved': ('アウトプット指標', '達成値※1')}
    rows = [
        project('１', '区分1-1', '病床転換事業', executed='有', total='１，２００千円', fund='１００万円', national=None),
        dict(op_name='会議の回数', op_target='１，０００人', op_achieved='999.5', op_unit='人', op_direction='↑', cause='雪', improvement='早める'),
        project('2', '②', '在宅医療推進事業', total=1200000, fund=1000000, op_target=12.5, op_achieved='12.5％', op_unit='%',
                op_direction='減少', goes_on='終', oc_observed='出来なかった', oc_actual='－', onward='－'),
        dict(name='※事業の一部は翌年度に繰り越した。'),
        dict(no='例', category='Ⅱ', name='記入例の事業', executed='あり'),
        unexecuted('1', '3', '施設整備事業', executed='無', goes_on='－', oc_observed='‐', total='－', fund='－'),
        dict(name='合　計', total=2400000, fund=2000000),
    ]
    ws, first, at = table(wb, rows, top=9, left=3, order=order, labels=labels, flat=True, unit=None)
    ws.row_dimensions[first + 2].hidden = True
    out.add('accept/02_dirty.xlsx', wb, rows=PLAIN_ROWS, judged=[2, 1, 0],
            findings=[('F007', 'warning', '事業評価', f"{letters(3)}{first + 2}")])

    # Two sheets of one table, each with a sum; the first as a formula, of which openpyxl writes no value.
    wb = openpyxl.Workbook()
    cover(wb)
    ws, first, at = table(wb, plain()[:2] + [dict(no='小計', total='x', fund='x')], name='事業評価（医療分）')
    for key in ('total', 'fund'):
        ws.cell(first + 2, at[key]).value = f'=SUM({letters(at[key])}{first}:{letters(at[key])}{first + 1})'
    table(wb, plain()[2:] + [dict(name='総計', total=2400, fund=2000)], name='事業評価（介護分）')
    out.add('accept/03_two_sheets.xlsx', wb, rows=PLAIN_ROWS, judged=[2, 0, 0])

    # The sheet bears another name, and the plan's own list was left in the workbook.
    wb = openpyxl.Workbook()
    cover(wb)
    table(wb, plain(), name='様式2')
    ws = wb.create_sheet('事業一覧')
    ws.append(['No.', '区分', '事業名', '新規・継続', '対象区域', '実施主体', '総事業費', '備考'])
    ws.append([1, 'Ⅰ-1', '病床転換事業', '新規', '中越', '長岡市', 1200, ''])
    out.add('accept/04_sheet_of_another_name.xlsx', wb, rows=PLAIN_ROWS, judged=[2, 0, 0])

    # The prefecture's own projects, and texts that an officer judges.
    wb = openpyxl.Workbook()
    cover(wb, 団体コード='150002', 市町村名='drop')
    rows = [project(1, 'Ⅰ-1', '県立病院整備事業', op_target='充実を図る', op_achieved='充実した'),
            project(2, 'Ⅳ', '医師確保事業', op_target='10人以上', op_achieved='8人')]
    table(wb, rows)
    out.add('accept/05_prefecture.xlsx', wb, judged=[0, 0, 2],
            rows=[('1', 'I-1', 1200000, 1000000), ('2', 'IV', 1200000, 1000000)])

    wb = openpyxl.Workbook()
    cover(wb, 該当事業なし='○')
    table(wb, [])
    out.add('accept/06_no_projects.xlsx', wb)

    # A direction that nobody chose: less than the target may be a miss, more than it is the officer's to judge.
    wb = openpyxl.Workbook()
    cover(wb)
    rows = [project(1, 'Ⅰ-1', '病床転換事業', op_direction=None, op_achieved=9),
            project(2, 'Ⅱ', '在宅医療推進事業', op_direction=None, op_achieved=11)]
    _, first, at = table(wb, rows)
    out.add('accept/07_without_direction.xlsx', wb, rows=PLAIN_ROWS[:2], judged=[0, 1, 1],
            findings=[('V002', 'warning', '事業評価', f"{letters(at['cause'])}{first}")])


def rejected(out):
    def one(path, rows, findings, header=None, **changes):
        wb = openpyxl.Workbook()
        cover(wb, **changes)
        ws, first, at = table(wb, rows, **(header or {}))
        named = [(rule, 'error', '事業評価', f'{letters(at[key])}{first + row}') if key else (rule, 'error', *row)
                 for rule, key, row in findings]
        out.add(f'reject/{path}.xlsx', wb, findings=named)
        return ws

    blank = {k: None for k in KEYS if k not in ('no', 'category', 'name', 'op_name', 'op_target', 'op_unit', 'op_direction',
                                               'oc_name', 'oc_target')}
    rows = plain()
    rows[1].update(blank)
    one('V001/01', rows, [('V001', 'executed', 1)])
    # 事業の継続 and a remark say nothing of how the project went.
    rows = plain()
    rows[0].update(blank, goes_on='継続', remarks='特になし')
    one('V001/02', rows, [('V001', 'executed', 0)])

    rows = plain()
    rows[0].update(op_achieved=9)
    rows[1].update(op_direction='減', op_achieved=11, cause='利用が増えた。', improvement='－')
    one('V002/01', rows, [('V002', 'cause', 0), ('V002', 'improvement', 1)])
    # Of two indicators the second is missed and explained nowhere; 維持 is missed by more, too.
    rows = plain()
    rows[1:1] = [dict(op_name='参加者', op_target='１００人', op_achieved='99人', op_direction='増')]
    rows[2].update(op_direction='維持', op_achieved=11, cause='利用が増えた。')
    one('V002/02', rows, [('V002', 'cause', 0), ('V002', 'improvement', 2)])

    rows = plain()
    rows[0].update(op_achieved=None)
    rows[1].update(op_achieved='－')
    one('V004/01', rows, [('V004', 'op_achieved', 0), ('V004', 'op_achieved', 1)])

    rows = plain()
    rows[0].update(total=999)
    one('V005/01', rows, [('V005', 'total', 0)])

    rows = plain()
    rows[0].update(goes_on=None, oc_observed=None, efficiency='　')
    one('C001/01', rows, [('C001', 'goes_on', 0), ('C001', 'oc_observed', 0), ('C001', 'efficiency', 0),
                          ('C001', None, ('表紙', 'B5'))], 評価年度=None)
    one('C001/02', [], [('C001', None, ('事業評価', None))])
    rows = plain()
    rows[0].update(fund='調整中', total='約100')
    rows[1].update(fund=-5, national=0.1234)
    one('C002/01', rows, [('C002', 'total', 0), ('C002', 'fund', 0), ('C003', 'fund', 1), ('C004', 'national', 1)])
    rows = plain()
    rows[0].update(executed='一部', onward='検討')
    rows[1].update(category='Ⅸ', op_direction='横ばい')
    one('C006/01', rows, [('C006', 'executed', 0), ('C006', 'onward', 0), ('C006', 'category', 1), ('C006', 'op_direction', 1)])
    rows = plain()
    rows[0].update(fund='#REF!', total='=VLOOKUP(A1,B:C,2)')
    one('C009/01', rows, [('C009', 'total', 0), ('C008', 'fund', 0)])
    rows = plain()
    rows[1].update(no='０１')
    one('X011/01', rows, [('X011', 'no', 0)])
    one('X012/01', plain() + [dict(name='合計', total=2400, fund=2001)], [('X012', 'fund', 3)])
    one('T008/01', [{k: v for k, v in r.items() if k != 'op_achieved'} for r in plain()],
        [('T008', None, ('事業評価', 'A4'))], header=dict(order=[k for k in KEYS if k != 'op_achieved']))
    one('T004/01', plain(), [('T004', None, ('表紙', 'B4'))], 計画年度='令和7年度')
    one('T005/01', plain(), [('T005', None, ('表紙', 'B7'))], 市町村名='三条市')


def main():
    out = Set()
    accepted(out)
    rejected(out)
    lines = ',\n'.join(' ' + json.dumps(answer, ensure_ascii=False) for answer in out.answers)
    ANSWERS.write_text(f'[\n{lines}\n]\n', encoding='utf-8')


if __name__ == '__main__':
    main()
