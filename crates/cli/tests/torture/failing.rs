//! Writes that fail: what is said on stdout, files that are written, and each write of one import in turn.

use std::fs::{File, OpenOptions};
use std::process::{Command, Output, Stdio};

use crate::place::{OF_YEAR, Place, command, fine, kikin, receipts, said, unfinished};

/// A device on which no write succeeds: no space left.
const FULL: &str = "/dev/full";

fn told(out: &Output) -> String {
    let told = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(!told.contains("panicked"), "{told}");
    told
}

/// A run that failed as the machine did, and says what to do.
#[track_caller]
pub(crate) fn assert_failed(out: &Output, advice: &str) {
    let told = told(out);
    assert_eq!(out.status.code(), Some(2), "{told}");
    assert!(told.contains("→") && told.contains(advice), "{told}");
}

#[test]
fn results_that_cannot_be_said_are_a_failure_and_the_work_stays() {
    let mut place = Place::new("unsaid", false);
    let (few, url) = (place.samples(), place.empty("base"));
    let full = || OpenOptions::new().write(true).open(FULL).expect("Linux has it");
    let on = ["--database", &url];
    let sample = format!("{few}/000_152021_長岡市.xlsx");
    let import = [&["import", &few], &OF_YEAR[..], &on].concat();
    for args in
        [&["rules"][..], &["rules", "--json"], &["check", &sample, "--json"], &import, &[&["verify"], &on[..]].concat()]
    {
        let out = command(args).stdout(full()).output().expect("the binary runs");
        assert_failed(&out, "標準出力");
    }
    let again = fine(&import);
    assert_eq!(receipts(&again, "受付済み").len(), 4, "received although nobody was told: {again}");
    // With nowhere to tell even that, it ends as well.
    let out = command(&["rules"]).stdout(full()).stderr(full()).output().expect("the binary runs");
    assert_eq!(out.status.code(), Some(2));
}

#[test]
fn a_reader_that_has_read_enough_is_no_failure() {
    let mut place = Place::new("enough", false);
    let (few, url) = (place.samples(), place.empty("base"));
    let import = [&["import", &few], &OF_YEAR[..], &["--database", &url]].concat();
    for args in [&["rules"][..], &import] {
        let mut child = command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
        drop(child.stdout.take());
        let out = child.wait_with_output().expect("ended");
        assert_eq!((out.status.code(), told(&out).contains("標準出力")), (Some(0), false), "{}", said(&out));
    }
    assert_eq!(receipts(&fine(&import), "受付済み").len(), 4);
}

#[test]
fn files_that_cannot_be_written_are_named() {
    let mut place = Place::new("unwritten", false);
    let (few, url) = (place.samples(), place.empty("base"));
    fine(&[&["import", &few], &OF_YEAR[..], &["--database", &url]].concat());
    let sample = format!("{few}/000_152021_長岡市.xlsx");
    for args in [
        &["export", "plan", "-o", FULL, "--database", &url][..],
        &["export", "plan", "-o", &place.at("plan.xlsx"), "--data", FULL, "--database", &url],
        &["mark", &sample, "-o", FULL],
    ] {
        assert_failed(&kikin(args), "空き容量");
    }
    // A file where a folder is wanted.
    let out = kikin(&["export", "plan", "-o", &format!("{sample}/plan.xlsx"), "--database", &url]);
    assert_eq!(out.status.code(), Some(2), "{}", said(&out));
    assert!(said(&out).contains("書き込めません"), "{}", said(&out));
}

/// Runs a command whose files may not grow beyond so many blocks of 512 bytes: a write beyond fails, as on a bad disk.
fn limited(blocks: u64, args: &[&str]) -> Output {
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f \"$1\"; shift; exec \"$@\"", "sh", &blocks.to_string()]);
    let program = command(args);
    shell.arg(program.get_program()).args(program.get_args()).env("KIKIN_READERS", "1");
    shell.output().expect("sh")
}

/// One import under limits that let it come a step further each time.
#[test]
fn each_write_of_an_import_fails_once() {
    let mut place = Place::new("limited", false);
    let few = place.samples();
    let undisturbed = place.empty("undisturbed");
    let import = |url: &str| [&["import", &few], &OF_YEAR[..], &["--database", url]].concat().join("\n");
    let args = import(&undisturbed);
    fine(&args.split('\n').collect::<Vec<_>>());
    let size = std::fs::metadata(place.at("undisturbed.db")).expect("made").len();
    // In time with how often the program is killed: a few steps with the tests, many in the whole run.
    let steps = (crate::times() / 2).clamp(6, 120);
    let mut failed = 0;
    for step in 0..steps {
        let url = place.empty("limited");
        let args = import(&url);
        let args: Vec<&str> = args.split('\n').collect();
        let out = limited(size * step / steps / 512, &args);
        let received = receipts(&String::from_utf8_lossy(&out.stdout), "受付");
        if out.status.code() != Some(0) {
            failed += 1;
            assert_failed(&out, "もう一度実行");
        }
        recovered(&args, &url, &received);
    }
    // The last steps may have room enough: the log beside the database is shorter than the database.
    assert!(failed * 2 >= steps, "{failed} of {steps}");
}

/// Nothing is harmed, what was told is kept, and the same command ends well.
#[track_caller]
pub(crate) fn recovered(import: &[&str], url: &str, received: &[(u64, String)]) {
    let verify = kikin(&["verify", "--database", url]);
    let unborn = received.is_empty() && ["がありません", "kikin migrate"].iter().any(|p| said(&verify).contains(p));
    assert!(verify.status.code() == Some(0) || unborn, "{}", said(&verify));
    let again = fine(import);
    let before = receipts(&again, "受付済み");
    assert!(received.iter().all(|one| before.contains(one)), "{received:?}: {again}");
    assert_eq!(before.len() + receipts(&again, "受付").len(), 4, "{again}");
    fine(&["verify", "--database", url]);
}

#[test]
fn an_export_and_a_backup_without_room_leave_what_was_there() {
    let mut place = Place::new("roomless", false);
    let (few, url) = (place.samples(), place.empty("base"));
    fine(&[&["import", &few], &OF_YEAR[..], &["--database", &url]].concat());
    std::fs::create_dir_all(place.at("out")).expect("made");
    let (plan, copy) = (place.at("out/plan.xlsx"), place.at("out/copy.db"));
    std::fs::write(&plan, "former").expect("written");
    let export = ["export", "plan", "-o", &plan, "--database", &url];
    let backup = ["backup", "-o", &copy, "--database", &url];
    for blocks in [0, 1, 16] {
        assert_failed(&limited(blocks, &export), "空き容量");
        assert_eq!(std::fs::read_to_string(&plan).expect("there"), "former");
        assert_failed(&limited(blocks, &backup), "もう一度実行");
        assert!(File::open(&copy).is_err());
        assert_eq!(unfinished(&place.folder.join("out")), Vec::<String>::new());
    }
    fine(&["verify", "--database", &url]);
    fine(&export);
    fine(&backup);
    let restored = place.at("out/restored.db");
    let restore = ["restore", &copy, "--database", &format!("sqlite://{restored}")];
    assert_failed(&limited(16, &restore), "空き容量");
    assert!(File::open(&restored).is_err());
    // Side files of a database that was taken away would be read into the restored one.
    std::fs::write(format!("{restored}-wal"), "").expect("written");
    let out = kikin(&restore);
    assert!(out.status.code() == Some(2) && said(&out).contains("restored.db-wal"), "{}", said(&out));
    std::fs::remove_file(format!("{restored}-wal")).expect("removed");
    fine(&restore);
}
