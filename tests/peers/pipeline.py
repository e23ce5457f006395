#!/usr/bin/env python3
"""The peer: what a prefecture's clerk would script. Reads, stores and writes with no checks at all.

    pipeline.py DIRECTORY DATABASE OUT

pandas + openpyxl read 事業一覧 of every workbook, SQLAlchemy stores the rows in SQLite, XlsxWriter writes one list for each
prefecture. Prints one line of JSON: files, projects, fund in yen.
"""
import glob
import json
import os
import sys

import pandas as pd
import xlsxwriter
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, insert, select

TEXTS = ['no', 'category', 'example', 'name', 'continuity', 'area', 'body', 'body_kind', 'start', 'end', 'needs', 'vision',
         'oc_name', 'oc_baseline', 'oc_target', 'oc_unit', 'oc_direction', 'oc_year', 'oc_source', 'content', 'op_name',
         'op_target', 'op_unit', 'relation']
AMOUNTS = ['total', 'fund', 'national', 'prefectural', 'other', 'public', 'private', 'entrusted', 'year1', 'year2', 'carried']
LAST = ['carried_from', 'tax', 'remarks']
ALL = TEXTS + AMOUNTS + LAST


def text(value):
    return None if pd.isna(value) else str(value)


def main():
    source, database, out = sys.argv[1:4]
    engine = create_engine(f'sqlite:///{database}')
    meta = MetaData()
    table = Table('projects', meta, Column('id', Integer, primary_key=True), Column('prefecture', String),
                  Column('code', String), Column('file', String),
                  *[Column(key, Integer if key in AMOUNTS else String) for key in ALL])
    meta.create_all(engine)
    files = sorted(glob.glob(os.path.join(source, '*', '*.xlsx')))
    with engine.begin() as connection:
        for path in files:
            with pd.ExcelFile(path, engine='openpyxl') as book:
                cover = pd.read_excel(book, sheet_name='表紙', header=None)
                unit = 1000 if '千円' in cover.iloc[:, 1].astype(str).tolist() else 1
                frame = pd.read_excel(book, sheet_name='事業一覧', header=None, skiprows=5)
            rows = []
            for values in frame.itertuples(index=False):
                row = {'prefecture': os.path.basename(os.path.dirname(path)),
                       'code': os.path.splitext(os.path.basename(path))[0], 'file': os.path.basename(path)}
                for key, value in zip(ALL, values):
                    if key in AMOUNTS:
                        row[key] = None if pd.isna(value) else int(value) * unit
                    else:
                        row[key] = text(value)
                rows.append(row)
            connection.execute(insert(table), rows)
    os.makedirs(out, exist_ok=True)
    projects = fund = 0
    with engine.connect() as connection:
        prefectures = [row[0] for row in connection.execute(select(table.c.prefecture).distinct().order_by('prefecture'))]
        for prefecture in prefectures:
            book = xlsxwriter.Workbook(os.path.join(out, f'{prefecture}.xlsx'), {'constant_memory': True})
            sheet = book.add_worksheet('事業一覧')
            sheet.write_row(0, 0, ['code', *ALL])
            chosen = select(table).where(table.c.prefecture == prefecture).order_by(table.c.code, table.c.id)
            for at, row in enumerate(connection.execute(chosen), 1):
                row = row._mapping
                for column, key in enumerate(['code', *ALL]):
                    value = row[key]
                    if isinstance(value, str):
                        sheet.write_string(at, column, value)
                    elif value is not None:
                        sheet.write_number(at, column, value)
                projects += 1
                fund += row['fund']
            book.close()
    print(json.dumps({'files': len(files), 'projects': projects, 'fund': fund}))


if __name__ == '__main__':
    main()
