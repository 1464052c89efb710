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

/// Prints the size of each file as it is, and as hosts send it.
pub(crate) fn print_size(workshop: &Workshop) -> Result {
    if !is_built(workshop) {
        return Err(NOT_BUILT.into());
    }
    let files = files_below(&workshop.dist())?;
    let mut encoders = vec![("gzip", vec!["-9", "-c"])];
    if find_program("brotli").is_some() {
        encoders.push(("brotli", vec!["-q", "11", "-c"]));
    }
    print!("{:>12}", "raw");
    for (name, _) in &encoders {
        print!("{name:>12}");
    }
    println!();
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
    Ok(())
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
