//! The benchmark of the built app, in a browser.

use crate::app;
use crate::install::Need;
use crate::steps::{Result, Workshop, path_with, run};

/// Measures the app in `dist/`; with `--million` only checks it, with `--wasm`
/// measures the core without a browser.
pub(crate) fn run_bench(workshop: &Workshop, words: &[String]) -> Result {
    if words.first().is_some_and(|word| word == "--wasm") {
        return in_wasm(workshop, &words[1..]);
    }
    Need::Chromium.provide(workshop)?;
    if words.iter().any(|word| word == "--million") {
        Need::AxeCore.provide(workshop)?;
        let mut test = workshop.cargo("test --locked --package audit-viewer-tests --features e2e --test e2e");
        test.args(["large_log::every_count", "--", "--nocapture"]).env("AUDIT_VIEWER_RECORDS", "1000000");
        return run(app::in_browser(workshop, &mut test)?);
    }
    // The browser is what is measured; what drives it need not be optimised.
    let bench = "bench --locked --profile dev --package audit-viewer-tests --features e2e --bench browser --";
    let mut bench = workshop.cargo(bench);
    bench.args(words);
    run(app::in_browser(workshop, &mut bench)?)
}

/// What the core's benches time natively, in WebAssembly under node.
fn in_wasm(workshop: &Workshop, words: &[String]) -> Result {
    Need::WasmTarget.provide(workshop)?;
    Need::WasmBindgen.provide(workshop)?;
    let bench = "bench --locked --package audit-core --target wasm32-unknown-unknown --bench wasm --";
    let mut bench = workshop.cargo(bench);
    bench
        .args(words)
        .env("PATH", path_with(&workshop.tools.wasm_bindgen_bin())?)
        // What the next run is compared with.
        .env("WASM_BINDGEN_BENCH_RESULT", workshop.root.join("target/wasm-bench.json"));
    run(&mut bench)
}
