//! Where the pinned tools are kept, and which versions those are.
//!
//! Tools live in the user's cache folder, one folder per tool and version, so
//! that a second clone finds them and a new version never meets an old one.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Builds the app from `index.html`.
pub const TRUNK_VERSION: &str = "0.21.14";

/// Runs the fuzz targets.
pub const CARGO_FUZZ_VERSION: &str = "0.13.2";

/// Audits pages for accessibility in the browser tests.
pub const AXE_CORE_VERSION: &str = "4.14.1";

/// The tool cache of one user, for one checkout.
#[derive(Debug, Clone)]
pub struct Tools {
    cache: PathBuf,
    wasm_bindgen_version: String,
}

impl Tools {
    /// Finds the cache folder and reads from `Cargo.lock` which version of
    /// wasm-bindgen the app is compiled against: glue and app must agree.
    ///
    /// # Errors
    ///
    /// When there is no home folder, or no `Cargo.lock` naming wasm-bindgen.
    pub fn locate(root: &Path) -> io::Result<Self> {
        let lock = fs::read_to_string(root.join("Cargo.lock"))?;
        let wasm_bindgen_version = locked_version(&lock, "wasm-bindgen")
            .ok_or_else(|| io::Error::other("Cargo.lock names no wasm-bindgen"))?
            .to_owned();
        let cache = user_cache(env::var_os("XDG_CACHE_HOME"), env::var_os("HOME"))
            .ok_or_else(|| io::Error::other("neither XDG_CACHE_HOME nor HOME is set"))?
            .join("audit-viewer");
        Ok(Self { cache, wasm_bindgen_version })
    }

    /// The folder all tools are in.
    pub fn cache(&self) -> &Path {
        &self.cache
    }

    /// The folder one version of a tool is in.
    pub fn folder(&self, name: &str, version: &str) -> PathBuf {
        self.cache.join(format!("{name}-{version}"))
    }

    /// The version of wasm-bindgen that `Cargo.lock` asks for.
    pub fn wasm_bindgen_version(&self) -> &str {
        &self.wasm_bindgen_version
    }

    /// The trunk program.
    pub fn trunk(&self) -> PathBuf {
        self.folder("trunk", TRUNK_VERSION).join("bin/trunk")
    }

    /// The folder of `wasm-bindgen` and `wasm-bindgen-test-runner`.
    pub fn wasm_bindgen_bin(&self) -> PathBuf {
        self.folder("wasm-bindgen-cli", &self.wasm_bindgen_version).join("bin")
    }

    /// The script that audits a page for accessibility.
    pub fn axe_core(&self) -> PathBuf {
        self.folder("axe-core", AXE_CORE_VERSION).join("axe.min.js")
    }
}

/// The root of the checkout this crate was compiled in.
pub fn workspace_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// The first program of that name on the search path.
pub fn find_program(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(name)).find(|candidate| candidate.is_file())
}

/// The XDG rule: a relative `XDG_CACHE_HOME` counts as unset.
fn user_cache(xdg: Option<impl Into<PathBuf>>, home: Option<impl Into<PathBuf>>) -> Option<PathBuf> {
    xdg.map(Into::into).filter(|path| path.is_absolute()).or_else(|| home.map(|home| home.into().join(".cache")))
}

fn locked_version<'lock>(lock: &'lock str, package: &str) -> Option<&'lock str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::{locked_version, user_cache};
    use std::path::PathBuf;

    #[test]
    fn the_lock_file_says_the_version_of_exactly_that_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }

    #[test]
    fn the_cache_folder_follows_the_xdg_rule() {
        let check = |xdg: Option<&str>, home: Option<&str>, expected: Option<&str>| {
            assert_eq!(user_cache(xdg, home), expected.map(PathBuf::from));
        };
        check(Some("/cache"), Some("/me"), Some("/cache"));
        check(Some("cache"), Some("/me"), Some("/me/.cache"));
        check(None, Some("/me"), Some("/me/.cache"));
        check(None, None, None);
    }
}
