//! The set-up commands: `cargo xtask demo`, `cargo xtask test` and the parts
//! of them that are useful alone.
#![expect(clippy::print_stdout, reason = "these commands talk to a person in a terminal")]

mod app;
mod args;
mod bench;
mod checks;
mod demo;
mod install;
mod long_checks;
mod pictures;
mod steps;

use std::env;
use std::process::ExitCode;

use args::Task;
use install::Need;
use steps::{Result, Workshop, step};

fn main() -> ExitCode {
    let task = match Task::parse(env::args().skip(1)) {
        Ok(task) => task,
        Err(mistake) => {
            eprintln!("{mistake}\n\n{}", args::HELP);
            return ExitCode::from(2);
        }
    };
    match perform(&task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("error: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: &Task) -> Result {
    let workshop = Workshop::open()?;
    match task {
        Task::Demo(demo) => demo::run_demo(&workshop, demo),
        Task::Test(stages) => checks::run_checks(&workshop, stages),
        Task::Check(check) => long_checks::run_check(&workshop, *check),
        Task::Bench(words) => bench::run_bench(&workshop, words),
        Task::Build => {
            for need in [Need::WasmTarget, Need::Trunk, Need::WasmBindgen] {
                need.provide(&workshop)?;
            }
            step("Build the app (release)", || app::build(&workshop))
        }
        Task::Pictures => pictures::take_pictures(&workshop),
        Task::Tools => step("Check the tools", || Need::ALL.iter().try_for_each(|need| need.provide(&workshop))),
        Task::Help => {
            print!("{}", args::HELP);
            Ok(())
        }
    }
}
