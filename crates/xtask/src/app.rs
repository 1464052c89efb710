//! Building the app, and saying how big it is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use xtask::tools::find_program;

use crate::install::{chromedriver, chromium};
use crate::steps::{Result, Workshop, command, output_of, path_with, run};

/// Builds the release app into `dist/`. The tools must be there.
pub(crate) fn build(workshop: &Workshop) -> Result {
    // Trunk builds offline, so that it never fetches a tool by itself; what
    // the app is made of has to be there before.
    run(&mut workshop.cargo("fetch --locked --quiet"))?;
    let mut trunk = command(workshop.tools.trunk());
    trunk
        .args(["build", "--release"])
        .current_dir(&workshop.root)
        .env("PATH", path_with(&workshop.tools.wasm_bindgen_bin())?)
        // Trunk takes this variable for its own option and rejects its value.
        .env_remove("NO_COLOR");
    run(&mut trunk)
}

/// What to do when [`is_built`] says no.
pub(crate) const NOT_BUILT: &str = "there is no app in dist/: run cargo xtask build first";

/// Tells a program that drives a browser where that and the built app are.
pub(crate) fn in_browser<'a>(workshop: &Workshop, program: &'a mut Command) -> Result<&'a mut Command> {
    if !is_built(workshop) {
        return Err(NOT_BUILT.into());
    }
    Ok(program
        .env("AUDIT_VIEWER_DIST", workshop.dist())
        .env("AXE_CORE", workshop.tools.axe_core())
        .env("CHROMEDRIVER", chromedriver().ok_or("no chromedriver")?)
        .env("CHROMIUM", chromium().ok_or("no Chromium")?))
}

/// Whether there is an app in `dist/`, of whatever age.
pub(crate) fn is_built(workshop: &Workshop) -> bool {
    workshop.dist().join("index.html").is_file()
}

/// What everything in `dist/` may weigh in brotli: a little above what it does, so
/// that what makes it heavier is a decision and no accident.
const LIMIT: usize = 1_200_000;
/// What it is to weigh one day.
const BUDGET: usize = 200_000;

/// Brotli as hosts use it for files that stay. Node.js, which the browser tests need
/// as well, has it built in.
const BROTLI: &str = "const { brotliCompressSync, constants: c } = require('zlib'); \
    const params = { [c.BROTLI_PARAM_QUALITY]: 11, [c.BROTLI_PARAM_LGWIN]: 24 }; \
    process.stdout.write(brotliCompressSync(require('fs').readFileSync(process.argv[1]), { params }))";

/// Prints the size of each file as it is, and as hosts send it; fails where the page
/// has become heavier than it may be.
pub(crate) fn print_size(workshop: &Workshop) -> Result {
    if !is_built(workshop) {
        return Err(NOT_BUILT.into());
    }
    let files = files_below(&workshop.dist())?;
    let mut encoders = vec![("gzip", vec!["-9", "-c"])];
    let has_brotli = find_program("node").is_some();
    if has_brotli {
        encoders.push(("node", vec!["-e", BROTLI]));
    }
    println!("{:>12}{:>12}{:>12}", "raw", "gzip", if has_brotli { "brotli" } else { "" });
    let mut totals = vec![0; 1 + encoders.len()];
    for file in &files {
        let mut sizes = vec![usize::try_from(fs::metadata(file)?.len())?];
        for (name, options) in &encoders {
            let encoded = output_of(command(name).args(options).arg(file));
            sizes.push(encoded.ok_or_else(|| format!("{name} failed"))?.len());
        }
        print_row(&sizes, &file.strip_prefix(workshop.dist())?.to_string_lossy());
        for (total, size) in totals.iter_mut().zip(&sizes) {
            *total += size;
        }
    }
    print_row(&totals, "together");
    let Some(brotli) = totals.get(2) else {
        println!("brotli, and with it the limit, needs Node.js");
        return Ok(());
    };
    println!("{brotli} bytes in brotli; the limit is {LIMIT}, the budget {BUDGET}");
    if *brotli > LIMIT { Err("the page weighs more than its limit".into()) } else { Ok(()) }
}

fn print_row(sizes: &[usize], name: &str) {
    for size in sizes {
        print!("{size:>12}");
    }
    println!("  {name}");
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}
