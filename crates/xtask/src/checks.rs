//! The checks of the project, one stage each, and the summary at the end.

mod stages;
mod summary;

use std::time::Instant;

use crate::install::Need;
use crate::steps::{Result, Workshop};
use stages::{STAGES, Stage};
use summary::{Outcome, Row};

/// Runs the stages named, or all, and fails if one of them does.
///
/// A stage that fails does not stop the next: one run shows everything that
/// is wrong. Only what builds on a failed stage is left out.
pub(crate) fn run_checks(workshop: &Workshop, names: &[String]) -> Result {
    let chosen = choose(names)?;
    let mut rows = Vec::new();
    let missing = provide_tools(workshop, &chosen, &mut rows);
    for stage in chosen {
        let obstacle = obstacle_to(stage, &rows, &missing);
        rows.push(timed(stage.name, || match obstacle {
            Some(obstacle) => Outcome::Skipped(obstacle),
            None => (stage.run)(workshop).into(),
        }));
    }
    print!("\n{}", summary::table(&rows));
    if rows.iter().all(|row| row.outcome == Outcome::Passed) { Ok(()) } else { Err("not every check passed".into()) }
}

fn choose(names: &[String]) -> Result<Vec<&'static Stage>> {
    let unknown = |name: &&String| !STAGES.iter().any(|stage| stage.name == **name);
    if let Some(name) = names.iter().find(unknown) {
        return Err(format!("there is no stage {name}").into());
    }
    // Always in the order of the table, since later stages use what earlier
    // ones made.
    let chosen = STAGES.iter().filter(|stage| names.is_empty() || names.iter().any(|name| name == stage.name));
    Ok(chosen.collect())
}

/// The tools are a row of their own: minutes the first time, nothing later.
fn provide_tools(workshop: &Workshop, chosen: &[&Stage], rows: &mut Vec<Row>) -> Vec<Need> {
    let needed = |need: &Need| chosen.iter().any(|stage| stage.needs.contains(need));
    let needs: Vec<Need> = Need::ALL.into_iter().filter(needed).collect();
    let mut missing = Vec::new();
    if needs.is_empty() {
        return missing;
    }
    rows.push(timed("tools", || {
        let mut reasons = Vec::new();
        for need in needs {
            if let Err(reason) = need.provide(workshop) {
                missing.push(need);
                reasons.push(reason.to_string());
            }
        }
        if reasons.is_empty() { Outcome::Passed } else { Outcome::Failed(reasons.join("; ")) }
    }));
    missing
}

fn obstacle_to(stage: &Stage, rows: &[Row], missing: &[Need]) -> Option<String> {
    if stage.needs.iter().any(|need| missing.contains(need)) {
        return Some("a tool is missing".to_owned());
    }
    let failed = |row: &&Row| row.outcome != Outcome::Passed && stage.after.contains(&row.name);
    let row = rows.iter().find(failed)?;
    Some(format!("{} did not pass", row.name))
}

fn timed(name: &'static str, work: impl FnOnce() -> Outcome) -> Row {
    println!("\n==> {name}");
    let start = Instant::now();
    let outcome = work();
    let row = Row { name, outcome, seconds: start.elapsed().as_secs_f64() };
    print!("    {row}");
    row
}

#[cfg(test)]
mod tests {
    use super::{Need, Outcome, Row, STAGES, choose, obstacle_to};

    fn stage(name: &str) -> &'static super::Stage {
        STAGES.iter().find(|stage| stage.name == name).unwrap()
    }

    #[test]
    fn stages_run_in_their_own_order() {
        let names = |words: &[&str]| {
            let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
            let chosen = choose(&words).map_err(|error| error.to_string())?;
            Ok(chosen.iter().map(|stage| stage.name).collect::<Vec<_>>())
        };
        assert_eq!(names(&["e2e", "fmt"]), Ok(vec!["fmt", "e2e"]));
        assert_eq!(names(&[]).map(|all| all.len()), Ok(STAGES.len()));
        assert_eq!(names(&["lint"]), Err("there is no stage lint".to_owned()));
    }

    #[test]
    fn what_builds_on_a_failure_is_left_out_and_nothing_else() {
        let rows = [Row { name: "build", outcome: Outcome::Failed("it broke".to_owned()), seconds: 1.0 }];
        let check = |name: &str, missing: &[Need], expected: Option<&str>| {
            let obstacle = obstacle_to(stage(name), &rows, missing);
            assert_eq!(obstacle.as_deref(), expected, "{name}");
        };
        check("fmt", &[], None);
        check("e2e", &[], Some("build did not pass"));
        check("wasm-test", &[], None);
        check("wasm-test", &[Need::Chromium], Some("a tool is missing"));
    }
}
