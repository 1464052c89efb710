//! Checks for a release, too long for every change: `cargo xtask check NAME`.

use crate::app;
use crate::args::Check;
use crate::install::{Need, cargo_fuzz};
use crate::steps::{Result, Workshop, command, output_of, path_with, run, step};

/// The fuzz targets, as `fuzz/targets.rs` has them.
const TARGETS: [&str; 6] = ["record_reader", "splitter", "address", "url_state", "query", "file_sniffer"];

/// Runs one of them.
pub(crate) fn run_check(workshop: &Workshop, check: Check) -> Result {
    match check {
        Check::Fuzz { seconds } => fuzz(workshop, seconds),
        Check::Soak { minutes } => {
            Need::Chromium.provide(workshop)?;
            Need::AxeCore.provide(workshop)?;
            Need::Trunk.provide(workshop)?;
            Need::WasmBindgen.provide(workshop)?;
            // Of what is written, not of what was built some time ago.
            step("Build the app", || app::build(workshop))?;
            let bench = "bench --locked --profile dev --package audit-viewer-tests --features e2e --bench soak --";
            let mut bench = workshop.cargo(bench);
            bench.args(["--minutes", &minutes.to_string()]);
            run(app::in_browser(workshop, &mut bench)?)
        }
    }
}

/// Each target for so many seconds. What it finds on new ways is kept in `target/`; an input
/// that breaks something stands in `fuzz/artifacts/`.
fn fuzz(workshop: &Workshop, seconds: u32) -> Result {
    if output_of(command("rustup").args(["run", "nightly", "rustc", "--version"])).is_none() {
        return Err("libFuzzer needs a nightly compiler: rustup toolchain install nightly --profile minimal".into());
    }
    let tool = cargo_fuzz(workshop)?;
    for target in TARGETS {
        let found = workshop.root.join("target/fuzz-corpus").join(target);
        std::fs::create_dir_all(&found)?;
        let mut fuzz = command("rustup");
        fuzz.args(["run", "nightly", "cargo", "fuzz", "run", "--sanitizer", "none", target])
            .arg(&found)
            .arg(workshop.root.join("fuzz/corpus").join(target))
            .args(["--", &format!("-max_total_time={seconds}"), "-max_len=4096", "-timeout=10", "-print_final_stats=1"])
            .current_dir(&workshop.root)
            .env("PATH", path_with(&tool)?);
        step(&format!("Fuzz {target} for {seconds} s"), || run(&mut fuzz))?;
    }
    Ok(())
}
