//! The program as a process: what the system tells of it, files that come when the test wants, and copies of a sample.

use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdout, Command, Output, Stdio};

pub(crate) const ONE_READER: (&str, &str) = ("KIKIN_READERS", "1");

pub(crate) fn command(args: &[&str], settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kikin"));
    command.args(args).envs(settings.iter().copied());
    command
}

pub(crate) fn run(args: &[&str], settings: &[(&str, &str)]) -> Output {
    command(args, settings).output().expect("the binary runs")
}

pub(crate) fn said(out: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}

pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a scratch folder");
    folder
}

/// A sample workbook in bytes of its own: the archive's comment differs.
pub(crate) fn copy_of_sample(number: u16) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/152021_長岡市.xlsx");
    let mut bytes = std::fs::read(path).expect("the sample");
    let comment = bytes.len() - 2;
    assert_eq!(bytes[comment..], [0, 0], "the sample's archive has no comment");
    bytes[comment..].copy_from_slice(&2_u16.to_le_bytes());
    bytes.extend(number.to_be_bytes());
    bytes
}

/// Paths of so many copies, in a folder.
pub(crate) fn copies(folder: &Path, count: u16) -> Vec<String> {
    let path = |number: u16| folder.join(format!("{number:03}.xlsx"));
    for number in 0..count {
        std::fs::write(path(number), copy_of_sample(number)).expect("written");
    }
    (0..count).map(|number| path(number).to_string_lossy().into_owned()).collect()
}

/// A file that nobody has written yet: who opens it waits, and so does who writes it until it is opened.
pub(crate) fn fifo(folder: &Path) -> String {
    let path = folder.join("これから.xlsx").to_string_lossy().into_owned();
    assert!(Command::new("mkfifo").arg(&path).status().expect("mkfifo").success());
    path
}

/// A running program.
pub(crate) struct Running {
    pub(crate) child: Child,
    pub(crate) out: BufReader<ChildStdout>,
    pub(crate) err: BufReader<ChildStderr>,
}

pub(crate) fn start(args: &[&str], settings: &[(&str, &str)]) -> Running {
    let mut child =
        command(args, settings).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
    let (out, err) = (child.stdout.take().expect("piped"), child.stderr.take().expect("piped"));
    Running { child, out: BufReader::new(out), err: BufReader::new(err) }
}

impl Running {
    /// Sends a signal to the program alone.
    pub(crate) fn signal(&self, signal: &str) {
        send(signal, self.child.id());
    }

    /// The reading processes at work or waiting.
    pub(crate) fn readers(&self) -> Vec<u32> {
        children(self.child.id())
    }
}

pub(crate) fn send(signal: &str, process: u32) {
    assert!(Command::new("kill").args([signal, &process.to_string()]).status().expect("kill").success());
}

/// The next line.
pub(crate) fn line(from: &mut impl std::io::BufRead) -> String {
    let mut line = String::new();
    from.read_line(&mut line).expect("a line");
    line
}

pub(crate) fn children(parent: u32) -> Vec<u32> {
    let numbers = std::fs::read_dir("/proc").expect("proc").filter_map(|e| e.ok()?.file_name().to_str()?.parse().ok());
    let of_parent = |process: &u32| {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        let after_name = stat.rsplit_once(')').map(|(_, rest)| rest.to_owned()).unwrap_or_default();
        after_name.split_whitespace().nth(1).and_then(|p| p.parse().ok()) == Some(parent)
    };
    numbers.filter(of_parent).collect()
}

/// The most memory a process has held, in bytes.
pub(crate) fn peak(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("running");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the peak");
    line.trim().trim_end_matches("kB").trim().parse::<u64>().expect("a number") * 1024
}
