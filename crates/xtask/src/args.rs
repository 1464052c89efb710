//! What a person may type after `cargo xtask`.

/// Shown for `--help` and after a mistake.
pub(crate) const HELP: &str = "\
cargo xtask demo [--port N] [--records N] [--generation events|legacy]
    Build the app, start a demo account, print one address that opens it.
cargo xtask test [STAGE…]
    Run every check of the project, or the stages named:
    fmt clippy clippy-wasm test doc wasm-test build size e2e
cargo xtask build
    Build the release app into dist/.
cargo xtask bench [--sizes N,N…] [--generation events|legacy] [--rounds N]
    Measure the app in dist/ in a browser on files of these many records
    (10000,100000,1000000), as often as said (5). Needs Linux.
cargo xtask bench --million
    Load, filter and export a million records from a server, every count checked.
cargo xtask bench --wasm [name]
    Time the core's benches in WebAssembly, under node.
cargo xtask check fuzz [--seconds N]
    Look for inputs that break the core: each target for so long (600).
cargo xtask check soak [--minutes N]
    Use the app in dist/ for so long (30), and see that it does not grow. Needs Linux.
cargo xtask pictures
    Take pictures of the app in dist/ for the README, into docs/images.
cargo xtask tools
    Install what is missing: the wasm target, trunk, wasm-bindgen, Chromium,
    chromedriver, axe-core.
";

/// One command with its options.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Task {
    Demo(Demo),
    /// The stages asked for; none means all.
    Test(Vec<String>),
    /// The words of the benchmark.
    Bench(Vec<String>),
    Check(Check),
    Build,
    Pictures,
    Tools,
    Help,
}

/// A check for a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Check {
    /// Each target for so many seconds.
    Fuzz { seconds: u32 },
    /// For so many minutes.
    Soak { minutes: u32 },
}

/// The options of the demo.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Demo {
    /// Where the app is served; without it a port that is usually free.
    pub(crate) port: Option<u16>,
    /// The number of audit records; without it the demo account's own.
    pub(crate) records: Option<u64>,
    pub(crate) generation: Generation,
}

/// Which of Pryv's two audit interfaces the server speaks.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Generation {
    #[default]
    Events,
    Legacy,
}

impl Generation {
    /// The word for it, here and on the fake server's command line.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Legacy => "legacy",
        }
    }
}

impl Task {
    /// Reads the words after `cargo xtask`.
    pub(crate) fn parse(words: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut words = words.into_iter();
        let Some(command) = words.next() else {
            return Ok(Self::Help);
        };
        let rest: Vec<String> = words.collect();
        if command == "--help" || command == "help" || rest.iter().any(|word| word == "--help") {
            return Ok(Self::Help);
        }
        match command.as_str() {
            "demo" => Demo::parse(&rest).map(Self::Demo),
            "test" => Ok(Self::Test(rest)),
            "bench" => Ok(Self::Bench(rest)),
            "check" => Check::parse(&rest).map(Self::Check),
            "build" | "pictures" | "tools" if !rest.is_empty() => Err(format!("{command} takes no options")),
            "build" => Ok(Self::Build),
            "pictures" => Ok(Self::Pictures),
            "tools" => Ok(Self::Tools),
            other => Err(format!("there is no command {other}")),
        }
    }
}

impl Check {
    fn parse(words: &[String]) -> Result<Self, String> {
        let words: Vec<&str> = words.iter().flat_map(|word| word.split('=')).collect();
        match words.as_slice() {
            ["fuzz"] => Ok(Self::Fuzz { seconds: 600 }),
            ["fuzz", option @ "--seconds", value] => number(option, value).map(|seconds| Self::Fuzz { seconds }),
            ["soak"] => Ok(Self::Soak { minutes: 30 }),
            ["soak", option @ "--minutes", value] => number(option, value).map(|minutes| Self::Soak { minutes }),
            _ => Err(format!("there is no check {}", words.join(" "))),
        }
    }
}

impl Demo {
    fn parse(words: &[String]) -> Result<Self, String> {
        let mut demo = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let (option, value) = match word.split_once('=') {
                Some((option, value)) => (option, value),
                None => (word.as_str(), words.next().map_or("", String::as_str)),
            };
            match option {
                "--port" => demo.port = Some(number(option, value)?),
                "--records" => demo.records = Some(number(option, value)?),
                "--generation" => {
                    demo.generation = match value {
                        "events" => Generation::Events,
                        "legacy" => Generation::Legacy,
                        _ => return Err(format!("{option} takes events or legacy")),
                    }
                }
                _ => return Err(format!("demo has no option {option}")),
            }
        }
        Ok(demo)
    }
}

fn number<N: std::str::FromStr>(option: &str, value: &str) -> Result<N, String> {
    value.replace('_', "").parse().map_err(|_| format!("{option} takes a number, not {value:?}"))
}

#[cfg(test)]
mod tests {
    use super::{Check, Demo, Generation, Task};

    #[test]
    fn words_become_a_task_or_a_reason() {
        let check = |line: &str, expected: Result<Task, &str>| {
            let words = line.split_whitespace().map(str::to_owned);
            assert_eq!(Task::parse(words), expected.map_err(str::to_owned), "{line}");
        };
        check("", Ok(Task::Help));
        check("demo --help", Ok(Task::Help));
        check("demo", Ok(Task::Demo(Demo::default())));
        check(
            "demo --port 9000 --records=1_000_000 --generation legacy",
            Ok(Task::Demo(Demo { port: Some(9000), records: Some(1_000_000), generation: Generation::Legacy })),
        );
        check("demo --port", Err("--port takes a number, not \"\""));
        check("demo --port 70000", Err("--port takes a number, not \"70000\""));
        check("demo --generation new", Err("--generation takes events or legacy"));
        check("demo 5", Err("demo has no option 5"));
        check("test fmt e2e", Ok(Task::Test(vec!["fmt".into(), "e2e".into()])));
        check("bench --rounds 1", Ok(Task::Bench(vec!["--rounds".into(), "1".into()])));
        check("check fuzz", Ok(Task::Check(Check::Fuzz { seconds: 600 })));
        check("check soak --minutes=5", Ok(Task::Check(Check::Soak { minutes: 5 })));
        check("check soak --minutes", Err("there is no check soak --minutes"));
        check("check fuzz --seconds no", Err("--seconds takes a number, not \"no\""));
        check("check", Err("there is no check "));
        check("build --release", Err("build takes no options"));
        check("tools", Ok(Task::Tools));
        check("deploy", Err("there is no command deploy"));
    }
}
