//! `kikin user`, as whoever runs the machine uses it.

mod run;

use run::{kikin, said, scratch};

/// A migrated database and its address.
fn database(name: &str) -> String {
    let url = format!("sqlite://{}", scratch(name).join("kikin.db").to_string_lossy());
    let out = kikin(&["migrate", "--database", &url]);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out));
    url
}

/// Runs `kikin user …` on a database.
fn user(url: &str, args: &[&str]) -> (Option<i32>, String) {
    let out = kikin(&[&["user"][..], args, &["--database", url]].concat());
    (out.status.code(), said(&out))
}

/// The link's path in what was printed.
fn link(said: &str) -> &str {
    let line = said.lines().find_map(|line| line.trim().strip_prefix("/invitation/")).expect("a link");
    assert!(line.len() == 64 && line.bytes().all(|b| b.is_ascii_hexdigit()), "{line}");
    line
}

const NAGAOKA: [&str; 9] =
    ["add", "--role", "市町村担当", "--organisation", "152021", "--name", "健康福祉課 担当", "--holder", "佐藤 花子"];

#[test]
fn posts_are_made_listed_changed_and_closed() {
    let url = database("user");
    let (code, said) = user(&url, &["list"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("職はまだありません"), "{said}");

    let (code, made) = user(&url, &NAGAOKA);
    assert_eq!(code, Some(0), "{made}");
    assert!(made.contains("152021-01　長岡市　市町村担当　両方　健康福祉課 担当"), "{made}");
    let first = link(&made).to_owned();
    let (code, again) = user(&url, &["invite", "152021-01"]);
    assert_eq!(code, Some(0), "{again}");
    assert_ne!(link(&again), first);

    let (code, made) = user(&url, &["add", "--role", "運用管理", "--name", "情報政策課", "--holder", "高橋 次郎"]);
    assert_eq!(code, Some(0), "{made}");
    assert!(made.contains("kikin-01　全体　運用管理"), "{made}");

    let (code, changed) = user(&url, &["holder", "152021-01", "--name", "鈴木 一郎"]);
    assert_eq!(code, Some(0), "{changed}");
    link(&changed);
    let (_, listed) = user(&url, &["list", "--prefecture", "15"]);
    for part in ["152021-01", "招待待ち", "佐藤 花子", "鈴木 一郎"] {
        assert!(listed.contains(part), "{part} in {listed}");
    }
    assert!(!listed.contains("kikin-01"), "of one prefecture: {listed}");
    let (_, listed) = user(&url, &["list", "--prefecture", "14"]);
    assert!(!listed.contains("152021-01"), "{listed}");

    let (code, ended) = user(&url, &["sign-out", "152021-01"]);
    assert_eq!((code, ended.contains("0件")), (Some(0), true), "{ended}");
    let (code, closed) = user(&url, &["close", "152021-01", "--reason", "組織改正のため"]);
    assert_eq!(code, Some(0), "{closed}");
    let (_, listed) = user(&url, &["list"]);
    assert!(listed.contains("廃止") && listed.contains("組織改正のため"), "{listed}");

    let out = kikin(&["verify", "--database", &url]);
    assert_eq!(out.status.code(), Some(0), "{}", self::said(&out));
}

#[test]
fn what_cannot_be_done_is_said_and_is_no_success() {
    let url = database("user-refused");
    user(&url, &NAGAOKA);
    let auditor = ["add", "--role", "監査", "--organisation", "150002", "--name", "監査", "--holder", "だれか"];
    let refused: [(&[&str], &str); 7] = [
        (&["invite", "152021-99"], "見つかりません"),
        (&["close", "152021-01"], "--reason"),
        (&["reset-totp", "152021-01"], "確認コードは設定されていません"),
        (&["holder", "152021-01", "--name", "鈴木 一郎", "--from", "2001-04-01"], "より前です"),
        (&auditor, "期間の始まりと終わり"),
        (&["add", "--role", "県総括", "--name", "医療政策課", "--holder", "だれか"], "--organisation"),
        (&["add", "--role", "係長", "--name", "医療政策課", "--holder", "だれか"], "役割はありません"),
    ];
    for (args, part) in refused {
        let (code, said) = user(&url, args);
        assert_eq!(code, Some(2), "{args:?}: {said}");
        assert!(said.contains(part), "{part} in {said}");
    }
    let (code, said) = user("sqlite://nowhere/none.db", &["list"]);
    assert_eq!(code, Some(2), "{said}");
}

#[test]
fn the_permissions_are_printed() {
    let out = kikin(&["user", "permissions"]);
    assert_eq!(out.status.code(), Some(0));
    assert!(said(&out).starts_with("# 権限の一覧"));
}
