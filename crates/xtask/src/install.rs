//! Installing what is missing, pinned, into the user's cache folder.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use xtask::tools::{AXE_CORE_VERSION, CARGO_FUZZ_VERSION, TRUNK_VERSION, find_program};

use crate::steps::{Result, Scratch, Workshop, command, output_of, run, step};

/// The SHA-256 of axe.min.js of [`AXE_CORE_VERSION`].
///
/// npm checks what it downloads against what the registry says; this checks
/// it against what we looked at.
const AXE_CORE_SHA256: &str = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c";

/// Something that a stage cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    WasmTarget,
    Trunk,
    WasmBindgen,
    /// The browser and its driver.
    Chromium,
    AxeCore,
}

impl Need {
    pub(crate) const ALL: [Self; 5] = [Self::WasmTarget, Self::Trunk, Self::WasmBindgen, Self::Chromium, Self::AxeCore];

    /// Installs it unless it is there. Says nothing when it is.
    pub(crate) fn provide(self, workshop: &Workshop) -> Result {
        match self {
            Self::WasmTarget => wasm_target(),
            Self::Trunk => trunk(workshop),
            Self::WasmBindgen => wasm_bindgen(workshop),
            Self::Chromium => {
                let programs = [("chromium", "chromium"), ("chromedriver", "chromium-driver")];
                debian_packages(&programs)
            }
            Self::AxeCore => axe_core(workshop),
        }
    }
}

/// Chromium, or what the person says is to be used for it.
pub(crate) fn chromium() -> Option<PathBuf> {
    chosen_or_found("CHROMIUM", "chromium")
}

/// The program that drives Chromium.
pub(crate) fn chromedriver() -> Option<PathBuf> {
    chosen_or_found("CHROMEDRIVER", "chromedriver")
}

fn chosen_or_found(variable: &str, program: &str) -> Option<PathBuf> {
    let chosen = env::var_os(variable).map(PathBuf::from);
    chosen.filter(|path| path.is_file()).or_else(|| find_program(program))
}

fn wasm_target() -> Result {
    const TARGET: &str = "wasm32-unknown-unknown";
    let sysroot =
        output_of(command("rustc").args(["--print", "sysroot"])).ok_or("there is no rustc on the search path")?;
    let sysroot = PathBuf::from(String::from_utf8(sysroot)?.trim());
    if sysroot.join("lib/rustlib").join(TARGET).is_dir() {
        return Ok(());
    }
    step("Add the wasm32 target to the toolchain", || run(command("rustup").args(["target", "add", TARGET])))
}

fn trunk(workshop: &Workshop) -> Result {
    let options = ["--locked", "--no-default-features", "--features", "rustls"];
    cargo_tool(workshop, "trunk", TRUNK_VERSION, "trunk", &options)
}

fn wasm_bindgen(workshop: &Workshop) -> Result {
    let version = workshop.tools.wasm_bindgen_version();
    // Not --locked: the lock file it was published with names a version of a
    // dependency that has been withdrawn.
    cargo_tool(workshop, "wasm-bindgen-cli", version, "wasm-bindgen", &[])
}

/// The folder of `cargo-fuzz`. No stage needs it, so it is installed when it is asked for.
pub(crate) fn cargo_fuzz(workshop: &Workshop) -> Result<PathBuf> {
    cargo_tool(workshop, "cargo-fuzz", CARGO_FUZZ_VERSION, "cargo-fuzz", &["--locked"])?;
    Ok(workshop.tools.folder("cargo-fuzz", CARGO_FUZZ_VERSION).join("bin"))
}

fn cargo_tool(workshop: &Workshop, package: &str, version: &str, program: &str, options: &[&str]) -> Result {
    let folder = workshop.tools.folder(package, version);
    let program = folder.join("bin").join(program);
    let is_there = || {
        // The answer is the name and the version, then perhaps more.
        output_of(command(&program).arg("--version"))
            .is_some_and(|answer| String::from_utf8_lossy(&answer).split_whitespace().nth(1) == Some(version))
    };
    if is_there() {
        return Ok(());
    }
    step(&format!("Compile {package} {version}, once, some minutes"), || {
        fs::create_dir_all(workshop.tools.cache())?;
        let build = Scratch::new(workshop.tools.cache(), &format!("build-{package}"))?;
        let mut cargo = workshop.cargo("install");
        cargo
            .args([package, "--version", version, "--root"])
            .arg(&folder)
            .args(options)
            // Outside the checkout its cargo settings do not apply.
            .current_dir(workshop.tools.cache())
            .env("CARGO_TARGET_DIR", build.path())
            // The tools run for seconds: compiling them fast matters more
            // than their speed. Halves the time.
            .env("CARGO_PROFILE_RELEASE_LTO", "false")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
        run(&mut cargo)?;
        if is_there() {
            Ok(())
        } else {
            Err(format!("{package} does not run: remove {} and try again", folder.display()).into())
        }
    })
}

fn axe_core(workshop: &Workshop) -> Result {
    let script = workshop.tools.axe_core();
    if script.is_file() {
        return Ok(());
    }
    debian_packages(&[("npm", "npm")])?;
    step(&format!("Fetch axe-core {AXE_CORE_VERSION}"), || {
        fs::create_dir_all(workshop.tools.cache())?;
        let scratch = Scratch::new(workshop.tools.cache(), "axe-core-download")?;
        let archive = format!("axe-core-{AXE_CORE_VERSION}.tgz");
        let at = |program: &str| {
            let mut command = command(program);
            command.current_dir(scratch.path());
            command
        };
        run(at("npm").args(["pack", "--silent"]).arg(format!("axe-core@{AXE_CORE_VERSION}")))?;
        run(at("tar").arg("-xzf").arg(&archive))?;
        let unpacked = scratch.path().join("package/axe.min.js");
        let sum = output_of(at("sha256sum").arg(&unpacked)).ok_or("there is no sha256sum")?;
        if !sum.starts_with(AXE_CORE_SHA256.as_bytes()) {
            return Err("axe.min.js is not the file it is pinned to".into());
        }
        // Renamed at the end, so that the file is there whole or not at all.
        fs::create_dir_all(script.with_file_name(""))?;
        fs::rename(unpacked, &script)?;
        Ok(())
    })
}

/// Installs packages for the programs that are missing, in one go.
fn debian_packages(programs: &[(&str, &str)]) -> Result {
    let missing: Vec<&str> = programs
        .iter()
        .filter(|(program, _)| chosen_or_found(&program.to_uppercase(), program).is_none())
        .map(|(_, package)| *package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(" ");
    if find_program("apt-get").is_none() {
        return Err(format!("please install {names}: there is no apt-get to do it").into());
    }
    step(&format!("Install {names}"), || {
        run(apt_get(&["update", "--quiet"])?.env("DEBIAN_FRONTEND", "noninteractive"))?;
        run(apt_get(&["install", "--yes", "--quiet", "--no-install-recommends"])?
            .args(&missing)
            .env("DEBIAN_FRONTEND", "noninteractive"))
    })
}

/// apt-get, through sudo unless this is root already.
fn apt_get(arguments: &[&str]) -> Result<Command> {
    let user = output_of(command("id").arg("-u")).ok_or("there is no id")?;
    let mut apt_get = if user.starts_with(b"0\n") {
        command("apt-get")
    } else {
        let mut sudo = command("sudo");
        sudo.args(["--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
        sudo
    };
    apt_get.args(arguments);
    Ok(apt_get)
}
