//! The benchmark of the built app, in a browser.

use crate::app;
use crate::install::Need;
use crate::steps::{Result, Workshop, run};

/// Measures, or with `--million` only checks, the app in `dist/`.
pub(crate) fn run_bench(workshop: &Workshop, words: &[String]) -> Result {
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
