//! A reading process as its parent sees it.

use std::io::{self, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::frame;
use super::limits::ReaderLimits;
use super::message::{Answer, Greeting, Head, MOST_ANSWER, MOST_HEAD, MOST_MARKED};

/// How often a wait looks whether it is to end.
const GLANCE: Duration = Duration::from_millis(50);
/// How long a process may take to greet: it has read nothing yet, but a busy machine starts it late.
const GREETING: Duration = Duration::from_secs(60);
/// How long a process whose pipe has broken may take to end.
const LEAVING: Duration = Duration::from_millis(500);
/// Most of a process's last words that are kept.
const LAST_WORDS: u64 = 2 * 1024;

/// A process that reads.
pub(super) struct Process {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    errors: ChildStderr,
    patience: Duration,
}

/// What came back for a file.
pub(super) struct Answered {
    pub(super) answer: Answer,
    pub(super) marked: Vec<u8>,
    /// Bytes of the answer on the pipe.
    pub(super) length: usize,
    pub(super) head: Head,
}

/// Why nothing came back.
pub(super) enum Lost {
    /// The parent was told to stop.
    Interrupted,
    /// The file ended the process, or the process made no sense. The reason is for the operator.
    Stopped(String),
}

/// How a wait ended.
enum Watched {
    InTime,
    TooLong,
    Interrupted,
}

impl Process {
    /// Starts a process and hears its greeting.
    ///
    /// # Errors
    /// What keeps it from starting; none of it is a file's fault.
    pub(super) fn start(program: &Path, limits: ReaderLimits, stop: &AtomicBool) -> io::Result<Self> {
        let mut command = Command::new(program);
        command
            .arg("worker")
            .args(["--memory-mb", &limits.memory_mb.to_string()])
            .args(["--plan-memory-mb", &limits.plan_memory_mb.to_string()])
            .args(["--cpu-seconds", &limits.cpu_seconds.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        apart(&mut command);
        let mut child = command.spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(to), Some(from), Some(errors)) = pipes else {
            return Err(io::Error::other("no pipes"));
        };
        let mut process = Self { child, to, from: BufReader::new(from), errors, patience: limits.patience() };
        let (heard, _) = process.watched(GREETING, stop, |_, from| frame::read(from, MOST_HEAD));
        let greeting = heard?.ok_or_else(|| io::Error::other("読み取りプロセスが起動直後に終わりました"))?;
        match postcard::from_bytes::<Greeting>(&greeting) {
            Ok(greeting) if greeting == Greeting::ours() => Ok(process),
            _ => Err(io::Error::other("読み取りプロセスの版が違います。プログラムの更新後は起動し直してください")),
        }
    }

    /// Whether it is still there.
    pub(super) fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Asks one question. Lost processes are of no more use, and are ended when dropped.
    pub(super) fn ask(&mut self, question: &[u8], file: &[u8], stop: &AtomicBool) -> Result<Answered, Lost> {
        let patience = self.patience;
        let (talk, watched) = self.watched(patience, stop, |to, from| {
            frame::write(to, question)?;
            frame::write(to, file)?;
            to.flush()?;
            let mut next = |most| frame::read(from, most)?.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof));
            io::Result::Ok((next(MOST_HEAD)?, next(MOST_ANSWER)?, next(MOST_MARKED)?))
        });
        match (talk, watched) {
            (_, Watched::Interrupted) => Err(Lost::Interrupted),
            (_, Watched::TooLong) => Err(Lost::Stopped(format!("{}秒以内に終わりませんでした", patience.as_secs()))),
            (Err(error), Watched::InTime) => Err(Lost::Stopped(self.last_words(&error))),
            (Ok((head, answer, marked)), Watched::InTime) => self.understood(&head, &answer, marked),
        }
    }

    fn understood(&mut self, head: &[u8], answer: &[u8], marked: Vec<u8>) -> Result<Answered, Lost> {
        let nonsense = |_| Lost::Stopped("答えが読み取れません".to_owned());
        let head: Head = postcard::from_bytes(head).map_err(nonsense)?;
        if head.worn {
            // What it holds and what its answer becomes here are never held at once.
            self.end();
        }
        Ok(Answered { length: answer.len(), answer: postcard::from_bytes(answer).map_err(nonsense)?, marked, head })
    }

    /// Talks to the process while another thread watches the clock, and ends the process when it takes too long or nobody
    /// wants the answer any more: then the talk fails.
    fn watched<T>(
        &mut self,
        patience: Duration,
        stop: &AtomicBool,
        talk: impl FnOnce(&mut ChildStdin, &mut BufReader<ChildStdout>) -> io::Result<T>,
    ) -> (io::Result<T>, Watched) {
        let Self { child, to, from, .. } = self;
        let (done, waits) = mpsc::channel::<()>();
        thread::scope(|scope| {
            let watch = scope.spawn(move || {
                let watched = watch(&waits, patience, stop);
                if !matches!(watched, Watched::InTime) {
                    let _ = child.kill();
                }
                watched
            });
            let said = talk(to, from);
            drop(done);
            // A watch that panicked has seen nothing.
            (said, watch.join().unwrap_or(Watched::InTime))
        })
    }

    /// How the process ended, and what it said last.
    fn last_words(&mut self, error: &io::Error) -> String {
        if error.kind() == io::ErrorKind::InvalidData {
            return "答えが長すぎます".to_owned();
        }
        // The pipe has broken: it is about to end by itself, and leaves its own reason if it is given the time.
        let begun = Instant::now();
        while self.is_alive() && begun.elapsed() < LEAVING {
            thread::sleep(Duration::from_millis(1));
        }
        self.end();
        let ended = self.child.wait().map_or_else(|error| error.to_string(), how_it_ended);
        let mut said = Vec::new();
        let _ = self.errors.by_ref().take(LAST_WORDS).read_to_end(&mut said);
        let said = String::from_utf8_lossy(&said).split_whitespace().collect::<Vec<_>>().join(" ");
        match said.is_empty() {
            true => format!("読み取りプロセスが終わりました（{ended}）"),
            false => format!("読み取りプロセスが終わりました（{ended}：{said}）"),
        }
    }

    /// Ends the process and waits for its end.
    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// Waits for the talk to end.
fn watch(done: &Receiver<()>, patience: Duration, stop: &AtomicBool) -> Watched {
    let begun = Instant::now();
    loop {
        match done.recv_timeout(GLANCE.min(patience)) {
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return Watched::InTime,
            Err(RecvTimeoutError::Timeout) if stop.load(Ordering::Relaxed) => return Watched::Interrupted,
            Err(RecvTimeoutError::Timeout) if begun.elapsed() >= patience => return Watched::TooLong,
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// A process of its own group: Ctrl-C at the terminal is for the parent, who ends its work in order. It inherits nothing of
/// the surroundings, passwords of databases among them.
#[cfg(unix)]
fn apart(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0).env_clear();
}

/// A process of its own group: Ctrl-C at the terminal is for the parent, who ends its work in order.
#[cfg(windows)]
fn apart(command: &mut Command) {
    use std::os::windows::process::CommandExt as _;
    const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;
    command.creation_flags(CREATE_NEW_PROCESS_GROUP);
}

#[cfg(not(any(unix, windows)))]
fn apart(_: &mut Command) {}

fn how_it_ended(status: ExitStatus) -> String {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt as _;
        if let Some(signal) = status.signal() {
            return match signal {
                6 => "異常終了。メモリーの上限を超えた場合を含みます".to_owned(),
                24 => "処理時間の上限".to_owned(),
                other => format!("シグナル {other}"),
            };
        }
    }
    status.to_string()
}
