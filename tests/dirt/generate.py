#!/usr/bin/env python3
"""Invents municipal plan workbooks full of realistic dirt, and says what must be read of them.

Everything follows from the seed. The expectations come from the public contract (docs of the forms), never from the
reader's code: `make(seed, directory)` writes one workbook and returns what `kikin check` must answer.
"""
import csv
import datetime as dt
import io
import json
import os
import random
import subprocess
import sys
import zipfile

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter as L
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.datavalidation import DataValidation

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
YEAR = 2026
ROMAN = {'I-1': 'Ⅰ-1', 'I-2': 'Ⅰ-2', 'II': 'Ⅱ', 'III': 'Ⅲ', 'IV': 'Ⅳ', 'V': 'Ⅴ', 'VI': 'Ⅵ'}
ASCII = {'I-1': 'I-1', 'I-2': 'I-2', 'II': 'II', 'III': 'III', 'IV': 'IV', 'V': 'V', 'VI': 'VI'}
ARABIC = {'I-1': '1-1', 'I-2': '1-2', 'II': '2', 'III': '3', 'IV': '4', 'V': '5', 'VI': '6'}
CIRCLED = {'I-1': '①-1', 'I-2': '①-2', 'II': '②', 'III': '③', 'IV': '④', 'V': '⑤', 'VI': '⑥'}
NAMES = {
    'I-1': ['地域医療構想の達成に向けた医療機関の施設又は設備の整備に関する事業'],
    'I-2': ['地域医療構想の達成に向けた病床の機能又は病床数の変更に関する事業',
            '地域医療構想の達成に向けた病床数又は病床の機能の変更に関する事業'],
    'II': ['居宅等における医療の提供に関する事業'],
    'III': ['介護施設等の整備に関する事業（地域密着型サービス等）', '介護施設等の整備に関する事業'],
    'IV': ['医療従事者の確保に関する事業'],
    'V': ['介護従事者の確保に関する事業'],
    'VI': ['勤務医の労働時間短縮に向けた体制の整備に関する事業'],
}
CARE = {'III', 'V'}
PROJECT_NAMES = {
    'I-1': ['病床機能転換施設整備事業', '医療機能の分化・連携推進事業', 'ＩＣＴ地域連携ネットワーク整備事業'],
    'I-2': ['病床機能再編支援事業'],
    'II': ['在宅医療推進センター運営事業', '訪問看護ステーション支援事業', '在宅歯科医療連携室整備事業'],
    'III': ['認知症高齢者グループホーム整備事業', '看護小規模多機能型居宅介護整備事業', '介護施設等の施設開設準備経費支援事業'],
    'IV': ['小児救急医療体制確保事業', '看護師等養成所運営事業', '周産期医療体制整備事業'],
    'V': ['介護ロボット・ICT導入支援事業', '介護職員初任者研修受講支援事業', '外国人介護人材受入環境整備事業'],
    'VI': ['地域医療勤務環境改善体制整備事業', '勤務医労働時間短縮推進事業'],
}
# key: (group, leaf) spellings; the first is the form's own.
LABELS = {
    'no': [(None, 'No.'), (None, '番号'), (None, '事業番号'), (None, '№'), (None, 'Ｎｏ．')],
    'category': [(None, '区分'), (None, '事業区分'), (None, '事業の区分')],
    'standard_example': [(None, '標準事業例'), (None, '標準事業例番号'), (None, '標準事業例No.')],
    'name': [(None, '事業名'), (None, '事業の名称'), (None, '事業名称')],
    'continuity': [(None, '新規・継続'), (None, '新規継続の別'), (None, '新/継'), (None, '新規･継続')],
    'area': [(None, '対象区域'), (None, '事業の対象となる区域'), (None, '対象となる医療介護総合確保区域')],
    'body': [(None, '実施主体'), (None, '事業の実施主体'), (None, '事業主体')],
    'body_kind': [(None, '公民の別'), (None, '実施主体の別'), (None, '公・民')],
    'start': [('事業期間', '開始'), (None, '開始年月日'), (None, '事業開始日')],
    'end': [('事業期間', '終了'), (None, '終了年月日'), (None, '事業終了日')],
    'period': [(None, '事業の期間')],
    'needs': [(None, '背景にある医療・介護ニーズ'), (None, '背景'), (None, '医療・介護ニーズ')],
    'vision': [(None, '地域医療構想との関係')],
    'oc_name': [('アウトカム指標', '指標名')], 'oc_baseline': [('アウトカム指標', '現状値')],
    'oc_target': [('アウトカム指標', '目標値')], 'oc_unit': [('アウトカム指標', '単位')],
    'oc_direction': [('アウトカム指標', '望ましい方向')], 'oc_year': [('アウトカム指標', '目標年度')],
    'oc_source': [('アウトカム指標', '出典')],
    'content': [(None, '事業の内容'), (None, '事業内容'), (None, '事業概要')],
    'op_name': [('アウトプット指標', '指標名')], 'op_target': [('アウトプット指標', '目標値')],
    'op_unit': [('アウトプット指標', '単位')],
    'relation': [(None, 'アウトカムとアウトプットの関連'), (None, '関連')],
    'total': [(None, '総事業費（A+B+C）'), (None, '総事業費'), (None, '事業費総額'), (None, '総事業費（Ａ＋Ｂ＋Ｃ）')],
    'fund': [('基金充当額', '計（A+B）'), (None, '基金計'), (None, '基金充当額'), (None, 'うち基金')],
    'national': [('基金充当額', '国（A）'), (None, '国費'), (None, '国庫'), (None, '国負担分')],
    'prefectural': [('基金充当額', '都道府県（B）'), (None, '県費'), (None, '県負担分'), (None, '都道府県負担分')],
    'other': [(None, 'その他（C）'), (None, '事業者負担'), (None, 'その他財源')],
    'public': [('国費における公民の別', '公')], 'private': [('国費における公民の別', '民')],
    'entrusted': [('国費における公民の別', 'うち受託事業等（再掲）'), ('国費における公民の別', '受託')],
    'carried': [(None, 'うち過年度残額'), (None, '過年度残額充当額'), (None, '過年度残')],
    'carried_from': [(None, '充当元計画年度')],
    'tax': [(None, '消費税の取扱い'), (None, '税込／税抜の別')],
    'remarks': [(None, '備考'), (None, '摘要')],
}
GROUP_ALSO = {'アウトカム指標': 'アウトカム', 'アウトプット指標': 'アウトプット'}
BLOCKS = [
    ['no'], ['category'], ['standard_example'], ['name'], ['continuity'], ['area'], ['body'], ['body_kind'],
    ['start', 'end'], ['needs'], ['vision'],
    ['oc_name', 'oc_baseline', 'oc_target', 'oc_unit', 'oc_direction', 'oc_year', 'oc_source'],
    ['content'], ['op_name', 'op_target', 'op_unit'], ['relation'], ['total'], ['fund', 'national', 'prefectural'],
    ['other'], ['public', 'private', 'entrusted'], ['YEARS'], ['carried'], ['carried_from'], ['tax'], ['remarks'],
]
OPTIONAL = ['standard_example', 'vision', 'oc_baseline', 'oc_unit', 'oc_direction', 'oc_year', 'oc_source', 'op_unit',
            'total', 'national', 'prefectural', 'other', 'public', 'private', 'entrusted', 'carried', 'carried_from',
            'tax', 'remarks', 'YEARS']
AMOUNTS = ['total', 'fund', 'national', 'prefectural', 'other', 'public', 'private', 'entrusted', 'carried']
FACILITY = ['f_no', 'f_kind', 'f_name', 'f_work', 'f_unit', 'f_quantity', 'f_price', 'f_premium', 'f_standard',
            'f_total', 'f_eligible', 'f_donations', 'f_rate', 'f_fund']
FLABELS = {
    'f_no': ['事業No.', '事業番号'], 'f_kind': ['施設種別'], 'f_name': ['施設名'], 'f_work': ['整備区分'], 'f_unit': ['単位'],
    'f_quantity': ['数量'], 'f_price': ['補助単価', '配分基礎単価'], 'f_premium': ['割増率', '加算率'],
    'f_standard': ['基準額'], 'f_total': ['総事業費'],
    'f_eligible': ['対象経費の支出予定額', '対象経費の実支出予定額'],
    'f_donations': ['寄附金その他の収入額'], 'f_rate': ['補助率'], 'f_fund': ['基金充当額'],
}
FAMOUNTS = {'f_price', 'f_standard', 'f_total', 'f_eligible', 'f_donations', 'f_fund'}
UNITS = {'円': 1, '千円': 1000, '百万円': 1_000_000, '万円': 10_000}
FW = str.maketrans('0123456789,.-+', '０１２３４５６７８９，．－＋')
KANGXI = str.maketrans({'日': '⽇', '月': '⽉', '人': '⼈', '民': '⺠', '長': '⾧', '金': '⾦', '立': '⽴', '医': '医'})


def governments(prefectures=False):
    rows = []
    with open(os.path.join(ROOT, 'crates/domain/data/local-governments.csv'), encoding='utf-8') as f:
        for row in csv.DictReader(f):
            if (row['code'][2:5] == '000') == prefectures:
                rows.append(row)
    return rows


GOVERNMENTS = governments()
PREFECTURES = governments(prefectures=True)


def thousands(yen):
    return f'{yen:,}'


def kanji(yen):
    """38億5,015万3千円"""
    if yen == 0:
        return '0円'
    out, rest = '', yen
    for size, word in ((10 ** 8, '億'), (10 ** 4, '万')):
        part, rest = divmod(rest, size)
        if part:
            out += f'{part:,}{word}'
    part, rest = divmod(rest, 1000)
    if part:
        out += f'{part}千'
    return out + (f'{rest}円' if rest else '円')


def plain(yen, unit):
    """The number in its unit, as few digits as needed."""
    whole, rest = divmod(yen, UNITS[unit])
    if not rest:
        return whole
    return yen / UNITS[unit]


def decimal_text(yen, unit):
    digits = len(str(UNITS[unit])) - 1
    whole, rest = divmod(yen, UNITS[unit])
    tail = f'.{rest:0{digits}d}'.rstrip('0') if rest else ''
    return f'{whole:,}{tail}'


class Fault(Exception):
    """The chosen fault does not fit this workbook."""


class Plan:
    def __init__(self, seed, faults):
        self.seed = seed
        self.r = random.Random(f'{seed}/{faults}')
        self.wants_faults = faults
        self.findings = []          # (rule, severity, sheet, cells or None)
        self.tags = []
        self.raw = {}               # (row, key) → cell content that stands instead of the rendered one
        self.skip_values = set()    # (row, key) whose JSON value is not compared
        self.null_values = set()    # (row, key) whose JSON value must be null
        self.after = []             # what is done to the finished workbook
        self.cover_raw = {}
        self.cover_drop = set()
        self.cover_only_label = set()
        self.outside = set()        # projects that stand outside the sums (調整中 on stage 要望)
        self.flags = set()

    def chance(self, p):
        return self.r.random() < p

    def tag(self, name):
        self.tags.append(name)

    # ---- invention -------------------------------------------------------------------------------------------
    def invent(self):
        r = self.r
        self.prefectural = self.chance(0.04) and not self.wants_faults
        self.gov = r.choice(PREFECTURES if self.prefectural else GOVERNMENTS)
        self.code, self.pref, self.name = self.gov['code'], self.gov['prefecture'], self.gov['name']
        self.stage = r.choice(['計画'] * 6 + ['変更', '要望'])
        self.unit = r.choice(['千円'] * 6 + ['円'] * 3 + ['百万円'])
        self.unit_at = r.choice(['cover', 'sheet', 'both', 'both', 'header', 'all', 'cells'])
        self.has_none = self.chance(0.03) and not self.wants_faults and not self.prefectural
        n = 0 if self.has_none else r.randint(3, 12)
        cats = [r.choice(list(ROMAN)) for _ in range(n)]
        scope = r.choice([None, None, '医療分', '介護分'])
        if scope == '医療分':
            cats = [c if c not in CARE else r.choice(['I-1', 'II', 'IV']) for c in cats]
        if scope == '介護分':
            cats = [c if c in CARE else r.choice(['III', 'V']) for c in cats]
        self.scope = scope
        self.two_sheets = n >= 4 and scope is None and self.chance(0.2) and len({c in CARE for c in cats}) == 2
        if self.two_sheets or self.chance(0.4):
            cats.sort(key=lambda c: ((c in CARE), list(ROMAN).index(c)))
        numbering = r.choice(['run', 'run', 'bu', 'odd', 'text'])
        self.rows = []
        counters = {True: 0, False: 0}
        for i, cat in enumerate(cats):
            counters[cat in CARE] += 1
            no = {'run': i + 1, 'bu': counters[cat in CARE], 'odd': 3 * i + 2, 'text': i + 1}[numbering]
            no = f'{"介" if cat in CARE else "医"}-{counters[cat in CARE]}' if numbering == 'text' else str(no)
            self.rows.append(self.project(i, cat, no))
        self.facilities = []
        for i, row in enumerate(self.rows):
            if row['category'] == 'III':
                self.build_up(i, row)
        self.years = r.choice([[YEAR, YEAR + 1], [YEAR], [YEAR, YEAR + 1, YEAR + 2], [YEAR - 1, YEAR, YEAR + 1]])
        self.onwards = len(self.years) > 1 and self.chance(0.3)
        self.continuations = {i: self.indicators() for i in range(n) if self.chance(0.12)}
        for i, row in enumerate(self.rows):
            row['YEARS'] = {}
            if row['end'] > dt.date(YEAR + 1, 3, 31) or self.chance(0.7):
                years = [y for y in self.years if y >= YEAR and dt.date(y, 4, 1) <= row['end']]
                rest = row['fund']
                for y in years[:-1]:
                    part = rest * r.randint(2, 8) // 10 // self.step * self.step
                    row['YEARS'][y] = part
                    rest -= part
                row['YEARS'][years[-1]] = rest
                for y in self.years:
                    if y not in row['YEARS'] and self.chance(0.5):
                        row['YEARS'][y] = 0

    @property
    def step(self):
        return 1000

    def indicators(self):
        r = self.r
        base = r.randint(10, 80)
        up = self.chance(0.5)
        keep = self.chance(0.15)
        target = base if keep else base + r.randint(1, 9) * (1 if up else -1)
        return {
            'oc_name': r.choice(['充足率', '訪問診療を受けた患者数', '離職率', '地域密着型サービスの定員']),
            'oc_baseline': base, 'oc_target': target, 'oc_unit': r.choice(['％', '人', '床', '件']),
            'oc_direction': '維持' if keep else '増' if up else '減',
            'oc_year': r.choice(['令和8年度', 'R8', '令和９年度末']), 'oc_source': '病床機能報告',
            'op_name': r.choice(['転換病床数', '開催回数', '受講者数']), 'op_target': r.choice([5, 12, '12回以上', '1,200']),
            'op_unit': r.choice(['床', '回', '人']),
        }

    def project(self, i, cat, no):
        r = self.r
        fund = r.randint(300, 90_000) * 1000
        if self.chance(0.06):
            fund = r.randint(100_000, 4_000_000) * 1000
        other = r.choice([0, 0, r.randint(1, 20_000) * 1000])
        national = fund if cat == 'I-2' else fund * 2 // 3 // 1000 * 1000
        kind = r.choice(['公', '民', '民', '公民混在'])
        body = {'公': self.name, '民': r.choice(['医療法人みどり会', '社会福祉法人あおぞら会', f'{self.name}医師会']),
                '公民混在': '市内医療機関'}[kind]
        given = self.chance(0.4)
        split = self.chance(0.3)
        carried = r.choice([None, None, 0, fund // 5000 * 1000]) if cat != 'I-2' else None
        start = r.choice([dt.date(2026, 4, 1)] * 3 + [dt.date(2026, 10, 1), dt.date(2026, 7, 15), dt.date(2025, 4, 1)])
        end = r.choice([dt.date(2027, 3, 31)] * 3 + [dt.date(2028, 3, 31), dt.date(2027, 2, 28)])
        if start.year == 2025 and end.year == 2027:
            end = dt.date(2028, 3, 31)
        row = {
            'no': no, 'category': cat, 'standard_example': r.choice([None, 5, '26', '7-2']),
            'name': f'{r.choice(PROJECT_NAMES[cat])}（{self.name}{i + 1}）',
            'continuity': r.choice(['新規', '継続']), 'area': f'{self.name}圏域', 'body': body, 'body_kind': kind,
            'start': start, 'end': end,
            'needs': f'{self.name}では高齢化が進み、必要性が高い。', 'vision': '地域医療構想の実現に資する。' if cat == 'I-1' else None,
            'content': r.choice(['必要な経費を補助する。', '研修を行い、\n人材を確保する。', '①相談窓口の設置　②研修の実施']),
            'relation': '指標の改善につなげる。',
            'total': fund + other, 'fund': fund, 'national': national if given else None,
            'prefectural': fund - national if given else None, 'other': other,
            'public': None, 'private': None, 'entrusted': None, 'carried': carried,
            'carried_from': r.choice([None, 2024, 2025]) if carried else None,
            'tax': r.choice([None, '税込', '税抜', '対象外']), 'remarks': r.choice([None, '令和7年度からの継続', '※関係機関と協議済み']),
        }
        row.update(self.indicators())
        if cat == 'I-1' and self.chance(0.3):
            row['vision'] = None
            row['needs'] += '地域医療構想に基づく。'
        if split and given:
            row['public'] = national if kind == '公' else 0
            row['private'] = national - row['public']
            row['entrusted'] = r.choice([None, 0, row['private'] // 3000 * 1000])
        return row

    def build_up(self, i, row):
        """One to three facilities that add up to the fund."""
        r = self.r
        parts, rest = [], row['fund']
        for _ in range(r.randint(1, 3) - 1):
            part = rest // 3000 * 1000
            if part:
                parts.append(part)
                rest -= part
        parts.append(rest)
        for k, part in enumerate(parts):
            rate = r.choice([None, (1, 1), (1, 1), (3, 4), (1, 2)])
            num, den = rate or (1, 1)
            need = -(-part * den // num)
            need = -(-need // 1000) * 1000
            premium = r.choice([None, None, (1, 1), (105, 100), (12, 10)])
            pn, pd = premium or (1, 1)
            quantity = r.choice([1, 2, 9, 29])
            price = -(-need * pd // (quantity * pn))
            price = -(-price // 1000) * 1000 + r.choice([0, 1000, 50_000])
            standard = price * quantity * pn // pd // 1000 * 1000
            donations = r.choice([None, 0, 200_000])
            self.facilities.append({
                'row': i, 'f_no': row['no'], 'f_kind': '認知症高齢者グループホーム', 'f_name': f'グループホームみどり{k + 1}',
                'f_work': r.choice(['創設', '増築', None]), 'f_unit': r.choice(['施設', '床', '定員', '人', '人/月']),
                'f_quantity': quantity, 'f_price': price, 'f_premium': premium, 'f_standard': standard,
                'f_total': need + (donations or 0) + r.choice([0, 3_000_000]), 'f_eligible': need + r.choice([0, 1_000_000]),
                'f_donations': donations, 'f_rate': rate, 'f_fund': part,
            })

    # ---- spelling --------------------------------------------------------------------------------------------
    def styles(self):
        r = self.r
        self.money_style = r.choice(['number'] * 4 + ['text', 'fw', 'suffix', 'kanji', 'mixed', 'yen', 'stored'])
        if self.unit_at == 'cells':
            self.money_style = r.choice(['suffix', 'kanji'])
        self.date_style = r.choice(['date'] * 3 + ['wareki', 'fwareki', 'short', 'short2', 'ligature', 'slash', 'iso',
                                                   'serial', 'month', 'stray', 'fy', 'mixed'])
        self.cat_style = r.choice(['roman', 'roman', 'ascii', 'arabic', 'fw', 'circled', 'kubun', 'kubunfw', 'jigyokubun',
                                   'name', 'date', 'number', 'both', 'mixed'])
        self.choice_style = r.choice(['plain'] * 4 + ['space', 'nbsp', 'zero', 'radical'])
        self.no_style = r.choice(['number', 'text', 'fw', 'space'])
        self.date1904 = self.chance(0.05)
        self.one_period = self.chance(0.1)
        self.zero_style = r.choice(['0', '0', '0', '△0', '▲ 0', '(0)', '−0'])
        self.blank_style = r.choice([None, None, '－', '―', '‐', '—', '-', '・', 'なし', ' ', '　'])
        for style in ('money_style', 'date_style', 'cat_style', 'choice_style'):
            self.tag(f'{style[:-6]}={getattr(self, style)}')

    def money(self, yen, unit=None, style=None):
        """A cell content that means `yen` under the unit of its column (None: none known)."""
        r = self.r
        unit = unit or self.unit
        style = style or self.money_style
        if style == 'mixed':
            style = r.choice(['number', 'text', 'fw', 'suffix', 'kanji', 'yen'])
        text = decimal_text(yen, unit)
        if yen == 0 and self.zero_style != '0' and self.unit_at != 'cells' and self.chance(0.5):
            return self.zero_style
        if style == 'number':
            return plain(yen, unit)
        if style == 'stored':
            return text.replace(',', '')
        if style == 'text':
            return r.choice([text, ' ' + text, text + '　', text + '\n'])
        if style == 'fw':
            return text.translate(FW)
        if style == 'suffix':
            own = r.choice([unit, '円', '千円'])
            out = decimal_text(yen, own) + own
            return out.translate(FW) if self.chance(0.2) else out
        if style == 'yen':
            return r.choice([f'¥{yen:,}', f'￥{yen:,}', f'{yen:,}円', f'{yen:,} 円'])
        return kanji(yen)

    def date(self, d, first):
        style = self.date_style
        if style == 'mixed':
            style = self.r.choice(['date', 'wareki', 'short', 'slash', 'iso', 'month', 'serial'])
        y = d.year - 2018
        last_of_month = (d + dt.timedelta(days=1)).day == 1
        fits_month = d.day == 1 if first else last_of_month
        fits_year = (d.month, d.day) == ((4, 1) if first else (3, 31))
        era = f'令和{y}年{d.month}月{d.day}日'
        if style == 'date':
            return dt.datetime(d.year, d.month, d.day)
        if style == 'fwareki':
            return era.translate(FW)
        if style == 'short':
            return f'R{y}.{d.month}.{d.day}'
        if style == 'short2':
            return f'令{y}.{d.month}.{d.day}'
        if style == 'ligature':
            return f'㋿{y}.{d.month}.{d.day}' if self.chance(0.5) else f'㋿{y}年{d.month}月{d.day}日'
        if style == 'slash':
            return f'{d.year}/{d.month}/{d.day}'
        if style == 'iso':
            return d.isoformat()
        if style == 'serial':
            return (d - dt.date(1899, 12, 30)).days - (1462 if self.date1904 else 0)
        if style == 'stray':
            return f' 令和 {y}年　{d.month}月{d.day} 日 '
        if style == 'month' and fits_month:
            return f'令和{y}年{d.month}月'
        if style == 'fy' and fits_year:
            return f'令和{y if first else y - 1}年度'
        return era

    def category(self, cat):
        r = self.r
        style = self.cat_style
        if style == 'mixed':
            style = r.choice(['roman', 'ascii', 'arabic', 'fw', 'circled', 'kubun', 'kubunfw', 'jigyokubun', 'name', 'date',
                              'number', 'both'])
        roman, arabic = ROMAN[cat], ARABIC[cat]
        dash = r.choice(['-', '－', '−', '‐', '–'])
        if style == 'ascii':
            return ASCII[cat].replace('-', dash)
        if style == 'arabic':
            return arabic
        if style == 'fw':
            return arabic.translate(FW)
        if style == 'circled':
            return CIRCLED[cat]
        if style == 'kubun':
            return '区分' + arabic
        if style == 'kubunfw':
            return '区分' + roman.translate(FW)
        if style == 'jigyokubun':
            return '事業区分' + roman
        if style == 'name':
            return r.choice(NAMES[cat])
        if style == 'both':
            return roman + r.choice(['　', ' ', '\n']) + r.choice(NAMES[cat])
        if style == 'date' and cat in ('I-1', 'I-2'):
            return r.choice([dt.datetime(2026, 1, int(cat[-1])), f'1月{cat[-1]}日'])
        if style == 'number' and '-' not in arabic:
            return int(arabic)
        return roman.replace('-', dash)

    def choice(self, text):
        style = self.choice_style
        if text is None:
            return None
        if style == 'space':
            return f' {text}　'
        if style == 'nbsp':
            return f'\u00a0{text}'
        if style == 'zero':
            return f'{text[0]}\u200b{text[1:]}'
        if style == 'radical':
            return text.translate(KANGXI)
        return text

    def number_text(self, no):
        if self.no_style == 'number' and no.isdigit():
            return int(no)
        if self.no_style == 'fw':
            return no.translate(FW)
        if self.no_style == 'space':
            return f' {no}'
        return no

    def rate(self, rate):
        if rate is None:
            return None
        num, den = rate
        text = '10/10' if rate == (1, 1) else f'{num}/{den}'
        date = dt.datetime(2026, 10, 10) if rate == (1, 1) else dt.datetime(2026, num, den)
        return self.r.choice([text, text, text.translate(FW).replace('/', '／'), num / den, f'{100 * num // den}%', date])

    def premium(self, premium):
        if premium is None:
            return None
        n, d = premium
        extra = round(n / d - 1, 4)
        forms = [round(n / d, 4), f'{100 * n // d}%']
        if extra:
            forms += [extra, f'{round(extra * 100)}%', f'{round(extra * 100)}％'.translate(FW)]
        return self.r.choice(forms)

    # ---- workbook --------------------------------------------------------------------------------------------
    def shape(self):
        r = self.r
        self.blocks = [list(b) for b in BLOCKS]
        self.present = {k for b in self.blocks for k in b}
        if self.chance(0.3):
            for key in OPTIONAL:
                if self.chance(0.3) and key not in getattr(self, 'needed', set()):
                    self.present.discard(key)
            self.tag('dropped')
        if not any(row['end'] <= dt.date(2027, 3, 31) for row in self.rows) or any(
                row['end'] > dt.date(2027, 3, 31) or row['start'] < dt.date(2026, 4, 1) for row in self.rows):
            self.present.add('YEARS')
        if any(row['category'] == 'I-1' and row['vision'] for row in self.rows):
            for row in self.rows:
                if row['category'] == 'I-1' and 'vision' not in self.present:
                    row['needs'] += '地域医療構想による。'
        if self.one_period:
            self.blocks = [['period'] if b == ['start', 'end'] else b for b in self.blocks]
        self.present.discard(getattr(self, 'drop_required', None))
        self.blocks = [[k for k in b if k in self.present or k == 'period'] for b in self.blocks]
        self.blocks = [b for b in self.blocks if b]
        if self.chance(0.3):
            head = self.blocks.pop(0)
            r.shuffle(self.blocks)
            self.blocks.insert(0 if self.chance(0.7) else r.randint(0, len(self.blocks)), head)
            self.tag('reordered')
        self.extra_label = r.choice([None, None, None, '県確認欄', '所管課']) if not self.one_period else None
        self.extra_unlabelled = self.chance(0.1)
        self.pad_rows, self.pad_cols = r.choice([(0, 0), (0, 0), (2, 1), (3, 2), (5, 0)])
        self.depth = r.choice([2, 2, 2, 2, 3, 3, 1])
        self.merged = self.chance(0.75)
        self.line_breaks = self.chance(0.2)
        self.synonyms = self.chance(0.4)
        self.labels = {}
        flat = self.depth == 1
        # A group heading is kept or given up as a whole; leaves alone would be no labels of the form.
        keep_group = {'事業期間': not self.synonyms or self.chance(0.5), '基金充当額': not self.synonyms or self.chance(0.5)}
        outcome = GROUP_ALSO['アウトカム指標'] if self.synonyms and self.chance(0.5) else 'アウトカム指標'
        output = GROUP_ALSO['アウトプット指標'] if self.synonyms and self.chance(0.5) else 'アウトプット指標'
        for key, spellings in LABELS.items():
            group, leaf = spellings[0]
            grouped = [s for s in spellings if s[0]]
            single = [s for s in spellings if not s[0]]
            if group in keep_group and (flat or not keep_group[group]) and single:
                group, leaf = r.choice(single)
            elif self.synonyms:
                group, leaf = r.choice(grouped or single)
            group = {'アウトカム指標': outcome, 'アウトプット指標': output}.get(group, group)
            self.labels[key] = (group, leaf)
        self.year_form = r.choice(['令和{e}年度', 'R{e}', '{w}年度', '令和{f}年度', 'R{e}年度', '令{e}年度', '{w}'])

    def year_label(self, y, last):
        e = y - 2018
        form = self.year_form
        if last and self.onwards:
            form = form.replace('{w}', '{w}年度').replace('年度年度', '年度') if form == '{w}' else form
            form = form if form.endswith('年度') else form + '年度'
            form += '以降'
        return form.format(e=e, w=y, f=str(e).translate(FW))

    def columns(self):
        """[(key, group, leaf)] from the left."""
        out = []
        for block in self.blocks:
            for key in block:
                if key == 'YEARS':
                    for y in self.years:
                        out.append((('y', y), '年度別基金所要額', self.year_label(y, y == self.years[-1])))
                else:
                    out.append((key, *self.labels[key]))
        if self.extra_label:
            out.insert(self.r.randint(3, len(out)), ('extra', None, self.extra_label))
        if self.extra_unlabelled:
            out.append(('unlabelled', None, None))
        return out

    def broken(self, text):
        if text and self.line_breaks and len(text) > 3:
            k = self.r.randint(1, len(text) - 1)
            return text[:k] + self.r.choice(['\n', '\n', ' ', '　']) + text[k:]
        return text

    def write_header(self, ws, top, left, columns, unit_in_header):
        depth, bottom = self.depth, top + self.depth - 1
        if depth == 3:
            ws.cell(top, left, '事業の概要及び費用')
            if self.merged:
                ws.merge_cells(start_row=top, start_column=left, end_row=top, end_column=left + len(columns) - 1)
        group_row = bottom - 1
        previous = None
        for k, (key, group, leaf) in enumerate(columns):
            col = left + k
            if leaf is None:
                previous = None
                continue
            text = self.broken(leaf)
            amount = key in AMOUNTS or isinstance(key, tuple)
            if amount and unit_in_header:
                text += self.r.choice(['（{}）', '（単位：{}）', '\n（{}）', '[{}]']).format(self.unit)
            if depth == 1:
                ws.cell(top, col, (group + text) if group and not isinstance(key, tuple) else text)
                continue
            if group:
                ws.cell(bottom, col, text)
                if group != previous:
                    ws.cell(group_row, col, self.broken(group))
                    last = k
                    while last + 1 < len(columns) and columns[last + 1][1] == group:
                        last += 1
                    if self.merged and last > k:
                        ws.merge_cells(start_row=group_row, start_column=col, end_row=group_row, end_column=left + last)
            else:
                ws.cell(group_row, col, text)
                if self.merged:
                    ws.merge_cells(start_row=group_row, start_column=col, end_row=bottom, end_column=col)
            previous = group
        return bottom + 1

    def content(self, i, key, row):
        """What stands in the cell of a project."""
        if (i, key) in self.raw:
            return self.raw[(i, key)]
        if isinstance(key, tuple):
            value = row['YEARS'].get(key[1])
            return self.blank_style if value is None else self.money(value)
        if key in AMOUNTS:
            value = row[key]
            return self.blank_style if value is None else self.money(value)
        if key == 'no':
            return self.number_text(row['no']) if row['no'] is not None else None
        if key == 'category':
            return self.category(row['category'])
        if key == 'start':
            return self.date(row['start'], True)
        if key == 'end':
            return self.date(row['end'], False)
        if key == 'period':
            tilde = self.r.choice(['～', '〜', '~', ' ～ ', '\n～\n'])
            keep, self.date_style = self.date_style, self.r.choice(['wareki', 'short', 'slash', 'fwareki', 'month'])
            text = f'{self.date(row["start"], True)}{tilde}{self.date(row["end"], False)}'
            self.date_style = keep
            return text
        if key in ('tax', 'carried_from') and row[key] is None and self.dashes:
            return self.dashes
        if key in ('continuity', 'body_kind', 'tax', 'oc_direction'):
            return self.choice(row[key])
        if key == 'carried_from':
            y = row[key]
            return None if y is None else self.r.choice([f'令和{y - 2018}年度', f'R{y - 2018}', y, f'{y}年度', f'令和{y - 2018}年度'.translate(FW)])
        if key == 'extra':
            return self.r.choice([None, '済', '要確認'])
        if key == 'unlabelled':
            return self.r.choice([None, None, '○'])
        if key in ('oc_baseline', 'oc_target') and self.money_style == 'fw' and isinstance(row[key], int):
            return str(row[key]).translate(FW)
        return row.get(key)

    def check_value(self, indices, key):
        """What a check row must say; None where nothing is filled."""
        total, any_given = 0, False
        for i in indices:
            row = self.rows[i]
            value = row['YEARS'].get(key[1]) if isinstance(key, tuple) else row[key]
            if (i, key) in self.null_values or i in self.outside:
                value = None
            if value is not None:
                total += value
                any_given = True
        return total if any_given else None

    def write_table(self, ws, indices, columns):
        r = self.r
        left = 1 + self.pad_cols
        row = 1 + self.pad_rows
        ws.cell(row, left, f'令和8年度　{self.name}　事業一覧')
        row += 1
        if self.unit_at in ('sheet', 'both', 'all') or self.sheet_unit:
            at = r.choice([left, left + len(columns) - 1])
            ws.cell(row, at, r.choice(['（単位：{}）', '単位：{}', '（単位:{}）', '（単位　{}）', '【単位：{}】']).format(
                self.sheet_unit or self.unit))
            self.unit_cells.append((ws.title, f'{L(at)}{row}'))
        row += r.choice([1, 2])
        first = self.write_header(ws, row, left, columns, self.unit_at in ('header', 'all'))
        self.header_rows[ws.title] = (row, first - 1)
        at = first
        where = {key: left + k for k, (key, _, _) in enumerate(columns)}
        self.where[ws.title] = where
        amount_keys = [k for k, _, _ in columns if k in AMOUNTS or isinstance(k, tuple)]

        def check(word, members, cell=None):
            nonlocal at
            col = where[r.choice(['no', 'name', 'name', 'category']) if cell is None else cell]
            ws.cell(at, col, word)
            if self.dashes:
                for key in ('area', 'body', 'body_kind', 'content', 'oc_name', 'needs', 'start', 'end', 'oc_direction'):
                    if key in where and where[key] != col:
                        ws.cell(at, where[key], self.dashes)
            for key in amount_keys:
                value = self.check_value(members, key)
                if value is None or (key != 'fund' and self.chance(0.15)):
                    continue
                spot = f'{L(where[key])}{at}'
                if self.sum_formulas and contiguous(members) and self.money_style == 'number' and self.chance(0.6) and not any(
                        (m, key) in self.raw for m in members):
                    lines = [self.at[m][1] for m in members]
                    letter = L(where[key])
                    if len(members) < 4 and self.chance(0.5) and self.blank_style is None and self.zero_style == '0':
                        ws[spot] = '=' + '+'.join(f'{letter}{x}' for x in lines)
                    else:
                        ws[spot] = f'=SUM({letter}{lines[0]}:{letter}{lines[-1]})'
                else:
                    ws[spot] = self.money(value)
                self.checks.append((ws.title, spot, key, members))
            at += 1

        def contiguous(members):
            lines = [self.at[m][1] for m in members]
            return bool(lines) and lines == list(range(lines[0], lines[0] + len(lines)))

        def note():
            nonlocal at
            ws.cell(at, r.choice([left, where['name']]), r.choice(['※金額は税込み。', '注）見込額を含む。', '（注）端数処理による。', '※1 千円未満切捨て']))
            at += 1

        if self.chance(0.12):
            ws.cell(at, where[r.choice(['no', 'name'])], r.choice(['例', '記入例', '（例）', '記入例）○○整備事業']))
            for key in columns:
                if key[0] == 'fund':
                    ws.cell(at, where['fund'], 10_000)
                if key[0] == 'content':
                    ws.cell(at, where['content'], '○○を整備する。')
            at += 1
        since = []
        everything_here = []
        for i in indices:
            data = self.rows[i]
            for key, _, _ in columns:
                value = self.content(i, key, data)
                if value is not None:
                    cell = ws.cell(at, where[key])
                    if isinstance(value, str) and value.startswith('#') and value.endswith(('!', '?', 'A')):
                        cell.value, cell.data_type = value, 'e'
                    else:
                        cell.value = value
                    if isinstance(value, str) and not value.startswith('='):
                        if self.rich and key in ('name', 'content') and len(value) > 4 and (i, key) not in self.raw:
                            cell.value = CellRichText(value[:2], TextBlock(InlineFont(b=True), value[2:]))
                    if isinstance(value, dt.datetime):
                        cell.number_format = 'm/d' if key == 'category' else r.choice(['yyyy/m/d', '[$-411]ggge"年"m"月"d"日"'])
            self.at[i] = (ws.title, at)
            since.append(i)
            everything_here.append(i)
            at += 1
            for extra in ([self.continuations[i]] if i in self.continuations else []):
                for key, _, _ in columns:
                    if key in extra and key.startswith(self.continuation_part):
                        ws.cell(at, where[key], extra[key])
                    elif self.dashes and key in amount_keys:
                        ws.cell(at, where[key], self.dashes)
                at += 1
            if self.subtotals and self.chance(0.25) and len(since) > 0:
                check('小計' if self.chance(0.7) else '小　計', since)
                since = []
            if self.notes and self.chance(0.15):
                note()
            if self.repeat_header and self.depth < 3 and i != indices[-1] and self.chance(0.2):
                at = self.write_header(ws, at + 1, left, columns, self.unit_at in ('header', 'all'))
            if self.gaps and self.chance(0.2):
                at += r.randint(1, 3)
            if self.memos and self.chance(0.15):
                ws.cell(at, where['name'], r.choice(['うち新規分', '（うち県補助分）', '再掲', 'ＩＣＴ関係（再掲）', '【再掲】研修分']))
                ws.cell(at, where['fund'], 123)
                at += 1
        if self.totals and everything_here:
            if self.chance(0.5):
                for word, members in (('医療分計', [i for i in everything_here if self.rows[i]['category'] not in CARE]),
                                      ('介護分計', [i for i in everything_here if self.rows[i]['category'] in CARE])):
                    whole = [i for i in range(len(self.rows)) if (self.rows[i]['category'] in CARE) == (word == '介護分計')]
                    if members and members == whole:
                        check(word, members)
            if self.chance(0.4):
                cats = sorted({self.rows[i]['category'] for i in everything_here})
                for cat in cats:
                    members = [i for i in everything_here if self.rows[i]['category'] == cat]
                    if members == [i for i in range(len(self.rows)) if self.rows[i]['category'] == cat]:
                        check(r.choice([f'区分{ROMAN[cat]}計', f'区分{ARABIC[cat]}計', f'区分{ROMAN[cat]}　計']), members,
                              r.choice(['no', 'name', 'category']))
            check(r.choice(['合計', '総計', '計', '合　　計', '合 計']), everything_here, r.choice(['no', 'name', 'category']))
        if self.notes:
            at += r.choice([0, 1])
            note()
        self.last_row[ws.title] = at
        return where

    def build(self):
        r = self.r
        self.styles()
        self.at, self.checks, self.unit_cells, self.header_rows, self.where, self.last_row = {}, [], [], {}, {}, {}
        self.fat = {}
        self.subtotals, self.totals, self.notes, self.gaps, self.memos = (self.chance(p) for p in (.25, .35, .3, .2, .12))
        self.dashes = r.choice(['－', '―', '-']) if self.chance(0.15) else None
        self.merge_numbers = self.chance(0.3)
        self.repeat_header = self.chance(0.08)
        self.sum_formulas, self.rich = self.chance(0.5), self.chance(0.1)
        self.continuation_part = r.choice([('oc_', 'op_'), ('op_',), ('oc_',)])
        self.sheet_unit = None
        if self.unit_at == 'cells' and self.chance(0.5):
            self.unit_at = 'cover'
        self.apply_faults()
        self.shape()
        wb = Workbook()
        if self.date1904:
            wb.epoch = CALENDAR_MAC_1904
        wb.remove(wb.active)
        self.write_cover(wb.create_sheet(r.choice(['表紙', '表紙', '（様式１）表紙', '表 紙'])))
        self.write_goals(wb.create_sheet(r.choice(['区域・目標', '区域･目標', '２　区域・目標', '区域・目標等'])))
        columns = self.columns()
        care = [i for i, row in enumerate(self.rows) if row['category'] in CARE]
        medical = [i for i, row in enumerate(self.rows) if row['category'] not in CARE]
        if self.two_sheets:
            plan = [(r.choice(['事業一覧（医療分）', '医療分 事業一覧']), medical), (r.choice(['事業一覧（介護分）', '介護分_事業一覧']), care)]
        else:
            plan = [(r.choice(['事業一覧', '事業一覧', '③事業一覧', '事業一覧 ']), list(range(len(self.rows))))]
        self.project_sheets = []
        for title, indices in plan:
            ws = wb.create_sheet(title.strip())
            self.project_sheets.append(ws.title)
            self.write_table(ws, indices, columns)
        if self.facilities or self.chance(0.3):
            self.write_facilities(wb.create_sheet(r.choice(['施設整備内訳', '施設整備内訳（Ⅲ）', '４ 施設整備内訳'])))
        self.extras(wb)
        for act in self.after:
            act(wb)
        self.dress(wb)
        return wb

    def write_cover(self, ws):
        r = self.r
        self.cover_sheet = ws.title
        code = self.code
        kind = r.choice(['six', 'six', 'six', 'five', 'number', 'fw'])
        if kind == 'five':
            code = code[:5]
        elif kind == 'number':
            code = int(code)
        elif kind == 'fw':
            code = code.translate(FW)
        name = self.name
        form = r.choice(['plain', 'plain', 'pref', 'head', 'ke', 'both', 'space'])
        if form in ('pref', 'both'):
            name = self.pref + name
        if form in ('head', 'both'):
            name += '長'
        if form == 'ke':
            name = name.replace('ヶ', '\0').replace('ケ', 'ヶ').replace('\0', 'ケ')
        if form == 'space':
            name = '　'.join(name)
        year = r.choice(['令和8年度', 'R8', '2026', 2026, '2026年度', '令和８年度', '令和 8 年度', '令和8年度'])
        pairs = [('様式版', r.choice(['2026', 2026])), ('計画年度', year), ('都道府県名', self.pref), ('団体コード', code),
                 ('市町村名', name), ('提出日', r.choice(['令和8年6月15日', dt.datetime(2026, 6, 15), 'R8.6.15', None])),
                 ('文書番号', '健第321号'), ('担当課', '健康福祉課'), ('担当者', '髙橋　太郎'), ('電話番号', '025-000-0000'),
                 ('メールアドレス', 'kikin@example.lg.jp'),
                 ('金額の単位', self.cover_unit if hasattr(self, 'cover_unit') else self.unit if self.unit_at in ('cover', 'both', 'all') else None),
                 ('段階', None if self.stage == '計画' and self.chance(0.3) else self.stage),
                 ('対象', r.choice([None, self.scope or '医療分・介護分'])),
                 ('該当事業なし', r.choice(['○', '〇', '◯']) if self.has_none else None)]
        if self.prefectural:
            self.cover_drop.add('市町村名')
        if self.chance(0.05):
            pairs[5] = ('提出日', r.choice(['令和　　年　　月　　日', '－', '令和 年 月 日']))
        pairs = [(k, self.cover_raw.get(k, v)) for k, v in pairs if k not in self.cover_drop]
        optional = {'都道府県名', '提出日', '文書番号', '担当課', '担当者', '電話番号', 'メールアドレス', '対象', '該当事業なし'}
        if self.chance(0.2):
            pairs = [(k, v) for k, v in pairs if k not in optional or (k == '該当事業なし' and self.has_none)
                     or (k == '都道府県名') or k in self.cover_raw]
        if self.chance(0.2):
            r.shuffle(pairs)
        layout = r.choice(['right', 'right', 'gap', 'below', 'two', 'merged'])
        self.tag(f'cover={layout}')
        top, left = r.choice([(3, 1), (5, 2), (2, 3)])
        ws.cell(1, 1, f'{self.name}計画（地域医療介護総合確保基金）')
        spread = self.chance(0.15)
        self.cover_at = {}
        self.cover_layout = layout
        for k, (label, value) in enumerate(pairs):
            row, col = top + k, left
            if layout == 'two':
                row, col = top + k // 2, left + (k % 2) * 3
            if layout == 'below':
                row, col = top + 2 * (k // 4), left + k % 4
            text = '　'.join(label) if spread else label + r.choice(['', '', '：', '　', '（※）' if layout != 'below' else ''])
            ws.cell(row, col, text)
            vr, vc = (row + 1, col) if layout == 'below' else (row, col + {'gap': 2, 'merged': 2}.get(layout, 1))
            if layout == 'merged':
                ws.merge_cells(start_row=row, start_column=col, end_row=row, end_column=col + 1)
                ws.merge_cells(start_row=row, start_column=vc, end_row=row, end_column=vc + 3)
            if value is not None:
                cell = ws.cell(vr, vc, value)
                if isinstance(value, dt.datetime):
                    cell.number_format = 'yyyy/m/d'
            self.cover_at[label] = f'{L(vc)}{vr}'
        if layout == 'right' and '該当事業なし' in self.cover_at and not self.has_none and self.chance(0.2):
            ws[self.cover_at['該当事業なし']].offset(0, 1).value = '※該当する事業がない場合は○'
        if layout in ('right', 'gap') and self.chance(0.1):
            ws.cell(top + len(pairs) + 1, left, '上記のとおり提出します。')
        if '金額の単位' in self.cover_at and dict(pairs)['金額の単位']:
            self.unit_cells.append((ws.title, self.cover_at['金額の単位']))

    def write_goals(self, ws):
        r = self.r
        self.goals_sheet = ws.title
        ws.append(['市町村医療介護総合確保区域'])
        ws.append(['区域名', '構成する日常生活圏域', '設定の考え方'])
        ws.append([f'{self.name}圏域', '中央・東・西', '日常生活圏域を念頭に設定'])
        ws.append([])
        ws.append(['目標'])
        ws.append(['区分', '目標', '指標名', '現状値', '目標値', '単位', '目標年度'])
        cats = sorted({row['category'] for row in self.rows}) or ['II']
        for cat in cats:
            ws.append([self.category(cat) if self.chance(0.5) else ROMAN[cat], 'サービス提供体制の充実', '整備率', 50, 60, '％',
                       '令和8年度'])
            if isinstance(ws.cell(ws.max_row, 1).value, dt.datetime):
                ws.cell(ws.max_row, 1).number_format = 'm/d'
        ws.append([])
        if self.prefectural:
            own = ws.parent.create_sheet('意見聴取')
            text = ws.parent.create_sheet('計画本文')
            text.append(['章', '節', '本文'])
            text.append(['1 計画の基本的事項', '(1) 基本的な考え方', '地域医療構想の達成を図る。'])
            text.append(['2 事業の評価方法', '(2) 事後評価の方法', '評価を行う。'])
            ws = own
        ws.append(['意見聴取'])
        ws.append(['実施日', '対象', '方法', '主な意見', '反映状況'])
        ws.append([r.choice(['令和8年5月20日', '令和8年5月～6月', dt.datetime(2026, 5, 20)]), '地域医療介護推進協議会', '会議',
                   '人材確保を優先すべき', '事業に反映'])

    def write_facilities(self, ws):
        r = self.r
        self.facility_sheet = ws.title
        keys = [k for k in FACILITY if k not in ('f_name', 'f_work', 'f_unit') or self.chance(0.85)]
        if self.chance(0.2):
            r.shuffle(keys)
        labels = {k: r.choice(FLABELS[k]) if self.synonyms else FLABELS[k][0] for k in keys}
        row = r.choice([1, 2])
        if self.unit_at in ('sheet', 'both', 'all') :
            ws.cell(row, 1, f'（単位：{self.unit}）')
            self.unit_cells.append((ws.title, f'A{row}'))
        row += r.choice([1, 2])
        self.header_rows[ws.title] = (row, row)
        where = {k: 1 + n for n, k in enumerate(keys)}
        self.where[ws.title] = where
        for k in keys:
            text = self.broken(labels[k])
            if k in FAMOUNTS and self.unit_at == 'header':
                text += f'（{self.unit}）'
            ws.cell(row, where[k], text)
        at = row + 1
        first = at
        for n, data in enumerate(self.facilities):
            for k in keys:
                if ('f', n, k) in self.raw:
                    value = self.raw[('f', n, k)]
                elif k == 'f_no':
                    value = self.number_text(data['f_no']) if data['f_no'] is not None else None
                elif k == 'f_rate':
                    value = self.rate(data[k])
                elif k == 'f_premium':
                    value = self.premium(data[k])
                elif k == 'f_quantity':
                    value = r.choice([data[k], data[k], f'{data[k]}', f'{data[k]}{data["f_unit"]}'])
                elif k in FAMOUNTS:
                    value = self.blank_style if data[k] is None else self.money(data[k])
                else:
                    value = data[k]
                if value is not None:
                    cell = ws.cell(at, where[k], value)
                    if isinstance(value, dt.datetime):
                        cell.number_format = 'm/d'
                    if isinstance(value, float) and k in ('f_rate', 'f_premium') and self.chance(0.5):
                        cell.number_format = '0%'
            self.fat[n] = at
            if self.merge_numbers and n and self.facilities[n - 1]['row'] == data['row'] and ('f', n, 'f_no') not in self.raw:
                previous = at - 1
                while previous > first and ws.cell(previous, where['f_no']).value is None:
                    previous -= 1
                ws.cell(at, where['f_no']).value = None
                for area in list(ws.merged_cells.ranges):
                    if area.min_row == previous and area.min_col == where['f_no']:
                        ws.unmerge_cells(str(area))
                ws.merge_cells(start_row=previous, start_column=where['f_no'], end_row=at, end_column=where['f_no'])
            at += 1
        if self.facilities and self.chance(0.3):
            ws.cell(at, where['f_no'], '合計')
            for k in ('f_total', 'f_fund'):
                total = sum(f[k] for f in self.facilities)
                if not any(key[0] == 'f' and key[2] == k for key in self.raw if len(key) == 3):
                    ws.cell(at, where[k], self.money(total))

    def extras(self, wb):
        r = self.r
        if self.chance(0.15):
            ws = wb.create_sheet(r.choice(['記入要領', '選択肢']))
            ws.append(['区分', 'Ⅰ-1', 'Ⅰ-2'])
        if self.chance(0.12):
            ws = wb.create_sheet(r.choice(['前年度', '事業一覧（前年度）', '記入例', '参考資料', '事業一覧_記入例']))
            ws.append(['No.', '区分', '事業名', '新規・継続', '対象区域', '実施主体', '公民の別', '開始年月日', '終了年月日', '基金計', '総事業費'])
            ws.append([1, 'Ⅰ-1', '前年度の事業', '新規', '○', '○', '公', '令和7年4月1日', '令和8年3月31日', 500, 100])
            if self.chance(0.5):
                ws.sheet_state = 'hidden'
                self.findings.append(('F007', 'warning', ws.title, None))
        if self.chance(0.1):
            ws = wb.create_sheet(r.choice(['Sheet1', '積算メモ']))
            ws.append(['積算', 1, 2, 3])
        if self.chance(0.08):
            wb.create_sheet('Sheet2')
        if self.chance(0.1) and self.at:
            i = r.choice(list(self.at))
            title, row = self.at[i]
            wb[title].row_dimensions[row].hidden = True
            self.findings.append(('F007', 'warning', title, ['*%d' % row]))
            self.tag('hiddenrow')
        if self.chance(0.08) and self.at and 'total' in self.where[self.at[0][0]]:
            title = self.at[0][0]
            col = self.where[title]['total']
            wb[title].column_dimensions[L(col)].hidden = True
            self.findings.append(('F007', 'warning', title, [f'{L(col)}*']))
            self.tag('hiddencol')
        if self.chance(0.07) and self.at:
            i = r.choice(list(self.at))
            title, row = self.at[i]
            for key, col in self.where[title].items():
                cell = wb[title].cell(row, col)
                if cell.value is not None and not isinstance(cell.value, CellRichText):
                    cell.font = Font(strike=True)
            if not isinstance(wb[title].cell(row, self.where[title]['name']).value, CellRichText):
                self.findings.append(('F007', 'warning', title, ['*%d' % row]))
                self.tag('struck')

    def dress(self, wb):
        r = self.r
        for ws in wb:
            if self.chance(0.3):
                ws.freeze_panes = 'D6'
            if self.chance(0.2):
                for row in range(ws.max_row + 1, ws.max_row + 40):
                    ws.cell(row, 1).fill = PatternFill('solid', fgColor='FFFF00')
            if self.chance(0.15):
                dv = DataValidation(type='list', formula1='"新規,継続"', allow_blank=True)
                ws.add_data_validation(dv)
                dv.add('E6:E200')
            if self.chance(0.15):
                ws.conditional_formatting.add('A1:Z50', CellIsRule(operator='lessThan', formula=['0'], fill=PatternFill('solid', bgColor='FF0000')))
            if self.chance(0.15) and ws.cell(1, 1).value:
                ws.cell(1, 1).comment = Comment('確認済み', '担当')
            if self.chance(0.1):
                ws.print_title_rows = '1:3'

    # ---- faults ----------------------------------------------------------------------------------------------
    def apply_faults(self):
        if self.wants_faults:
            import faults
            faults.apply(self)

    # ---- expectations ----------------------------------------------------------------------------------------
    def expectation(self, file):
        where = self.where
        rows = []
        for i in sorted(self.at, key=lambda i: (self.project_sheets.index(self.at[i][0]), self.at[i][1])):
            row = self.rows[i]
            title, line = self.at[i]
            present = where[title]

            def value(key):
                if key not in present or (i, key) in self.null_values:
                    return None
                return row[key]
            out = {'no': row['no'], 'category': row['category'], 'name': row['name'], 'start': row['start'].isoformat(),
                   'end': row['end'].isoformat(), 'sheet': title, 'row': line}
            for key in ('total', 'fund', 'national', 'prefectural', 'other'):
                out[key] = value(key)
            for key in list(out):
                if (i, key) in self.null_values:
                    out[key] = None if key in AMOUNTS else '?'
                if (i, key) in self.skip_values or ('amounts?' in self.flags and key in AMOUNTS):
                    out[key] = '?'
            rows.append(out)
        totals = {}
        whole = not self.null_values and not self.skip_values and not self.flags & {'totals?', 'amounts?'}
        for cat in ROMAN:
            mine = [(i, self.rows[i]) for i in self.at if self.rows[i]['category'] == cat]
            has = lambda key: all(key in where[self.at[i][0]] for i, _ in mine)
            fund = sum(row['fund'] or 0 for _, row in mine)
            parts = {}
            for i, row in mine:
                carried = (row['carried'] or 0) if has('carried') else 0
                source = row['carried_from'] if carried and has('carried_from') else None
                parts['new'] = parts.get('new', 0) + (row['fund'] or 0) - carried
                if carried:
                    parts[source] = parts.get(source, 0) + carried
            national = fund if cat == 'I-2' else sum(f * 2 // 3 // 1000 * 1000 for f in parts.values())
            totals[cat] = {'projects': len(mine), 'fund': fund, 'national': national, 'prefectural': fund - national,
                           'total': sum(row['total'] or 0 for _, row in mine) if has('total') else 0,
                           'other': sum(row['other'] or 0 for _, row in mine) if has('other') else 0}
        errors = any(f[1] == 'error' for f in self.findings)
        warnings = any(f[1] == 'warning' for f in self.findings)
        return {'seed': self.seed, 'file': file, 'tags': self.tags,
                'verdict': 'rejected' if errors else 'accepted_with_warnings' if warnings else 'accepted',
                'code': self.code, 'name': self.name,
                'stage': None if 'stage?' in self.flags else self.stage, 'rows': None if 'rows?' in self.flags else rows,
                'totals': totals if whole else None, 'findings': self.findings,
                'check_code': 'code?' not in self.flags, 'no_resave': 'no resave' in self.flags}


def no_workbook(seed, directory):
    """Files that are told apart by content and refused."""
    r = random.Random(f'{seed}/file')
    kind = r.choice(['csv', 'pdf', 'xls', 'encrypted', 'zip', 'cut', 'macro', 'empty'])
    path = os.path.join(directory, f'n{seed:05d}_{kind}.xlsx')
    book = os.path.join(directory, f'n{seed:05d}_book.tmp')
    wb = Workbook()
    wb.active.append(['様式'])
    wb.save(book)
    data = open(book, 'rb').read()
    os.remove(book)
    rule = 'F001'
    if kind == 'csv':
        data = 'No.,区分,事業名\r\n1,Ⅰ-1,整備事業\r\n'.encode(r.choice(['cp932', 'utf-8', 'utf-8-sig']))
    elif kind == 'pdf':
        data = b'%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n'
    elif kind in ('xls', 'encrypted'):
        name = 'Workbook' if kind == 'xls' else 'EncryptedPackage'
        rule = 'F001' if kind == 'xls' else 'F002'
        data = compound(name)
    elif kind == 'zip':
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, 'w') as z:
            z.writestr('計画.txt', 'これは表ではありません。')
        data = buffer.getvalue()
    elif kind == 'cut':
        rule, data = 'F005', data[:len(data) // 2]
    elif kind == 'macro':
        rule = 'F003'
        buffer = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, 'w') as z:
            for item in source.namelist():
                content = source.read(item)
                if item == '[Content_Types].xml':
                    content = content.replace(b'spreadsheetml.sheet.main+xml', b'X')
                    content = content.replace(b'application/vnd.openxmlformats-officedocument.X',
                                              b'application/vnd.ms-excel.sheet.macroEnabled.main+xml')
                    content = content.replace(b'</Types>', b'<Override PartName="/xl/vbaProject.bin" ContentType='
                                              b'"application/vnd.ms-office.vbaProject"/></Types>')
                z.writestr(item, content)
            z.writestr('xl/vbaProject.bin', b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + b'\0' * 600)
        data = buffer.getvalue()
    elif kind == 'empty':
        data = b''
    with open(path, 'wb') as f:
        f.write(data)
    return {'seed': seed, 'file': path, 'tags': [kind], 'verdict': 'rejected', 'findings': [(rule, 'error', None, None)],
            'unreadable': True, 'check_code': False, 'stage': None, 'rows': None, 'totals': None, 'no_resave': True}


def compound(stream):
    """A compound file of one sector of directory and one empty stream."""
    def entry(name, kind, child):
        text = name.encode('utf-16-le') + b'\0\0' if name else b''
        return (text.ljust(64, b'\0') + len(text).to_bytes(2, 'little') + bytes([kind, 1]) + b'\xff' * 8
                + child.to_bytes(4, 'little') + b'\0' * 36 + (0xFFFFFFFE).to_bytes(4, 'little') + b'\0' * 8)
    header = bytes.fromhex('d0cf11e0a1b11ae1') + b'\0' * 16 + bytes.fromhex('3e000300feff09000600') + b'\0' * 10
    header += (1).to_bytes(4, 'little') + (1).to_bytes(4, 'little') + b'\0' * 4 + (4096).to_bytes(4, 'little')
    header += (0xFFFFFFFE).to_bytes(4, 'little') + b'\0' * 4 + (0xFFFFFFFE).to_bytes(4, 'little') + b'\0' * 4
    header += b'\0' * 4 + b'\xff' * (512 - len(header) - 4)
    fat = (0xFFFFFFFD).to_bytes(4, 'little') + (0xFFFFFFFE).to_bytes(4, 'little') + b'\xff' * 504
    directory = entry('Root Entry', 5, 1) + entry(stream, 2, 0xFFFFFFFF) + entry('', 0, 0xFFFFFFFF) * 2
    return header + fat + directory


def make(seed, directory, faults):
    if faults and seed % 25 == 24:
        return no_workbook(seed, directory)
    plan = Plan(seed, faults)
    plan.invent()
    wb = plan.build()
    path = os.path.join(directory, f'{"f" if faults else "c"}{seed:05d}_{plan.name}.xlsx')
    wb.save(path)
    if hasattr(plan, 'finish'):
        plan.finish(path)
    return plan.expectation(path)


def resave(paths):
    """Saves workbooks again through LibreOffice: furigana, ghost rows, cached values."""
    if not paths:
        return
    out = os.path.join(os.path.dirname(paths[0]), 'resaved')
    subprocess.run(['soffice', '--headless', f'-env:UserInstallation=file://{out}.profile', '--convert-to', 'xlsx', '--outdir', out, *paths],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for path in paths:
        os.replace(os.path.join(out, os.path.basename(path)), path)


if __name__ == '__main__':
    directory = sys.argv[2] if len(sys.argv) > 2 else '.'
    os.makedirs(directory, exist_ok=True)
    sys.path.insert(0, HERE)
    answer = make(int(sys.argv[1]), directory, faults=len(sys.argv) > 3)
    print(json.dumps(answer, ensure_ascii=False, indent=1, default=str))
