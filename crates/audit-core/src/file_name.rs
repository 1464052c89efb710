//! The name of an export: what is in the file, and how much of it, without
//! opening it.

use crate::engine::{ExportFormat, ExportRequest};
use crate::time::iso_utc;

/// What an export holds.
pub struct Contents {
    /// Its records.
    pub records: u32,
    /// The times of the oldest and the newest of them.
    pub span: Option<(i64, i64)>,
    /// A filter that was understood left others out.
    pub filtered: bool,
    /// Records of the log are missing that would be in it.
    pub partial: bool,
}

/// `pryv-audit_alice_2026-10-25--2026-11-23_1204-records_filtered.csv`.
pub fn file_name(request: &ExportRequest, contents: &Contents) -> String {
    const LONGEST_SUBJECT: usize = 40;
    let subject: String = request.subject.chars().take(LONGEST_SUBJECT).collect();
    let day = |time| iso_utc(time).chars().take(10).collect::<String>();
    let span = contents.span.map_or_else(|| "nothing".to_owned(), |(from, to)| format!("{}--{}", day(from), day(to)));
    let filtered = if contents.filtered { "_filtered" } else { "" };
    let partial = if contents.partial { "_PARTIAL" } else { "" };
    let ending = match request.format {
        ExportFormat::Csv => "csv",
        ExportFormat::JsonLines | ExportFormat::Evidence => "jsonl",
    };
    let kind = if request.format == ExportFormat::Evidence { "evidence" } else { "audit" };
    let name = format!("pryv-{kind}_{subject}_{span}_{}-records{filtered}{partial}.{ending}", contents.records);
    // Nothing that a file system or a mail program could trip over.
    name.replace(|character: char| !(character.is_ascii_alphanumeric() || "._-".contains(character)), "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let whole = Contents {
            records: 1204,
            span: Some((1_792_886_400_000, 1_795_435_200_000)),
            filtered: false,
            partial: false,
        };
        let none = Contents { records: 0, span: None, filtered: true, partial: true };
        let cases = [
            (ExportFormat::Csv, "alice", &whole, "pryv-audit_alice_2026-10-25--2026-11-23_1204-records.csv"),
            (ExportFormat::JsonLines, "file", &none, "pryv-audit_file_nothing_0-records_filtered_PARTIAL.jsonl"),
            (ExportFormat::Csv, "../é\"\n", &whole, "pryv-audit_..----_2026-10-25--2026-11-23_1204-records.csv"),
            (ExportFormat::Evidence, "alice", &whole, "pryv-evidence_alice_2026-10-25--2026-11-23_1204-records.jsonl"),
        ];
        for (format, subject, contents, expected) in cases {
            let request = ExportRequest {
                format,
                subject: subject.to_owned(),
                account: String::new(),
                complete: true,
                period: None,
                secrets: false,
                now_ms: 0,
            };
            assert_eq!(file_name(&request, contents), expected);
        }
    }
}
