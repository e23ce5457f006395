//! Files that came another way are registered, one by one and in a zip.

use std::io::{Cursor, Write as _};

use axum::http::StatusCode;

use crate::db::on_both;
use crate::pages::Pages;
use crate::people::assert_sound;
use crate::round::{SANJO, file, nagaoka, site, states};

const PROXY: &str = "/years/2026/proxy";
const HOW: &[(&str, &str)] = &[("how", "電子メール"), ("on", "2026-06-01"), ("note", "公印版は郵送")];

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("begins");
        writer.write_all(bytes).expect("writes");
    }
    writer.finish().expect("ends").into_inner()
}

on_both! {
    async fn a_zip_is_told_file_by_file(db: &Db) {
        let pages = Pages::enter(db).await;
        let officer = pages.sign_in(&pages.cast.prefecture).await;
        let (nagaoka_file, sanjo) = (file("長岡市.xlsx", &[]), file("三条市.xlsx", SANJO));
        let zip = zipped(&[
            ("町/長岡市.xlsx", nagaoka_file.bytes.as_slice()),
            ("壊れたもの.xlsx", b"no workbook"),
            ("三条市.xlsx", sanjo.bytes.as_slice()),
            ("メモ.txt", b"memo"),
        ]);
        let sent = officer.send(PROXY, HOW, &[("file", "受領.zip", &zip)]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let told = officer.get(sent.location()).await;
        told.shows(&["3件のうち2件を登録", "長岡市.xlsx", "三条市.xlsx", "登録していません", "メモ.txt", "/years/2026/bodies/152021/receipts/", "ファイルの処理が終わりました"]);
        assert_eq!(states(db, nagaoka()).await, ["提出済", "提出済"]);
        assert_eq!(states(db, site("152048")).await, ["提出済", "提出済"]);
        // Sent once more, nothing is there twice.
        let again = officer.send(PROXY, HOW, &[("file", "長岡市.xlsx", &nagaoka_file.bytes)]).await;
        officer.get(again.location()).await.shows(&["1件のうち1件を登録", "登録済みと同じファイル"]);
        assert_sound(db).await;
    }

    async fn what_is_missing_is_told_and_what_was_typed_stays(db: &Db) {
        let pages = Pages::enter(db).await;
        let officer = pages.sign_in(&pages.cast.prefecture).await;
        officer.get(PROXY).await.shows(&["受け取った方法", "accept=\".xlsx,.zip\""]);
        let nothing = officer.send(PROXY, &[("on", ""), ("note", "山田様から")], &[]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = nothing.text();
        for id in ["how-error", "on-error", "file-error"] {
            assert!(text.contains(&format!("id=\"{id}\"")), "{id}: {text}");
        }
        assert!(text.contains("value=\"山田様から\""), "{text}");
        let damaged = officer.send(PROXY, HOW, &[("file", "a.zip", b"no zip")]).await;
        assert!(damaged.status == StatusCode::UNPROCESSABLE_ENTITY && damaged.text().contains("zipを開けません"));
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        assert_eq!(clerk.get(PROXY).await.status, StatusCode::FORBIDDEN);
        assert_eq!(clerk.send(PROXY, HOW, &[("file", "a.xlsx", b"x")]).await.status, StatusCode::FORBIDDEN);
    }
}
