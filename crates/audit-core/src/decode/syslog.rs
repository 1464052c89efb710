//! Lines that a platform hands to the syslog of its host, in its default template:
//!
//! ```text
//! <133>Nov 23 19:15:16 host pryv-audit[57]: <user> <type> createdBy:system ["access-…","action-…"] {content}
//! ```
//!
//! The number before it is there or not, as the host writes its files. Its time is of that
//! form, without year and zone, or of the newer one of ISO 8601, with both. What is missing
//! is assumed, and the record says so ([`Form::Syslog`]).
//!
//! The verbatim form of a record is an object: the line up to its content, the content, and
//! what was made of the rest: `{"id":…,"syslog":"<133>Nov 23 …","time":…,"content":{…}}`.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime};
use memchr::{memchr, memmem};

use super::event::{self, Parts};
use super::fields::{self, Fields};
use super::{Decoded, Reject, backup, content_id, splitter};
use crate::record::{Form, Record};
use crate::record_ref::RecordRef;
use crate::time::{Zone, parse_extent};

const HOUR_MS: i64 = 3_600_000;
/// Clocks are up to 14 hours from UTC: a time that is read as UTC can be so much later than
/// it was.
const ANY_ZONE_MS: i64 = 14 * HOUR_MS;
/// February 29 may be eight years from the next one.
const MOST_YEARS_BACK: i32 = 8;
/// From so many bytes on it can be told whether a text begins as a line does.
const ENOUGH: usize = 24;
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Whether a text begins as a line of syslog does, which need not be one of the platform;
/// `None` when there is too little of it to tell.
pub(super) fn starts(text: &[u8], all: bool) -> Option<bool> {
    let text = text.trim_ascii_start();
    let may = text.first().is_none_or(|first| *first == b'<' || first.is_ascii_digit() || first.is_ascii_uppercase());
    if may && text.len() < ENOUGH && !all {
        return None;
    }
    // A character may be cut at the end.
    let text = String::from_utf8_lossy(&text[..text.len().min(2 * ENOUGH)]);
    let text = without_priority(&text);
    let is_iso = || text.get(..10).is_some_and(|day| parse_extent(day, &Zone::utc()).is_some());
    Some(may && (Stamp::read(text).is_some() || is_iso() && matches!(text.as_bytes().get(10), Some(b'T'))))
}

fn without_priority(line: &str) -> &str {
    let number = line.strip_prefix('<').and_then(|rest| rest.split_once('>'));
    let is_number = |number: &str| (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    number.filter(|(number, _)| is_number(number)).map_or(line, |(_, rest)| rest)
}

/// Reads lines as their bytes arrive.
#[derive(Debug, Default)]
pub(super) struct SyslogReader {
    /// When the file was last changed, in milliseconds: no line in it is of a later time.
    changed_ms: Option<i64>,
    /// The line so far, of which no more than a piece is kept.
    line: Vec<u8>,
    length: usize,
    begun: bool,
    /// Lines of one second: two alike are two calls.
    second: String,
    alike: HashMap<String, u32>,
}

impl SyslogReader {
    pub(super) fn new(changed_ms: Option<i64>) -> Self {
        Self { changed_ms, ..Self::default() }
    }

    pub(super) fn feed(&mut self, mut bytes: &[u8], take: &mut impl FnMut(Decoded)) {
        if !self.begun && !bytes.is_empty() {
            self.begun = true;
            bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        }
        while let Some(end) = memchr(b'\n', bytes) {
            self.keep(&bytes[..end]);
            self.end_line(take);
            bytes = &bytes[end + 1..];
        }
        self.keep(bytes);
    }

    /// Ends the text; whether its last line did not end early.
    pub(super) fn finish(mut self, take: &mut impl FnMut(Decoded)) -> bool {
        let mut whole = true;
        self.end_line(&mut |decoded| {
            whole = matches!(decoded, Decoded::Record(..));
            take(decoded);
        });
        whole
    }

    fn keep(&mut self, bytes: &[u8]) {
        self.length += bytes.len();
        let room = splitter::MAX_PIECE.saturating_sub(self.line.len());
        self.line.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    fn end_line(&mut self, take: &mut impl FnMut(Decoded)) {
        let line = std::mem::take(&mut self.line);
        if std::mem::take(&mut self.length) > splitter::MAX_PIECE {
            return take(Decoded::Unreadable(Reject::Syntax, Vec::new()));
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let read = self.verbatim(text).and_then(|raw| Ok((super::read_record(raw.as_bytes())?, raw)));
        match read {
            Ok((record, raw)) => take(Decoded::Record(&RecordRef::from(&record), raw.as_bytes(), None)),
            Err(reject) => take(Decoded::Unreadable(reject, text.as_bytes().to_vec())),
        }
    }

    /// The verbatim form of the record in a line.
    fn verbatim(&mut self, text: &str) -> Result<String, Reject> {
        let (head, content) = split(text).ok_or(Reject::NotAudit)?;
        let line = Line::read(head).ok_or(Reject::NotAudit)?;
        let fields = Fields::read(content).ok_or(Reject::Syntax)?;
        let time_ms = line.time_ms(&fields, self.changed_ms).ok_or(Reject::Time)?;
        let content = splitter::compact(content.as_bytes().to_vec());
        let (seconds, ms) = (time_ms.div_euclid(1000), time_ms.rem_euclid(1000));
        Ok(format!(
            r#"{{"id":"{}","syslog":{},"time":{seconds}.{ms:03},"content":{}}}"#,
            self.id(text, line.stamp_text),
            serde_json::to_string(head).map_err(|_| Reject::Syntax)?,
            String::from_utf8_lossy(&content),
        ))
    }

    /// An id for a line: made of what it holds, and of how many like it came in its second.
    /// So it gets the same one wherever it is read.
    fn id(&mut self, text: &str, second: &str) -> String {
        if self.second != second {
            second.clone_into(&mut self.second);
            self.alike.clear();
        }
        let id = content_id(text.as_bytes());
        let count = self.alike.entry(id.clone()).or_default();
        *count += 1;
        if *count == 1 { id } else { format!("{id}-{count}") }
    }
}

/// Reads the object that stands for a line; `None` when the object is something else.
pub(super) fn from_raw(fields: &Fields) -> Option<Result<Record, Reject>> {
    let head = fields.text("syslog")?;
    Some(read(fields, &head))
}

fn read(fields: &Fields, head: &str) -> Result<Record, Reject> {
    let line = Line::read(head).ok_or(Reject::NotAudit)?;
    let content = fields.object("content").ok_or(Reject::NotAudit)?;
    let time_ms = fields.time_ms("time");
    let assumed = matches!(line.stamp, Stamp::NoYear { .. }) && time_ms != line.written_ms(&content);
    event::record(Parts {
        id: fields.text("id").unwrap_or_else(|| content_id(head.as_bytes())),
        kind: line.kind.to_owned(),
        time_ms,
        stream_ids: line.streams.iter().map(|id| backup::in_store(id)).collect(),
        content,
        form: Form::Syslog { assumed },
    })
}

/// A line, up to its content, and the content.
fn split(text: &str) -> Option<(&str, &str)> {
    let list = memmem::find(text.as_bytes(), b"[\"")?;
    let end = list + memmem::find(&text.as_bytes()[list..], b"\"]")? + 2;
    Some((text.get(..end)?, text.get(end..)?.trim()))
}

/// What stands before the content.
struct Line<'a> {
    stamp: Stamp,
    stamp_text: &'a str,
    kind: &'a str,
    streams: Vec<String>,
}

impl<'a> Line<'a> {
    fn read(head: &'a str) -> Option<Self> {
        let text = without_priority(head);
        let stamp = Stamp::read(text)?;
        let list = memmem::find(text.as_bytes(), b"[\"")?;
        let streams = serde_json::from_str(text.get(list..)?).ok()?;
        let kind = text.get(..list)?.split_whitespace().find(|word| word.starts_with("audit-log/"))?;
        let second = if matches!(stamp, Stamp::NoYear { .. }) { text.get(..15)? } else { text.split(' ').next()? };
        Some(Self { stamp, stamp_text: second, kind, streams })
    }

    /// When the call was made: as the content says it, or else the line, whose year is the
    /// last one in which it is not later than the file.
    fn time_ms(&self, content: &Fields, changed_ms: Option<i64>) -> Option<i64> {
        match self.stamp {
            Stamp::Exact(time_ms) => Some(time_ms),
            Stamp::NoYear { .. } => self.written_ms(content).or_else(|| {
                let latest = changed_ms?.checked_add(ANY_ZONE_MS)?;
                let year = DateTime::from_timestamp_millis(latest)?.year();
                let times = (0..=MOST_YEARS_BACK).filter_map(|back| self.stamp.in_year(year - back));
                times.into_iter().find(|time| *time <= latest)
            }),
        }
    }

    /// When what the call wrote was written, where the content says so and the line does not
    /// speak against it.
    fn written_ms(&self, content: &Fields) -> Option<i64> {
        let action = content.text("action")?;
        let key = content.object("record")?.text("key")?;
        let seconds: f64 = key.rsplit(':').next()?.parse().ok()?;
        let written = fields::time_ms(seconds).filter(|_| event::says_what_it_wrote(self.kind, &action))?;
        let year = DateTime::from_timestamp_millis(written)?.year();
        let mut times = (-1..=1).filter_map(|more| self.stamp.in_year(year + more));
        times.any(|time| (time - written).abs() <= ANY_ZONE_MS).then_some(written)
    }
}

/// The time of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stamp {
    /// With year and zone, in milliseconds.
    Exact(i64),
    /// `Nov 23 19:15:16`.
    NoYear { month: u32, day: u32, clock: NaiveTime },
}

impl Stamp {
    fn read(text: &str) -> Option<Self> {
        let Some(month) = text.get(..3).and_then(|name| (1..).zip(MONTHS).find(|(_, month)| *month == name)) else {
            return Self::exact(text.split(' ').next()?);
        };
        let day = text.get(3..6)?.strip_prefix(' ')?.trim_start().parse().ok().filter(|day| (1..=31).contains(day))?;
        let clock = text.get(6..15)?.strip_prefix(' ')?;
        let two = |at: usize| clock.get(at..at + 2).and_then(|digits| digits.parse::<u32>().ok());
        // A second more, once in a while.
        let second = two(6)?.min(59);
        let clock = NaiveTime::from_hms_opt(two(0)?, two(3)?, second).filter(|_| clock.as_bytes()[2] == b':')?;
        Some(Self::NoYear { month: month.0, day, clock })
    }

    /// `2026-11-23T19:15:16.123456+01:00`, to the millisecond.
    fn exact(text: &str) -> Option<Self> {
        let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (fraction, zone) = rest.split_at(digits);
        let text = if digits > 3 { format!("{whole}.{}{zone}", &fraction[..3]) } else { text.to_owned() };
        let has_zone = text.ends_with('Z') || text.rfind(['+', '-']).is_some_and(|at| at > 10);
        parse_extent(&text, &Zone::utc())
            .filter(|_| has_zone && text.contains('T'))
            .map(|(start, _)| Self::Exact(start))
    }

    /// It in a year, read as UTC, in milliseconds; `None` where that year has no such day.
    fn in_year(self, year: i32) -> Option<i64> {
        match self {
            Self::Exact(time_ms) => Some(time_ms),
            Self::NoYear { month, day, clock } => {
                Some(NaiveDate::from_ymd_opt(year, month, day)?.and_time(clock).and_utc().timestamp_millis())
            }
        }
    }
}

#[cfg(test)]
mod tests;
