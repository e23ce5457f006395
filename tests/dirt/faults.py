"""Breaks a faultless plan in one or several places and says which finding must name which cell.

A fault either changes the plan before it is laid out (and registers what must be found once the cells are known), or
changes the finished workbook. `later` holds (rule, severity, resolve) where resolve gives sheet and cells.
"""
import datetime as dt

from openpyxl.utils import get_column_letter as L

CARE = {'III', 'V'}


def spot(plan, i, key):
    title, row = plan.at[i]
    return f'{L(plan.where[title][key])}{row}'


class Faults:
    def __init__(self, plan):
        self.p = plan
        self.r = plan.r
        self.used = set()
        plan.needed = set()

    def pick(self, test=lambda row: True, count=1):
        free = [i for i, row in enumerate(self.p.rows) if i not in self.used and test(row)]
        if len(free) < count:
            return None
        rows = self.r.sample(free, count)
        self.used.update(rows)
        return rows[0] if count == 1 else sorted(rows)

    def need(self, *keys):
        self.p.needed.update(keys)

    def expect(self, rule, severity, i, *keys):
        p = self.p

        def act(_wb):
            p.findings.append((rule, severity, p.at[i][0], [spot(p, i, k) for k in keys]))
        p.after.append(act)

    def expect_facility(self, rule, severity, n, *keys):
        p = self.p

        def act(_wb):
            where = p.where[p.facility_sheet]
            p.findings.append((rule, severity, p.facility_sheet, [f'{L(where[k])}{p.fat[n]}' for k in keys if k in where]))
        p.after.append(act)

    def null(self, i, *keys):
        for key in keys:
            self.p.null_values.add((i, key))

    def facilities_of(self, i):
        return [n for n, f in enumerate(self.p.facilities) if f['row'] == i]

    def loose(self, row):
        """Not built up by facilities."""
        return row['category'] != 'III'


# ---- single cells ------------------------------------------------------------------------------------------------
def c001(f):
    key = f.r.choice(['name', 'area', 'body', 'content', 'needs', 'relation', 'continuity', 'body_kind', 'oc_name',
                      'oc_target', 'op_name', 'op_target', 'start', 'end', 'no', 'category', 'fund'])
    if key in ('start', 'end') and f.p.one_period:
        key = 'name'
    i = f.pick(f.loose)
    if i is None:
        return False
    row = f.p.rows[i]
    f.p.raw[(i, key)] = f.r.choice([None, None, ' ', '　', '\n'])
    if key == 'needs' and row['category'] == 'I-1':
        row['content'] += '地域医療構想'
    f.null(i, key)
    if key == 'category':
        f.p.flags.add('totals?')
        f.p.flags.add('bad category')
    f.expect('C001', 'error', i, key)
    return True


def c002(f):
    key = f.r.choice(['total', 'fund', 'other', 'national', 'carried'])
    f.need(key)
    i = f.pick()
    if i is None:
        return False
    f.p.raw[(i, key)] = f.r.choice(['別紙のとおり', '約500千円', '1,23,4', '500+α', '500～600', '一式', '？'])
    f.null(i, key)
    f.expect('C002', 'error', i, key)
    return True


def c002_pending(f):
    key = f.r.choice(['fund', 'total', 'other'])
    f.need(key)
    i = f.pick(f.loose)
    if i is None:
        return False
    f.p.raw[(i, key)] = f.r.choice(['調整中', '未定', '精査中', ' 調整中　'])
    f.null(i, key)
    if f.p.stage == '要望':
        f.p.outside.add(i)
    f.expect('C002', 'warning' if f.p.stage == '要望' else 'error', i, key)
    return True


def c003(f):
    key = f.r.choice(['carried', 'other', 'entrusted', 'public'])
    f.need(key)
    i = f.pick()
    if i is None:
        return False
    unit = f.p.unit if f.p.unit_at != 'cells' else '円'
    suffix = '' if f.p.unit_at != 'cells' else '円'
    f.p.raw[(i, key)] = f.r.choice([f'△500{suffix}', f'▲ 5,000{suffix}', f'-500{suffix}', f'－５００{suffix}', f'(500{suffix})', f'（1,000{suffix}）',
                                    -500 if not suffix else '▲500円', f'−500{suffix}'])
    f.null(i, key)
    f.expect('C003', 'error', i, key)
    return True


def c004(f):
    key = f.r.choice(['total', 'other', 'fund'])
    f.need(key)
    i = f.pick()
    if i is None or f.p.unit_at == 'cells':
        return False
    f.p.raw[(i, key)] = {'円': 1234.5, '千円': 1234.5678, '百万円': 12.3456789}[f.p.unit]
    f.null(i, key)
    f.expect('C004', 'error', i, key)
    return True


def c004_thousand(f):
    i = f.pick()
    if i is None or f.p.unit != '千円' or f.p.unit_at == 'cells':
        return False
    f.need('carried')
    f.p.rows[i]['carried'] = 500
    f.p.rows[i]['carried_from'] = None
    f.p.raw[(i, 'carried')] = f.r.choice([0.5, '500円', '０．５'])
    f.p.flags.add('totals?')
    f.expect('C004', 'warning', i, 'carried')
    return True


def c005(f):
    if f.p.one_period:
        i = f.pick()
        if i is None:
            return False
        f.p.raw[(i, 'period')] = f.r.choice(['令和8年4月1日～令和9年2月30日', '来年度', '令和8年4月1日', '未定'])
        f.null(i, 'start', 'end')
        f.expect('C005', 'error', i, 'period')
        return True
    key = f.r.choice(['start', 'end'])
    i = f.pick()
    if i is None:
        return False
    f.p.raw[(i, key)] = f.r.choice(['令和8年13月1日', 'R8.2.30', '2026/4/31', '4月1日', '来年度', '8.4.1', '随時', 123])
    f.null(i, key)
    f.expect('C005', 'error', i, key)
    return True


def c005_open(f):
    i = f.pick()
    if i is None:
        return False
    f.null(i, 'end')
    if f.p.one_period:
        f.p.raw[(i, 'period')] = f.r.choice(['令和8年10月～', '令和8年10月1日〜', '交付決定日～令和9年3月31日', '交付決定日～'])
        f.null(i, 'start')
        f.p.skip_values.update({(i, 'start'), (i, 'end')})
        f.expect('C005', 'warning', i, 'period')
        return True
    f.p.raw[(i, 'start')] = f.r.choice(['令和8年10月～', '交付決定日～', '令和8年10月1日 ～'])
    f.p.raw[(i, 'end')] = None
    f.p.skip_values.add((i, 'start'))
    f.expect('C005', 'warning', i, 'start')
    return True


def c006(f):
    key = f.r.choice(['continuity', 'body_kind', 'oc_direction', 'tax', 'category', 'category'])
    if key in ('oc_direction', 'tax'):
        f.need(key)
    i = f.pick(f.loose if key == 'category' else lambda row: True)
    if i is None:
        return False
    f.p.raw[(i, key)] = f.r.choice({'continuity': ['しんき', '更新', '○'], 'body_kind': ['官', '市', '1'],
                                    'oc_direction': ['斜め', '？'], 'tax': ['不明', '10%'],
                                    'category': ['Ⅶ', '1-3', 'その他', 'Ⅰ', '1', 1, '①', '区分Ⅰ']}[key])
    f.null(i, key)
    if key == 'category':
        f.p.flags.add('bad category')
        f.p.flags.add('totals?')
    f.expect('C006', 'error', i, key)
    return True


def c007(f):
    key, text = f.r.choice([('name', 'あ' * 201), ('content', '地域医療構想' * 700), ('needs', '地域医療構想' * 700)])
    i = f.pick()
    if i is None:
        return False
    f.p.rows[i][key] = text
    f.p.raw[(i, key)] = text
    f.expect('C007', 'warning', i, key)
    return True


def c008(f):
    key = f.r.choice(['total', 'fund', 'other', 'name', 'start', 'category', 'content', 'standard_example'])
    if key == 'start' and f.p.one_period:
        key = 'name'
    f.need(key)
    i = f.pick(f.loose)
    if i is None:
        return False
    f.p.raw[(i, key)] = f.r.choice(['#REF!', '#N/A', '#VALUE!', '#DIV/0!', '#NAME?'])
    if key == 'category':
        f.p.flags.add('bad category')
        f.p.flags.add('totals?')
    if f.p.rows[i]['category'] == 'I-1':
        f.p.rows[i]['needs'] += '地域医療構想'
    f.null(i, key)
    f.expect('C008', 'error', i, key)
    return True


def c009(f):
    key = f.r.choice(['total', 'fund', 'other', 'name'])
    f.need(key)
    i = f.pick(f.loose)
    if i is None:
        return False
    f.p.raw[(i, key)] = f.r.choice(['=A1*2', '=VLOOKUP(A1,B:C,2,FALSE)', '=ROUND(10.5,0)', '=IF(A1="",0,1)', "='[1]Sheet1'!A1",
                                    '=SUM(A1:A2)*2'])
    f.null(i, key)
    f.p.flags.add('no resave')
    f.expect('C009', 'error', i, key)
    return True


def c010(f):
    key = f.r.choice(['name', 'body', 'content', 'remarks'])
    f.need(key)
    i = f.pick()
    if i is None:
        return False
    text = '\ue000' + (f.p.rows[i][key] or '備考')
    f.p.rows[i][key] = text
    f.p.raw[(i, key)] = text
    f.expect('C010', 'warning', i, key)
    return True


def c011_contradiction(f):
    if f.p.unit_at in ('cells', 'header') or f.p.sheet_unit:
        return False
    f.p.unit_at = 'sheet'
    f.p.cover_unit = '円' if f.p.unit != '円' else '千円'
    p = f.p

    def act(wb):
        for sheet, cell in p.unit_cells:
            p.findings.append(('C011', 'error', sheet, [cell]))
    p.after.append(act)
    return True


def c011_missing(f):
    p = f.p
    if p.unit_at == 'cells' or p.money_style in ('suffix', 'kanji', 'yen', 'mixed') or p.unit == '百万円':
        return False
    p.unit_at = 'none'
    p.cover_unit = None
    p.flags.add('amounts?')
    f.alone = True

    def act(wb):
        p.findings.append(('C011', 'error', p.cover_sheet, blank_on_cover(p, ['金額の単位'])))
    p.after.append(act)
    return True


def c012(f):
    key = f.r.choice(['name', 'content', 'body'])
    i = f.pick()
    if i is None:
        return False
    f.p.raw[(i, key)] = f.p.rows[i][key] + '_x0007_'
    if f.p.rows[i]['category'] == 'I-1':
        f.p.rows[i]['needs'] += '地域医療構想'
    f.null(i, key)
    f.p.flags.add('no resave')
    f.expect('C012', 'error', i, key)
    return True


# ---- across cells ------------------------------------------------------------------------------------------------
def x001(f):
    f.need('total', 'other')
    i = f.pick()
    if i is None:
        return False
    row = f.p.rows[i]
    small = f.p.unit == '千円' and f.chance_small()
    row['total'] = row['fund'] + row['other'] + (1000 if small else 12_000)
    f.expect('X001', 'warning' if small and f.p.is_thousand() else 'error', i, 'total', 'fund', 'other')
    return True


def x002(f):
    f.need('national', 'prefectural')
    i = f.pick(lambda row: row['category'] != 'I-2')
    if i is None:
        return False
    row = f.p.rows[i]
    row['national'] = row['fund'] * 2 // 3 // 1000 * 1000
    row['prefectural'] = row['fund'] - row['national'] + 7000
    row['public'] = row['private'] = row['entrusted'] = None
    f.expect('X002', 'error', i, 'fund', 'national', 'prefectural')
    return True


def x003(f):
    f.need('national', 'prefectural')
    i = f.pick(lambda row: row['category'] != 'I-2' and row['fund'] > 100_000)
    if i is None:
        return False
    row = f.p.rows[i]
    row['national'] = row['fund'] * 2 // 3 // 1000 * 1000 - 9000
    row['prefectural'] = row['fund'] - row['national']
    row['public'] = row['private'] = row['entrusted'] = None
    f.expect('X003', 'warning', i, 'national', 'fund')
    return True


def x004(f):
    f.need('national', 'public', 'private')
    i = f.pick(f.loose)
    if i is None:
        return False
    row = f.p.rows[i]
    row['national'] = row['fund'] if row['category'] == 'I-2' else row['fund'] * 2 // 3 // 1000 * 1000
    row['prefectural'] = row['fund'] - row['national']
    row['public'], row['private'], row['entrusted'] = row['national'] + 5000, 0, None
    f.expect('X004', 'error', i, 'national', 'public', 'private')
    return True


def x004_computed(f):
    f.need('public', 'private')
    i = f.pick(f.loose)
    if i is None:
        return False
    row = f.p.rows[i]
    row['national'] = row['prefectural'] = None
    share = row['fund'] if row['category'] == 'I-2' else row['fund'] * 2 // 3 // 1000 * 1000
    row['public'], row['private'], row['entrusted'] = share + 50_000, 0, None
    f.expect('X004', 'warning', i, 'fund', 'public', 'private')
    return True


def x005(f):
    f.need('national', 'entrusted')
    i = f.pick(f.loose)
    if i is None:
        return False
    row = f.p.rows[i]
    row['national'] = row['fund'] if row['category'] == 'I-2' else row['fund'] * 2 // 3 // 1000 * 1000
    row['prefectural'] = row['fund'] - row['national']
    row['public'] = row['private'] = None
    row['entrusted'] = row['national'] + 1000
    f.expect('X005', 'error', i, 'national', 'entrusted')
    return True


def x006(f):
    i = f.pick()
    if i is None or f.p.date_style in ('month', 'fy', 'mixed'):
        return False
    row = f.p.rows[i]
    row['start'], row['end'] = dt.date(2026, 10, 1), dt.date(2026, 3, 31)
    f.expect('X006', 'error', i, *(['period'] if f.p.one_period else ['start', 'end']))
    return True


def x007(f):
    i = f.pick()
    if i is None:
        return False
    row = f.p.rows[i]
    row['start'], row['end'], row['YEARS'] = dt.date(2026, 4, 1), dt.date(2028, 3, 31), {}
    f.expect('X007', 'warning', i, *(['period'] if f.p.one_period else ['start', 'end']))
    return True


def x008(f):
    f.need('YEARS')
    i = f.pick()
    if i is None:
        return False
    p, row = f.p, f.p.rows[i]
    if not any(y >= 2026 for y in p.years):
        return False
    row['YEARS'] = {2026: row['fund'] + 3000}
    loose = p.onwards or min(p.years) < 2026
    f.expect('X008', 'warning' if loose else 'error', i, 'fund', ('y', 2026))
    return True


def x009(f):
    f.need('national', 'prefectural')
    i = f.pick(lambda row: row['category'] == 'I-2' and row['fund'] > 3000)
    if i is None:
        return False
    row = f.p.rows[i]
    row['national'] = row['fund'] - 1000
    row['prefectural'] = 1000
    row['public'] = row['private'] = row['entrusted'] = None
    f.expect('X009', 'error', i, 'prefectural')
    return True


def x011(f):
    two = None
    for care in (False, True):
        two = two or f.pick(lambda row: (row['category'] in CARE) == care and row['category'] != 'III', 2)
    if not two:
        return False
    a, b = two
    f.p.rows[b]['no'] = f.p.rows[a]['no']
    p = f.p

    def act(_wb):
        p.findings.append(('X011', 'error', p.at[a][0], [spot(p, a, 'no'), spot(p, b, 'no')]))
    p.after.append(act)
    return True


def x012(f):
    p = f.p
    p.totals, p.sum_formulas = True, False
    p.subtotals = False
    f.only_across = True

    def act(wb):
        title, cell, key, members = [c for c in p.checks if c[2] == 'fund'][-1]
        wb[title][cell] = p.money(p.check_value(members, key) + 5000)
        p.findings.append(('X012', 'error', title, [cell]))
    p.after.insert(0, act)
    return True


def x013(f):
    f.need('total')
    i = f.pick()
    if i is None:
        return False
    row = f.p.rows[i]
    row['total'] = row['fund'] - 1000
    f.expect('X013', 'error', i, 'total', 'fund')
    return True


def x014_missing(f):
    i = f.pick(lambda row: row['category'] == 'III')
    if i is None:
        return False
    p = f.p
    kept = [x for x in p.facilities if x['row'] != i]
    p.facilities[:] = kept
    f.expect('X014', 'warning' if p.stage == '要望' else 'error', i, 'fund', 'no')
    return True


def x014_sum(f):
    i = f.pick(lambda row: row['category'] == 'III')
    if i is None:
        return False
    p = f.p
    n = f.facilities_of(i)
    if not n:
        return False
    p.facilities[n[0]]['f_fund'] -= 1000
    f.expect('X014', 'warning' if p.stage == '要望' else 'error', i, 'fund')
    return True


def x015_grant(f):
    i = f.pick(lambda row: row['category'] == 'III')
    if i is None or not f.facilities_of(i):
        return False
    n = f.r.choice(f.facilities_of(i))
    fac = f.p.facilities[n]
    rate_given = fac['f_rate']
    num, den = fac['f_rate'] or (1, 1)
    fac['f_eligible'] = max(fac['f_fund'] * den // num // 2000 * 1000, 0)
    f.expect_facility('X015', 'error', n, 'f_fund', 'f_eligible', *(['f_rate'] if rate_given else []))
    return True


def x015_standard(f):
    i = f.pick(lambda row: row['category'] == 'III')
    if i is None or not f.facilities_of(i):
        return False
    n = f.r.choice(f.facilities_of(i))
    fac = f.p.facilities[n]
    pn, pd = fac['f_premium'] or (1, 1)
    fac['f_standard'] = fac['f_price'] * fac['f_quantity'] * pn // pd + 100_000
    fac['f_standard'] = -(-fac['f_standard'] // 1000) * 1000
    f.expect_facility('X015', 'error', n, 'f_standard', 'f_price', 'f_quantity', *(['f_premium'] if fac['f_premium'] else []))
    return True


def x016(f):
    f.need('oc_direction', 'oc_baseline')
    i = f.pick()
    if i is None:
        return False
    row = f.p.rows[i]
    row['oc_baseline'], row['oc_target'], row['oc_direction'] = f.r.choice([(50, 40, '増'), (40, 50, '減'), (40, 40, '増')])
    f.expect('X016', 'warning', i, 'oc_target', 'oc_baseline', 'oc_direction')
    return True


def x017(f):
    f.need('vision')
    i = f.pick(lambda row: row['category'] == 'I-1')
    if i is None or f.p.cat_style in ('name', 'both', 'mixed'):
        return False
    row = f.p.rows[i]
    row['vision'], row['needs'], row['name'] = None, '必要性が高い。', f'病床機能転換施設整備事業{i}'
    f.expect('X017', 'warning', i, 'vision')
    return True


def x018(f):
    two = f.pick(count=2)
    if not two:
        return False
    a, b = two
    p = f.p
    for key in ('name', 'body', 'body_kind', 'area'):
        p.rows[b][key] = p.rows[a][key]

    def act(_wb):
        if p.at[a][0] == p.at[b][0]:
            p.findings.append(('X018', 'warning', p.at[a][0], [spot(p, a, 'name'), spot(p, b, 'name')]))
        else:
            p.findings.append(('X018', 'warning', p.at[a][0], [spot(p, a, 'name')]))
    p.after.append(act)
    return True


# ---- template ----------------------------------------------------------------------------------------------------
def blank_on_cover(p, labels):
    """Where a blank value stands is anyone's guess when values stand apart from their labels."""
    return None if p.cover_layout == 'gap' else [p.cover_at[x] for x in labels]


def cover_fault(f, rule, severity, labels):
    p = f.p

    def act(_wb):
        blank = any(p.cover_raw[x] is None for x in labels if x in p.cover_raw)
        cells = blank_on_cover(p, labels) if blank else [p.cover_at[x] for x in labels]
        p.findings.append((rule, severity, p.cover_sheet, cells))
    p.after.append(act)
    return True


def t003(f):
    f.p.cover_raw['様式版'] = f.r.choice([None, '2019', '旧様式'])
    return cover_fault(f, 'T003', 'warning', ['様式版'])


def t004(f):
    f.p.cover_raw['計画年度'] = f.r.choice(['令和7年度', 'R9', 2025, '2027年度'])
    return cover_fault(f, 'T004', 'error', ['計画年度'])


def t005_digit(f):
    f.p.flags.add('code?')
    code = f.p.code
    f.p.cover_raw['団体コード'] = code[:5] + str((int(code[5]) + f.r.randint(1, 8)) % 10)
    return cover_fault(f, 'T005', 'error', ['団体コード'])


def t005_malformed(f):
    f.p.flags.add('code?')
    f.p.cover_raw['団体コード'] = f.r.choice(['12A456', '1234', '不明', '1234567'])
    return cover_fault(f, 'T005', 'error', ['団体コード'])


def t005_name(f):
    f.p.flags.add('code?')
    f.p.cover_raw['市町村名'] = '架空市'
    f.p.cover_raw['都道府県名'] = f.p.pref
    return cover_fault(f, 'T005', 'error', ['団体コード', '市町村名'])


def c001_cover(f):
    label = f.r.choice(['計画年度', '団体コード', '市町村名'])
    f.p.cover_raw[label] = None
    if label in ('団体コード',):
        f.p.flags.add('code?')
    return cover_fault(f, 'C001', 'error', [label])


def t008(f):
    p = f.p
    key = f.r.choice(['continuity', 'content', 'relation', 'needs'])
    p.drop_required = key
    f.only_across = True
    for i, row in enumerate(p.rows):
        if row['category'] == 'I-1':
            row['name'] += '地域医療構想'

    def act(_wb):
        for title in p.project_sheets:
            p.findings.append(('T008', 'error', title, None))
    p.after.append(act)
    return True


def t001(f):
    p = f.p
    which = f.r.choice(['表紙', '区域・目標'])
    p.unit_at = 'sheet'
    if which == '表紙':
        p.stage = '計画'
        p.flags.update({'code?', 'stage?'})

    def act(wb):
        del wb[p.cover_sheet if which == '表紙' else p.goals_sheet]
        p.findings.append(('T001', 'error', None, None))
        p.findings[:] = [x for x in p.findings if x[2] in wb.sheetnames or x[2] is None]
    p.after.append(act)
    return True


def t002(f):
    """Nobody can say what the columns are."""
    p = f.p
    f.alone = True
    p.flags.update({'rows?', 'totals?'})
    p.facilities.clear()
    p.rows[:] = [row for row in p.rows if row['category'] != 'III'] or p.rows[:1]
    p.continuations.clear()
    p.two_sheets = False

    def act(wb):
        ws = wb[p.project_sheets[0]]
        for row in range(*(lambda a: (a[0], a[1] + 1))(p.header_rows[ws.title])):
            for cell in list(ws[row]):
                if cell.value is not None:
                    cell.value = f'項目{cell.column}'
        p.findings.append(('T002', 'error', ws.title, []))
        p.findings[:] = [x for x in p.findings if x[0] != 'F007' or x[2] != ws.title]
        for dim in ws.row_dimensions.values():
            dim.hidden = False
        for dim in ws.column_dimensions.values():
            dim.hidden = False
    p.after.append(act)
    return True


def t006(f):
    p = f.p
    f.alone = True
    p.flags.update({'rows?', 'totals?', 'code?', 'stage?'})

    def act(wb):
        for title in p.project_sheets:
            del wb[title]
        ws = wb.create_sheet('事業評価')
        ws.append(['No.', '区分', '事業名', '事業の継続', '達成値', '事業の有効性', '事業の効率性'])
        p.findings[:] = [('T006', 'error', None, None)]
    p.after.append(act)
    return True


def x020_years(f):
    """The years were written in yen where the fund is in thousands, or the reverse."""
    f.need('YEARS')
    i = f.pick(lambda row: row['fund'] % 1_000_000 == 0 or row['fund'] <= 9_000_000)
    if i is None:
        return False
    p, row = f.p, f.p.rows[i]
    row['YEARS'] = {2026: row['fund'] * 1000}
    loose = p.onwards or min(p.years) < 2026
    f.expect('X008', 'warning' if loose else 'error', i, 'fund', ('y', 2026))
    f.expect('X020', 'warning', i, 'fund', ('y', 2026))
    return True


def c001_sheet(f):
    """No project and no 該当事業なし."""
    p = f.p
    if f.used:
        return False
    p.rows.clear()
    p.facilities.clear()
    p.continuations.clear()
    p.two_sheets = False

    def act(_wb):
        p.findings.append(('C001', 'error', p.project_sheets[0], []))
    p.after.append(act)
    f.alone = True
    return True


SINGLE = [c001, c001, c002, c002_pending, c003, c004, c004_thousand, c005, c005_open, c006, c006, c007, c008, c009, c010, c012]
ACROSS = [x001, x001, x002, x003, x004, x004_computed, x005, x006, x007, x008, x009, x011, x013, x014_missing, x014_sum,
          x015_grant, x015_standard, x016, x017, x018, x020_years]
WHOLE = [t003, t004, t005_digit, t005_malformed, t005_name, c001_cover, t008, t001, c001_sheet, t002, t006, c011_contradiction, c011_missing,
         x012]


def apply(plan):
    f = Faults(plan)
    f.chance_small = lambda: plan.chance(0.4)
    plan.is_thousand = lambda: plan.unit == '千円' and plan.unit_at != 'cells'
    r = plan.r
    done = []
    if plan.chance(0.35):
        fault = r.choice(WHOLE)
        if fault(f):
            done.append(fault.__name__)
    if not getattr(f, 'alone', False):
        for _ in range(r.choice([1, 1, 1, 2, 3, 4])):
            fault = r.choice(ACROSS if getattr(f, 'only_across', False) else SINGLE + ACROSS + ACROSS)
            if fault(f):
                done.append(fault.__name__)
    plan.tags.append('+'.join(done))
