//! What the kernel says of the renderer: Linux alone.

use std::fs;
use std::ops::Sub;

/// The process that draws the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Renderer(u32);

/// Milliseconds of processor time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cpu {
    pub(crate) page: f64,
    pub(crate) worker: f64,
}

impl Sub for Cpu {
    type Output = Self;

    fn sub(self, earlier: Self) -> Self {
        Self { page: self.page - earlier.page, worker: self.worker - earlier.worker }
    }
}

impl Renderer {
    /// The largest renderer below a process: Chromium keeps a small spare one.
    pub(crate) fn below(ancestor: u32) -> Self {
        let mut family = vec![ancestor];
        let processes: Vec<(u32, u32)> = processes();
        let mut next = 0;
        while let Some(parent) = family.get(next).copied() {
            family.extend(processes.iter().filter(|(_, of)| *of == parent).map(|(child, _)| *child));
            next += 1;
        }
        let is_renderer =
            |id: &u32| fs::read_to_string(format!("/proc/{id}/cmdline")).is_ok_and(|it| it.contains("--type=renderer"));
        let renderers = family.into_iter().filter(is_renderer).map(Self);
        renderers.max_by_key(|it| it.status("VmRSS")).expect("the page has a renderer")
    }

    /// Memory of its own, in MB: what is settled, and the most since the last reset.
    pub(crate) fn memory(self) -> (f64, f64) {
        (self.status("RssAnon") as f64 / 1024.0, self.status("VmHWM") as f64 / 1024.0)
    }

    /// Begins to look for the most again.
    pub(crate) fn reset_peak(self) {
        drop(fs::write(format!("/proc/{}/clear_refs", self.0), "5"));
    }

    /// The time that the page's thread and its workers have had.
    pub(crate) fn cpu(self) -> Cpu {
        let mut cpu = Cpu { page: 0.0, worker: 0.0 };
        for thread in fs::read_dir(format!("/proc/{}/task", self.0)).unwrap().flatten() {
            let read = |name| fs::read_to_string(thread.path().join(name)).unwrap_or_default();
            let schedule = read("schedstat");
            let nanoseconds = schedule.split(' ').next().and_then(|text| text.parse::<u64>().ok()).unwrap_or_default();
            let spent = nanoseconds as f64 / 1e6;
            if thread.file_name().to_string_lossy() == self.0.to_string() {
                cpu.page += spent;
            } else if read("comm").starts_with("DedicatedWorker") {
                cpu.worker += spent;
            }
        }
        cpu
    }

    /// A line of its status, in kB.
    fn status(self, name: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0)).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
    }
}

/// Every process with its parent.
fn processes() -> Vec<(u32, u32)> {
    let numbers =
        fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| entry.file_name().to_string_lossy().parse().ok());
    let parent = |id: u32| -> Option<u32> {
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        // The name before it may hold anything.
        stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
    };
    numbers.filter_map(|id| Some((id, parent(id)?))).collect()
}
