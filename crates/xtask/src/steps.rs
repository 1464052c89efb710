//! Running other programs, and saying what is being done and how long it took.

use std::error::Error;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;
use std::{env, fs};

use xtask::tools::{Tools, workspace_root};

/// A failure ends in a sentence for a person, so its type does not matter.
pub(crate) type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// What every step needs to know.
pub(crate) struct Workshop {
    pub(crate) root: PathBuf,
    pub(crate) tools: Tools,
}

impl Workshop {
    pub(crate) fn open() -> Result<Self> {
        let root = workspace_root();
        let tools = Tools::locate(&root)?;
        Ok(Self { root, tools })
    }

    /// Where the built app is.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Cargo, in the root of the checkout.
    pub(crate) fn cargo(&self, arguments: &str) -> Command {
        let mut cargo = command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(arguments.split_whitespace()).current_dir(&self.root);
        cargo
    }
}

/// A program that does not see what cargo told this one about itself.
///
/// Cargo describes the running package in the environment. Handed on, it would
/// look to an inner cargo like a changed input and cost a rebuild.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        let about_this_package =
            name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"));
        if about_this_package {
            command.env_remove(name);
        }
    }
    command
}

/// The search path with one folder in front.
pub(crate) fn path_with(folder: &Path) -> Result<std::ffi::OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_path_buf()).chain(env::split_paths(&path));
    Ok(env::join_paths(folders)?)
}

/// Does one step: says so first, and afterwards how long it took.
pub(crate) fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("==> {what}");
    let start = Instant::now();
    let outcome = work();
    let seconds = start.elapsed().as_secs_f64();
    match &outcome {
        Ok(_) => println!("    done in {seconds:.1} s"),
        Err(_) => println!("    FAILED after {seconds:.1} s"),
    }
    outcome
}

/// Runs a program, its output going to the terminal, and insists on success.
pub(crate) fn run(command: &mut Command) -> Result {
    let status = command.status().map_err(|error| format!("{}: {error}", shown(command)))?;
    if status.success() { Ok(()) } else { Err(format!("{} ended with {status}", shown(command)).into()) }
}

/// What a program prints, if it is there and succeeds.
pub(crate) fn output_of(command: &mut Command) -> Option<Vec<u8>> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then_some(output.stdout)
}

/// A folder that is gone when the work in it is over, done or not.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// The process number keeps two clones that install at once apart.
    pub(crate) fn new(parent: &Path, name: &str) -> Result<Self> {
        let path = parent.join(format!("{name}-{}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Left-overs cost disk space and nothing else.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or_default();
    let words = std::iter::once(name).chain(command.get_args());
    let words: Vec<_> = words.map(OsStr::to_string_lossy).collect();
    words.join(" ")
}
