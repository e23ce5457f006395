#!/usr/bin/env python3
"""Writes a seeded nation: one municipal plan workbook for each of the 1,741 municipalities, about 52,000 projects.

    nation.py DIRECTORY [--times N] [--share S]

DIRECTORY/NN/<code>.xlsx for each prefecture NN, and DIRECTORY/expected.json with the number of files, projects and the
total of 基金充当額 計 in yen, which every timed run is held against. `--times N` gives every municipality N times as many
projects; `--share S` takes every S-th municipality only. The same arguments give the same bytes.
"""
import argparse
import csv
import datetime as dt
import json
import os
import random

import xlsxwriter

HERE = os.path.dirname(os.path.abspath(__file__))
BODIES = os.path.join(HERE, '..', '..', 'crates', 'domain', 'data', 'local-governments.csv')
CATEGORIES = ['Ⅰ-1', 'Ⅰ-2', 'Ⅱ', 'Ⅲ', 'Ⅳ', 'Ⅴ', 'Ⅵ']
PLAIN = {
    'Ⅰ-1': ('病床機能転換施設整備事業', '回復期病床の充足率', '％', '転換病床数', '床'),
    'Ⅰ-2': ('病床機能再編支援事業', '対象区分の病床の割合', '％', '支援した医療機関数', '施設'),
    'Ⅱ': ('在宅医療推進センター運営事業', '訪問診療を受けた患者数', '人', '連携会議の開催回数', '回'),
    'Ⅲ': ('認知症高齢者グループホーム整備事業', '地域密着型サービスの定員', '人', '整備施設数', '施設'),
    'Ⅳ': ('看護師等養成所運営事業', '看護職員の従事者数', '人', '養成数', '人'),
    'Ⅴ': ('介護職員初任者研修受講支援事業', '介護職員数', '人', '受講者数', '人'),
    'Ⅵ': ('地域医療勤務環境改善体制整備事業', '時間外労働の平均', '時間', '支援した医療機関数', '施設'),
}
HEADERS = [
    ('No.', []), ('区分', []), ('標準事業例', []), ('事業名', []), ('新規・継続', []), ('対象区域', []), ('実施主体', []),
    ('公民の別', []), ('事業期間', ['開始', '終了']), ('背景にある医療・介護ニーズ', []), ('地域医療構想との関係', []),
    ('アウトカム指標', ['指標名', '現状値', '目標値', '単位', '望ましい方向', '目標年度', '出典']), ('事業の内容', []),
    ('アウトプット指標', ['指標名', '目標値', '単位']), ('アウトカムとアウトプットの関連', []), ('総事業費（A+B+C）', []),
    ('基金充当額', ['計（A+B）', '国（A）', '都道府県（B）']), ('その他（C）', []),
    ('国費における公民の別', ['公', '民', 'うち受託事業等（再掲）']), ('年度別基金所要額', ['令和8年度', '令和9年度']),
    ('うち過年度残額', []), ('充当元計画年度', []), ('消費税の取扱い', []), ('備考', []),
]
FACILITY = ['事業No.', '施設種別', '施設名', '整備区分', '単位', '数量', '補助単価', '割増率', '基準額', '総事業費',
            '対象経費の支出予定額', '寄附金その他の収入額', '補助率', '基金充当額']


def workbook(path, code, prefecture, name, projects, rng):
    """Writes one workbook and returns (projects, fund in yen)."""
    unit = rng.choice([1, 1, 1000])
    book = xlsxwriter.Workbook(path)
    book.set_properties({'created': dt.datetime(2026, 6, 1)})
    head = book.add_format({'bold': True, 'border': 1, 'text_wrap': True, 'bg_color': '#DDEBF7'})
    text = book.add_format({'border': 1, 'text_wrap': True, 'valign': 'top'})
    yen = book.add_format({'border': 1, 'num_format': '#,##0'})
    day = book.add_format({'border': 1, 'num_format': 'yyyy/m/d'})

    cover = book.add_worksheet('表紙')
    word = '円' if unit == 1 else '千円'
    lines = [('様式版', '2026'), ('段階', '計画'), ('計画年度', '令和8年度'), ('都道府県名', prefecture), ('団体コード', code),
             ('市町村名', name), ('提出日', f'令和8年6月{rng.randint(1, 28)}日'), ('文書番号', f'{name[:1]}第{rng.randint(1, 900)}号'),
             ('担当課', '健康福祉課'), ('担当者', '見本 太郎'), ('電話番号', '000-000-0000'),
             ('メールアドレス', 'sample@example.jp'), ('金額の単位', word)]
    for row, (label, value) in enumerate(lines, 2):
        cover.write_string(row, 0, label, head)
        cover.write_string(row, 1, value, text)

    area = book.add_worksheet('区域・目標')
    for column, label in enumerate(['区域名', '構成する日常生活圏域', '設定の考え方']):
        area.write_string(1, column, label, head)
    for column, value in enumerate([f'{name}圏域', '中央・東・西', '日常生活圏域を念頭に設定']):
        area.write_string(2, column, value, text)
    for column, label in enumerate(['区分', '目標', '指標名', '現状値', '目標値', '単位', '目標年度']):
        area.write_string(5, column, label, head)
    for row, category in enumerate(CATEGORIES, 6):
        for column, value in enumerate([category, 'サービス提供体制の充実', '整備率', '50', '60', '％', '令和8年度']):
            area.write_string(row, column, value, text)
    for column, label in enumerate(['実施日', '対象', '方法', '主な意見', '反映状況']):
        area.write_string(15, column, label, head)
    for column, value in enumerate(['令和8年5月20日', '地域の医療関係者', '会議', '人材の確保を急ぐべき', '計画に反映した']):
        area.write_string(16, column, value, text)

    sheet = book.add_worksheet('事業一覧')
    sheet.write_string(0, 0, f'令和8年度 {name} 事業一覧')
    sheet.write_string(1, 0, f'（単位：{word}）')
    column = 0
    for label, leaves in HEADERS:
        if not leaves:
            sheet.merge_range(3, column, 4, column, label, head)
            column += 1
            continue
        sheet.merge_range(3, column, 3, column + len(leaves) - 1, label, head)
        for leaf in leaves:
            sheet.write_string(4, column, leaf, head)
            column += 1
    sheet.freeze_panes(5, 4)
    total_fund, facilities = 0, []
    for index in range(projects):
        category = CATEGORIES[rng.choice([0, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5, 6])]
        kind, outcome, outcome_unit, output, output_unit = PLAIN[category]
        fund, other = rng.randint(300, 90_000) * 1000, rng.choice([0, 0, rng.randint(1, 9_000) * 1000])
        first = fund if rng.random() < .8 else rng.randint(1, fund // 1000) * 1000
        carried = rng.choice([0, 0, 0, fund // 10_000 * 1000])
        private = rng.random() < .6
        base = rng.randint(20, 80)
        down = category == 'Ⅵ'
        values = [
            index + 1, category, str(rng.randint(1, 60)), f'{kind}（{name}{index + 1}）', rng.choice(['新規', '継続']),
            f'{name}圏域', '医療法人みどり会' if private else name, '民' if private else '公',
            dt.date(2026, 4, 1), dt.date(2027, 3, 31),
            f'{name}では高齢化が進み、{kind}の必要性が高い。地域の関係者からも要望が寄せられている。',
            '地域医療構想に掲げる病床の機能分化に資する。' if category == 'Ⅰ-1' else None,
            outcome, base, base - 5 if down else base + rng.randint(1, 20), outcome_unit, '減' if down else '増',
            '令和8年度', '県調べ',
            f'{kind}を行い、地域における医療及び介護の総合的な確保を図る。対象は{name}内の事業者とし、公募により選定する。',
            output, rng.randint(1, 40), output_unit, f'{output}を通じて{outcome}の改善につなげる。',
            fund + other, fund, None, None, other, None, None, None, first, fund - first,
            carried or None, '令和7年度' if carried else None, rng.choice(['税込', '税抜', None]),
            '令和7年度からの継続' if rng.random() < .3 else None,
        ]
        total_fund += fund
        for column, value in enumerate(values):
            place = (5 + index, column)
            if value is None:
                sheet.write_blank(*place, None, text)
            elif isinstance(value, dt.date):
                sheet.write_datetime(*place, dt.datetime(value.year, value.month, value.day), day)
            elif isinstance(value, int):
                amount = 24 <= column <= 34
                sheet.write_number(*place, value // unit if amount else value, yen if amount else text)
            else:
                sheet.write_string(*place, value, text)
        if category == 'Ⅲ':
            facilities.append((index + 1, fund))
    if facilities:
        sheet = book.add_worksheet('施設整備内訳')
        sheet.write_string(0, 0, f'（単位：{word}）')
        for column, label in enumerate(FACILITY):
            sheet.write_string(2, column, label, head)
        for row, (number, fund) in enumerate(facilities, 3):
            grant = fund // unit
            for column, value in enumerate([number, '認知症高齢者グループホーム', f'{name}内事業所{number}', '創設', '施設', 1,
                                            grant, 1, grant, grant, grant, 0, '10/10', grant]):
                if isinstance(value, str):
                    sheet.write_string(row, column, value, text)
                else:
                    sheet.write_number(row, column, value, yen)
    book.close()
    return projects, total_fund


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('directory')
    parser.add_argument('--times', type=int, default=1)
    parser.add_argument('--share', type=int, default=1)
    parser.add_argument('--projects', type=int, help='projects of every municipality, instead of 8 to 52')
    args = parser.parse_args()
    with open(BODIES, encoding='utf-8-sig') as file:
        bodies = [row for row in csv.DictReader(file) if row['name'] != row['prefecture']]
    expected = {'files': 0, 'projects': 0, 'fund': 0, 'prefectures': {}}
    for place, body in enumerate(bodies):
        if place % args.share:
            continue
        rng = random.Random(f"kikin {body['code']}")
        folder = os.path.join(args.directory, body['code'][:2])
        os.makedirs(folder, exist_ok=True)
        projects = (args.projects or rng.choice([8, 15, 22, 30, 36, 45, 52])) * args.times
        count, fund = workbook(os.path.join(folder, f"{body['code']}.xlsx"), body['code'], body['prefecture'],
                               body['name'], projects, rng)
        expected['files'] += 1
        expected['projects'] += count
        expected['fund'] += fund
        of = expected['prefectures'].setdefault(body['code'][:2], {'files': 0, 'projects': 0, 'fund': 0})
        of['files'] += 1
        of['projects'] += count
        of['fund'] += fund
    with open(os.path.join(args.directory, 'expected.json'), 'w', encoding='utf-8') as file:
        json.dump(expected, file, ensure_ascii=False, indent=1)


if __name__ == '__main__':
    main()
