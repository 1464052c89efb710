//! How each stage ended, as a table.

use std::fmt;

use crate::steps::Result;

/// How a stage ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Passed,
    Failed(String),
    /// Not run, because of something that failed before and is counted there.
    Skipped(String),
}

impl From<Result> for Outcome {
    fn from(result: Result) -> Self {
        match result {
            Ok(()) => Self::Passed,
            Err(reason) => Self::Failed(reason.to_string()),
        }
    }
}

/// One stage in the summary.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) outcome: Outcome,
    pub(super) seconds: f64,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, reason) = match &self.outcome {
            Outcome::Passed => ("ok", ""),
            Outcome::Failed(reason) => ("FAILED", reason.as_str()),
            Outcome::Skipped(reason) => ("skipped", reason.as_str()),
        };
        let line = format!("{:<12} {word:<8} {:>8.1} s  {reason}", self.name, self.seconds);
        writeln!(f, "{}", line.trim_end())
    }
}

/// Every row, then the counts on a line of their own.
pub(super) fn table(rows: &[Row]) -> String {
    let count = |wanted: fn(&Outcome) -> bool| rows.iter().filter(|row| wanted(&row.outcome)).count();
    let passed = count(|outcome| *outcome == Outcome::Passed);
    let failed = count(|outcome| matches!(outcome, Outcome::Failed(_)));
    let rows: String = rows.iter().map(Row::to_string).collect();
    format!("{rows}\nchecks: {passed} passed, {failed} failed\n")
}

#[cfg(test)]
mod tests {
    use super::{Outcome, Row, table};

    #[test]
    fn the_last_line_counts_what_ran() {
        let row = |name, outcome| Row { name, outcome, seconds: 12.34 };
        let rows = [
            row("fmt", Outcome::Passed),
            row("build", Outcome::Failed("it broke".to_owned())),
            row("e2e", Outcome::Skipped("build did not pass".to_owned())),
        ];
        assert_eq!(
            table(&rows),
            "fmt          ok           12.3 s\n\
             build        FAILED       12.3 s  it broke\n\
             e2e          skipped      12.3 s  build did not pass\n\
             \nchecks: 1 passed, 1 failed\n"
        );
    }
}
