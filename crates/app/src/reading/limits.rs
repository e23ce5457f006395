//! What a reading process may take, and how it takes it upon itself.

use std::time::Duration;

/// What one file may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReaderLimits {
    /// Memory for reading, in MB, beyond what the program itself takes.
    pub memory_mb: u64,
    /// The same for a workbook with the sheets of an exported plan, which holds what all bodies of a prefecture had filed. No
    /// more than [`ReaderLimits::memory_mb`] where nobody may send such plans.
    pub plan_memory_mb: u64,
    /// Processor time, in seconds.
    pub cpu_seconds: u64,
}

impl ReaderLimits {
    /// Memory that suffices for the largest workbook that the gate lets through.
    pub const MEMORY_MB: u64 = 112;
    /// Memory that suffices for the plan of 179 bodies with thirty projects each, and as much again.
    pub const PLAN_MEMORY_MB: u64 = 352;
    /// Processor time that the largest workbook takes many times over.
    pub const CPU_SECONDS: u64 = 30;

    /// How long the parent waits: a busy machine gives a process a part of a processor only.
    #[must_use]
    pub const fn patience(&self) -> Duration {
        Duration::from_secs(self.cpu_seconds.saturating_mul(4))
    }
}

impl Default for ReaderLimits {
    fn default() -> Self {
        Self { memory_mb: Self::MEMORY_MB, plan_memory_mb: Self::PLAN_MEMORY_MB, cpu_seconds: Self::CPU_SECONDS }
    }
}

/// A process that keeps to its limits. Where the system has none, the parent's patience is what is left.
pub(super) struct Bounded {
    limits: ReaderLimits,
    /// Address space at the start, in bytes.
    start: u64,
}

impl Bounded {
    /// Limits the address space of this process for good, and forbids what reading does not need: writing to files, opening
    /// many, and dumps of memory that would hold what citizens and officers wrote.
    pub(super) fn begin(limits: ReaderLimits) -> Self {
        let bounded = Self { limits, start: address_space().unwrap_or(0) };
        #[cfg(unix)]
        {
            use rustix::process::Resource;
            system::set(Resource::As, bounded.end(limits.memory_mb.max(limits.plan_memory_mb)));
            system::set(Resource::Core, 0);
            system::set(Resource::Fsize, 0);
            system::set(Resource::Nofile, MOST_OPEN);
        }
        bounded
    }

    /// Gives the next file its processor time, and its memory less what the parent holds of it: `size` bytes.
    pub(super) fn next_file(&self, size: usize) {
        #[cfg(unix)]
        {
            system::cpu(self.limits.cpu_seconds);
            self.room(self.limits.memory_mb, size);
        }
        #[cfg(not(unix))]
        let _ = size;
    }

    /// Gives this file the memory of an exported plan.
    pub(super) fn next_is_plan(&self, size: usize) {
        self.room(self.limits.memory_mb.max(self.limits.plan_memory_mb), size);
    }

    fn room(&self, memory_mb: u64, size: usize) {
        #[cfg(unix)]
        system::lower(rustix::process::Resource::As, self.end(memory_mb).saturating_sub(size as u64));
        #[cfg(not(unix))]
        let _ = (memory_mb, size);
    }

    /// Where an address space of so much memory ends.
    fn end(&self, memory_mb: u64) -> u64 {
        self.start.saturating_add(memory_mb.saturating_mul(1024 * 1024))
    }

    /// Whether so much memory is held that the next file would not find the same room.
    pub(super) fn is_worn(&self) -> bool {
        const PART: u64 = 8;
        let grown = address_space().unwrap_or(0).saturating_sub(self.start);
        grown > self.limits.memory_mb.saturating_mul(1024 * 1024) / PART
    }
}

/// Standard input, output, error, and what the system library opens for a moment.
#[cfg(unix)]
const MOST_OPEN: u64 = 16;

/// The address space of this process in bytes, where the system tells.
fn address_space() -> Option<u64> {
    const PAGE: u64 = 4096;
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    #[cfg(target_os = "linux")]
    let page = u64::try_from(rustix::param::page_size()).unwrap_or(PAGE);
    #[cfg(not(target_os = "linux"))]
    let page = PAGE;
    Some(pages.split_whitespace().next()?.parse::<u64>().ok()? * page)
}

/// The most memory this process has held at once, in bytes, where the system tells; else 0.
pub(super) fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix("kB")).and_then(|kb| kb.trim().parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}

#[cfg(unix)]
mod system {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    use rustix::time::{ClockId, clock_gettime};

    /// Lowers a limit for good. A system that does not know it goes without.
    pub(super) fn set(resource: Resource, most: u64) {
        let most = getrlimit(resource).maximum.map_or(most, |hard| hard.min(most));
        let _ = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    }

    /// Lowers a limit until it is set again.
    pub(super) fn lower(resource: Resource, most: u64) {
        let maximum = getrlimit(resource).maximum;
        let current = maximum.map_or(most, |hard| hard.min(most));
        let _ = setrlimit(resource, Rlimit { current: Some(current), maximum });
    }

    /// So many seconds of processor time from now on. The limit counts from the start of the process.
    pub(super) fn cpu(seconds: u64) {
        let used = u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or(0) + 1;
        lower(Resource::Cpu, used.saturating_add(seconds));
    }
}
