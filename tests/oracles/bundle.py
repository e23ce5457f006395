"""Checks an auditor's bundle by the description in docs/evidence.md alone, with nothing of ours.

    python bundle.py BUNDLE.zip     prints events, rows, files, and the sum of the funds of the kept plans in yen
"""

import csv
import hashlib
import io
import json
import sys
import zipfile

EVIDENCE = """uploads submissions submission_versions submission_events projects indicators yearly_amounts facilities workbook_parts
plan_versions plan_lines plan_events plan_papers plan_fixings plan_texts attachments attachment_events round_events comments
assessments assessment_answers evaluations evaluation_indicators evaluation_fronts grants""".split()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def digest(cells):
    found = hashlib.sha256()
    for pair in cells:
        for text in pair:
            data = text.encode()
            found.update(len(data).to_bytes(8, "big") + data)
    return found.digest()


def main(path):
    archive = zipfile.ZipFile(path)
    names = archive.namelist()
    assert names[-1] == "manifest.json" and len(set(names)) == len(names)
    manifest = json.loads(archive.read("manifest.json"))
    assert archive.comment.decode() == sha256(archive.read("manifest.json"))
    assert [entry["path"] for entry in manifest["files"]] == names[:-1]
    for entry in manifest["files"]:
        data = archive.read(entry["path"])
        assert (len(data), sha256(data)) == (entry["bytes"], entry["sha256"]), entry["path"]

    head, records = "0" * 64, {}
    events = [json.loads(line) for line in archive.read("events.jsonl").splitlines()]
    for number, event in enumerate(events, 1):
        canonical = json.loads(event["canonical"])
        assert (event["sequence"], canonical["sequence"], canonical["previous"]) == (number, number, head)
        assert sha256(event["canonical"].encode()) == event["hash"]
        assert sha256(event["records"].encode()) == canonical["records"]
        for record in json.loads(event["records"]):
            if record["table"] in EVIDENCE and record["rows"]:
                records[number, record["table"], record["owner"]] = record
        head = event["hash"]
    assert manifest["head"] == {"sequence": len(events), "sha256": head}

    rows = [json.loads(line) for line in archive.read("rows.jsonl").splitlines()]
    groups = {}
    for row in rows:
        groups.setdefault((row["event"], row["table"], row["owner"]), []).append(digest(row["cells"]))
    assert groups.keys() == records.keys()
    for key, digests in groups.items():
        assert sha256(b"".join(sorted(digests))) == records[key]["sha256"], key

    kept = {sha256(archive.read(name)) for name in names if name.split("/")[0] in ("originals", "attachments", "plans")}
    named = {dict(row["cells"])["sha256"] for row in rows if row["table"] in ("uploads", "attachments", "plan_papers")}
    assert kept == named
    funds = 0
    for name in names:
        if name.startswith("split/"):
            table = list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            for line in table:
                assert int(line["state_yen"]) + int(line["prefecture_yen"]) == int(line["fund_yen"]), line
                funds += int(line["fund_yen"])
    print(json.dumps({"events": len(events), "rows": len(rows), "files": len(names) - 1, "funds": funds}))


if __name__ == "__main__":
    main(sys.argv[1])
