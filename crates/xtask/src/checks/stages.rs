//! What each stage does.

use crate::app;
use crate::install::{Need, chromedriver};
use crate::steps::{Result, Workshop, path_with, run};

/// One check.
pub(super) struct Stage {
    pub(super) name: &'static str,
    /// Stages that must not have failed in the same run.
    pub(super) after: &'static [&'static str],
    pub(super) needs: &'static [Need],
    pub(super) run: fn(&Workshop) -> Result,
}

/// In the order they run: what answers soonest comes first.
pub(super) const STAGES: &[Stage] = &[
    Stage { name: "fmt", after: &[], needs: &[], run: |workshop| run(&mut workshop.cargo("fmt --all --check")) },
    Stage {
        name: "clippy",
        after: &[],
        needs: &[],
        run: |workshop| {
            run(&mut workshop.cargo(
                "clippy --locked --workspace --exclude audit-viewer \
                 --all-targets --all-features -- -D warnings",
            ))
        },
    },
    Stage {
        name: "clippy-wasm",
        after: &[],
        needs: &[Need::WasmTarget],
        run: |workshop| {
            run(&mut workshop.cargo(
                "clippy --locked --package audit-viewer --all-targets \
                 --target wasm32-unknown-unknown -- -D warnings",
            ))
        },
    },
    Stage {
        name: "test",
        after: &[],
        needs: &[],
        run: |workshop| run(&mut workshop.cargo("test --locked --workspace --exclude audit-viewer --no-fail-fast")),
    },
    Stage {
        name: "doc",
        after: &[],
        needs: &[],
        run: |workshop| {
            let mut doc = workshop.cargo("doc --locked --no-deps --workspace --exclude audit-viewer");
            run(doc.env("RUSTDOCFLAGS", "-D warnings"))
        },
    },
    Stage {
        name: "wasm-test",
        after: &[],
        needs: &[Need::WasmTarget, Need::WasmBindgen, Need::Chromium],
        run: wasm_test,
    },
    Stage { name: "build", after: &[], needs: &[Need::WasmTarget, Need::Trunk, Need::WasmBindgen], run: app::build },
    Stage { name: "size", after: &["build"], needs: &[], run: app::print_size },
    Stage { name: "e2e", after: &["build"], needs: &[Need::Chromium, Need::AxeCore], run: e2e },
];

/// Component tests of the shell, in the browser but without the app around.
fn wasm_test(workshop: &Workshop) -> Result {
    let mut test =
        workshop.cargo("test --locked --package audit-viewer --bin audit-viewer --target wasm32-unknown-unknown");
    test.env("PATH", path_with(&workshop.tools.wasm_bindgen_bin())?)
        .env("CHROMEDRIVER", chromedriver().ok_or("no chromedriver")?)
        // Tests that do not say where they run would otherwise ask for node.
        .env("WASM_BINDGEN_USE_BROWSER", "1");
    run(&mut test)
}

/// The built app in headless Chromium, against the fake server.
fn e2e(workshop: &Workshop) -> Result {
    let mut test = workshop.cargo("test --locked --package audit-viewer-tests --features e2e");
    run(app::in_browser(workshop, &mut test)?)
}
