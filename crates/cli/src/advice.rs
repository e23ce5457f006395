//! What to do when the machine fails: errors of the system and of the database come in English and in words of their own.

/// What an error's text holds, and what whoever reads it can do.
const KNOWN: &[(&[&str], &str)] = &[
    (
        &[
            "os error 28",
            "os error 122",
            "os error 27",
            "database or disk is full",
            "(code: 13)",
            "SQLSTATE 53100",
            "could not extend file",
        ],
        "書き込み先の空き容量（割当ての上限を含みます）が足りません。空きを作ってから、同じ指定でもう一度実行してください。",
    ),
    (
        &["os error 30", "os error 13", "os error 1)", "readonly database", "(code: 8)"],
        "書き込む権限がないか、読み取り専用の場所です。場所と権限を確かめてください。",
    ),
    (
        &["database is locked", "(code: 5)", "database table is locked"],
        "別の処理がデータベースに書き込んでいます。終わってから、同じ指定でもう一度実行してください。",
    ),
    (
        &["disk I/O error", "os error 5)", "(code: 10)"],
        "ディスクの読み書きに失敗しました。ディスクの状態と空き容量を確かめてから kikin verify で確認し、同じ指定でもう一度実行してください。",
    ),
    (
        &["malformed", "file is not a database", "(code: 11)", "(code: 26)"],
        "データベースのファイルが壊れているか、別のファイルです。指定を確かめ、必要なら控えから復元（kikin restore）してください。",
    ),
    (
        &["unable to open database file", "(code: 14)"],
        "データベースのファイルを開けません。場所と権限、読み取り専用でないことを確かめてください。",
    ),
    (
        &[
            "Connection refused",
            "Connection reset",
            "Broken pipe",
            "terminating connection",
            "expected to read",
            "shutting down",
            "starting up",
            "in recovery mode",
            "pool timed out",
            "end of file",
            "server closed",
        ],
        "データベースのサーバーにつながらないか、途中で切れました。サーバーが動いていることを確かめてから、同じ指定でもう一度実行してください。",
    ),
];

/// What to do about an error of the machine; nothing where the error says it itself.
pub(crate) fn advice(error: &anyhow::Error) -> Option<&'static str> {
    let told = format!("{error:#}");
    KNOWN.iter().find(|(parts, _)| parts.iter().any(|part| told.contains(part))).map(|(_, what)| *what)
}
