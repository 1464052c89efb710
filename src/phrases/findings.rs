//! What looks odd, in words: what happened, what it may mean, what harmless reason it may
//! have, what to do, and a text to send to the platform.

use audit_core::insights::findings::{Act, Facts, Finding, Rule, Severity};
use audit_core::labels::{Labeled, OwnWords};
use audit_core::time::Zone;

use super::sentence::bounded;
use super::{access_name, addresses, labeled};
use crate::i18n::{Locale, fill};
use crate::messages::Messages;

const DAY_MS: i64 = 86_400_000;

/// What is said of every finding of a rule.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RuleWords {
    /// What it looks for, in short.
    pub(crate) name: &'static str,
    /// What a finding may mean.
    pub(crate) mean: &'static str,
    /// What harmless reason it may have.
    pub(crate) harmless: &'static str,
    /// What to do about it.
    pub(crate) step: &'static str,
}

/// The words of a rule.
pub(crate) fn rule(texts: &Messages, rule: Rule) -> RuleWords {
    let (name, mean, harmless) = match rule {
        Rule::SignInAfterFailures => (texts.rule_sign_in, texts.mean_sign_in, texts.harmless_sign_in),
        Rule::RefusedBurst => (texts.rule_burst, texts.mean_burst, texts.harmless_burst),
        Rule::NewPlace => (texts.rule_place, texts.mean_place, texts.harmless_place),
        Rule::NewAct => (texts.rule_act, texts.mean_act, texts.harmless_act),
        Rule::WokeUp => (texts.rule_woke, texts.mean_woke, texts.harmless_woke),
        Rule::ManyCalls => (texts.rule_calls, texts.mean_calls, texts.harmless_calls),
        Rule::ManyRecords => (texts.rule_records, texts.mean_records, texts.harmless_records),
        Rule::UnusualHours => (texts.rule_hours, texts.mean_hours, texts.harmless_hours),
        Rule::WholeAccount => (texts.rule_whole, texts.mean_whole, texts.harmless_whole),
        Rule::OutsidePermission => (texts.rule_outside, texts.mean_outside, texts.harmless_outside),
        Rule::AfterExpiry => (texts.rule_expired, texts.mean_expired, texts.harmless_expired),
        Rule::AfterWithdrawal => (texts.rule_withdrawn, texts.mean_withdrawn, texts.harmless_withdrawn),
        Rule::MadeByAccess => (texts.rule_made, texts.mean_made, texts.harmless_made),
        Rule::Widened => (texts.rule_widened, texts.mean_widened, texts.harmless_widened),
    };
    let step = match rule {
        Rule::SignInAfterFailures | Rule::RefusedBurst => texts.step_password,
        Rule::AfterExpiry | Rule::AfterWithdrawal => texts.step_app,
        Rule::NewPlace
        | Rule::NewAct
        | Rule::WokeUp
        | Rule::ManyCalls
        | Rule::ManyRecords
        | Rule::UnusualHours
        | Rule::WholeAccount
        | Rule::OutsidePermission
        | Rule::MadeByAccess
        | Rule::Widened => texts.step_withdraw,
    };
    RuleWords { name, mean, harmless, step }
}

/// How serious, in words.
pub(crate) fn severity(texts: &Messages, severity: Severity) -> &'static str {
    match severity {
        Severity::Serious => texts.severity_serious,
        Severity::Notable => texts.severity_notable,
        Severity::Note => texts.severity_note,
    }
}

/// The mark of a severity, beside its words: shapes first, colors second.
pub(crate) fn mark(severity: Severity) -> &'static str {
    match severity {
        Severity::Serious => "▲",
        Severity::Notable => "■",
        Severity::Note => "○",
    }
}

/// What says it: the language, the person's own words, and the zone of its times.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Telling<'a> {
    pub(crate) locale: Locale,
    pub(crate) words: &'a OwnWords,
    pub(crate) zone: &'a Zone,
}

impl Telling<'_> {
    /// What happened, in one sentence.
    pub(crate) fn happened(self, finding: &Finding) -> String {
        let Self { locale, .. } = self;
        let texts = locale.messages();
        let number = |count: u32| locale.number(count);
        let calls = |count: u32| locale.count(texts.calls_count, u64::from(count));
        let actor = self.actor(finding);
        let who = ("who", &*actor);
        let count = u64::from(finding.count);
        match &finding.facts {
            Facts::SignInAfterFailures { failures, .. } => locale.count(texts.found_sign_in, u64::from(*failures)),
            Facts::RefusedBurst { sign_ins, keys, addresses, .. } => {
                let counted = [(texts.found_sign_ins, *sign_ins), (texts.found_keys, *keys)];
                let tried = counted.iter().filter(|(_, count)| *count > 0);
                let tried: Vec<_> = tried.map(|(text, count)| locale.count(*text, u64::from(*count))).collect();
                let from = locale.count(texts.found_from, u64::from(*addresses));
                fill(texts.found_burst, &[("what", &tried.join(texts.scope_and)), ("addresses", &from)])
            }
            Facts::NewPlace { .. } => {
                let address = finding.addresses.first().map_or(texts.no_address, String::as_str);
                locale.count_with(texts.found_place, count, &[who, ("address", &self.address(address))])
            }
            Facts::NewAct { act, calls_before, .. } => {
                let text = match act {
                    Act::Read => texts.found_act_read,
                    Act::Write => texts.found_act_write,
                    Act::Remove => texts.found_act_remove,
                };
                fill(text, &[who, ("calls", &calls(*calls_before))])
            }
            Facts::WokeUp { silent_ms, .. } => {
                locale.count_with(texts.found_woke, days(finding.from_ms.saturating_sub(*silent_ms)), &[who])
            }
            Facts::ManyCalls { most, usual, .. } => {
                locale.count_with(texts.found_calls, u64::from(*most), &[who, ("usual", &number(*usual))])
            }
            Facts::ManyRecords { most, most_before, .. } => {
                locale.count_with(texts.found_records, *most, &[who, ("before", &locale.number(*most_before))])
            }
            Facts::UnusualHours { hours, .. } => {
                let hours: Vec<_> = hours.iter().map(|hour| hour_words(*hour)).collect();
                locale.count_with(texts.found_hours, count, &[who, ("hours", &hours.join(", "))])
            }
            Facts::WholeAccount { .. } => locale.count_with(texts.found_whole, count, &[who]),
            Facts::OutsidePermission { .. } => locale.count_with(texts.found_outside, count, &[who]),
            Facts::AfterExpiry { .. } => locale.count_with(texts.found_expired, count, &[who]),
            Facts::AfterWithdrawal { withdrawn_ms, .. } => {
                locale.count_with(texts.found_withdrawn, count, &[("date", &self.date(*withdrawn_ms))])
            }
            Facts::MadeByAccess { .. } => locale.count_with(texts.found_made, count, &[who]),
            Facts::Widened { whose: Some(whose), .. } => {
                fill(texts.found_widened, &[who, ("whose", &self.access(finding, whose))])
            }
            Facts::Widened { whose: None, .. } => fill(texts.found_widened_one, &[who]),
        }
    }

    /// What else is known of it, each in a sentence.
    pub(crate) fn more(self, finding: &Finding) -> Vec<String> {
        let Self { locale, .. } = self;
        let texts = locale.messages();
        let calls = |count: u32| locale.count(texts.calls_count, u64::from(count));
        let known_since = |time_ms: i64| fill(texts.more_known_since, &[("date", &self.date(time_ms))]);
        let said = |is_so: bool, text: &str| is_so.then(|| text.to_owned());
        let lines = match &finding.facts {
            Facts::SignInAfterFailures { same_place, new_place, .. } => vec![
                said(*same_place, texts.more_same_place),
                Some(if *new_place { texts.more_strange_place } else { texts.more_place_unknown }.to_owned()),
            ],
            Facts::RefusedBurst { known_place, .. } => vec![said(*known_place, texts.more_known_place)],
            Facts::NewPlace { usual, usual_calls, rounds, known_ms } => vec![
                usual.as_deref().map(|usual| {
                    fill(texts.more_usual, &[("address", &self.address(usual)), ("calls", &calls(*usual_calls))])
                }),
                (*rounds > 0).then(|| locale.count(texts.more_rounds, u64::from(*rounds))),
                Some(known_since(*known_ms)),
            ],
            Facts::NewAct { method, known_ms, .. } => {
                vec![Some(fill(texts.more_method, &[("method", &bounded(method))])), Some(known_since(*known_ms))]
            }
            Facts::WokeUp { longest_before_ms, .. } => {
                let longest = locale.count(texts.days_count, days(*longest_before_ms));
                vec![Some(fill(texts.more_longest, &[("days", &longest)]))]
            }
            Facts::ManyCalls { most_before, days, .. } => vec![
                Some(fill(texts.more_most_before, &[("calls", &calls(*most_before))])),
                (*days > 1).then(|| locale.count(texts.more_went_on, u64::from(*days))),
            ],
            Facts::ManyRecords { days_before, .. } => {
                vec![Some(locale.count(texts.more_days_before, u64::from(*days_before)))]
            }
            Facts::UnusualHours { calls_before, .. } => {
                vec![Some(fill(texts.more_habit, &[("calls", &calls(*calls_before))]))]
            }
            Facts::WholeAccount { parts_before, records } => vec![
                (*records > 0)
                    .then(|| fill(texts.more_came_back, &[("entries", &locale.count(texts.rows_count, *records))])),
                (*parts_before > 0).then(|| locale.count(texts.more_parts, u64::from(*parts_before))),
            ],
            Facts::OutsidePermission { streams, methods } => {
                let named = |id: &String| bounded(finding.names.get(id).unwrap_or(id));
                let list = |text: &str, key: &str, values: Vec<String>| {
                    (!values.is_empty()).then(|| fill(text, &[(key, &values.join(", "))]))
                };
                vec![
                    list(texts.more_streams, "streams", streams.iter().map(named).collect()),
                    list(texts.more_methods, "methods", methods.iter().map(|method| bounded(method)).collect()),
                ]
            }
            Facts::AfterExpiry { expired_ms, last_done_ms } => vec![
                expired_ms.map(|time_ms| fill(texts.more_expired, &[("date", &self.date(time_ms))])),
                last_done_ms.map(|time_ms| fill(texts.more_last_done, &[("date", &self.date(time_ms))])),
            ],
            Facts::AfterWithdrawal { likely, .. } => vec![
                likely.as_deref().map(|likely| fill(texts.more_likely, &[("name", &self.access(finding, likely))])),
            ],
            Facts::MadeByAccess { made } => {
                let names: Vec<_> = made.iter().map(|id| self.access(finding, id)).collect();
                vec![(!names.is_empty()).then(|| fill(texts.more_made, &[("names", &names.join(", "))]))]
            }
            Facts::Widened { whose, by_owner, streams_before, streams_after, whole_account } => {
                let reach = streams_before.zip(*streams_after).filter(|_| !whole_account).map(|(before, after)| {
                    let numbers = (locale.number(before), locale.number(after));
                    fill(texts.more_reach, &[("before", &numbers.0), ("after", &numbers.1)])
                });
                vec![
                    said(*by_owner, texts.more_by_owner),
                    said(*whole_account, texts.more_whole),
                    reach,
                    said(whose.is_some(), texts.more_whose),
                ]
            }
        };
        lines.into_iter().flatten().collect()
    }

    /// Reported addresses of its records, with the person's own words for them.
    pub(crate) fn addresses(self, finding: &Finding) -> String {
        addresses(self.locale.messages(), self.words, &finding.addresses)
    }

    /// Whom it is about.
    pub(crate) fn actor(self, finding: &Finding) -> String {
        let texts = self.locale.messages();
        let Some(base) = &finding.access else { return texts.who_nobody.to_owned() };
        let name = finding.access_name.as_deref().map_or_else(|| access_name(texts, base), bounded);
        labeled(texts, &name, self.words.get(Labeled::Access, base))
    }

    /// A text to send to the platform: what happened, and the exact records, with their times
    /// in the zone and in UTC. Nothing that may be a key is in it.
    pub(crate) fn letter(self, finding: &Finding, account: Option<(&str, &str)>) -> String {
        let Self { locale, .. } = self;
        let texts = locale.messages();
        let mut lines = vec![self.opening(account), String::new(), self.happened(finding)];
        lines.extend(self.more(finding));
        lines.push(String::new());
        lines.push(self.span_line(finding.from_ms, finding.until_ms));
        if let Some(base) = &finding.access {
            lines.push(fill(texts.letter_access, &[("name", &self.actor(finding)), ("id", base)]));
        }
        lines.extend(self.addresses_line(&finding.addresses));
        lines.push(String::new());
        let shown = finding.evidence.ids.len() as u64;
        lines.push(if shown < u64::from(finding.count) {
            locale.count_with(texts.letter_first, shown, &[("all", &locale.number(finding.count))])
        } else {
            locale.count(texts.letter_records, shown)
        });
        let records = finding.evidence.ids.iter().zip(&finding.evidence.times_ms);
        lines.extend(records.map(|(id, time_ms)| self.record_line(id, *time_ms)));
        lines.push(String::new());
        lines.push(texts.letter_ask.to_owned());
        lines.join("\n")
    }

    /// An access that a finding's facts name by its id.
    fn access(self, finding: &Finding, id: &str) -> String {
        let texts = self.locale.messages();
        let name = finding.names.get(id).map_or_else(|| access_name(texts, id), |name| bounded(name));
        labeled(texts, &name, self.words.get(Labeled::Access, id))
    }

    fn address(self, address: &str) -> String {
        labeled(self.locale.messages(), address, self.words.get(Labeled::Address, address))
    }

    fn date(self, time_ms: i64) -> String {
        self.locale.medium_date(&self.zone.name, time_ms)
    }
}

/// Whole days.
fn days(time_ms: i64) -> u64 {
    u64::try_from(time_ms / DAY_MS).unwrap_or(0)
}

/// `14:00–15:00`.
fn hour_words(hour: u8) -> String {
    format!("{hour:02}:00–{:02}:00", hour.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use audit_core::insights::findings::Evidence;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    /// A time on a Monday at noon.
    const NOON_MS: i64 = 1_795_431_600_000;

    /// Facts of a rule: with all that can be known, and with as little as can be.
    fn facts(rule: Rule, all: bool) -> Facts {
        let (few, id) = (u32::from(all) * 7, |id: &str| all.then(|| id.to_owned()));
        let (time, ids) = (all.then_some(NOON_MS), |it: &str| id(it).into_iter().collect::<Vec<_>>());
        match rule {
            Rule::SignInAfterFailures => Facts::SignInAfterFailures { failures: 7, same_place: all, new_place: all },
            Rule::RefusedBurst => Facts::RefusedBurst { sign_ins: 7, keys: few, addresses: 3, known_place: all },
            Rule::NewPlace => {
                Facts::NewPlace { usual: id("203.0.113.9"), usual_calls: few, rounds: few, known_ms: NOON_MS }
            }
            Rule::NewAct => Facts::NewAct {
                act: if all { Act::Read } else { Act::Write },
                method: "events.get".to_owned(),
                calls_before: 7,
                known_ms: NOON_MS,
            },
            Rule::WokeUp => {
                Facts::WokeUp { silent_ms: NOON_MS - 7 * DAY_MS, longest_before_ms: DAY_MS, calls_before: 7 }
            }
            Rule::ManyCalls => Facts::ManyCalls { most: 7, usual: 2, most_before: 3, days: 1 + few },
            Rule::ManyRecords => Facts::ManyRecords { most: 7, most_before: 2, days_before: 9 },
            Rule::UnusualHours => Facts::UnusualHours { hours: vec![2, 3], calls_before: 7 },
            Rule::WholeAccount => Facts::WholeAccount { parts_before: few, records: u64::from(few) },
            Rule::OutsidePermission => Facts::OutsidePermission { streams: ids("work"), methods: ids("events.get") },
            Rule::AfterExpiry => Facts::AfterExpiry { expired_ms: time, last_done_ms: time },
            Rule::AfterWithdrawal => Facts::AfterWithdrawal { withdrawn_ms: NOON_MS, likely: id("ckb") },
            Rule::MadeByAccess => Facts::MadeByAccess { made: ids("ckb") },
            Rule::Widened => Facts::Widened {
                whose: id("ckb"),
                by_owner: all,
                streams_before: all.then_some(2),
                streams_after: all.then_some(9),
                whole_account: !all,
            },
        }
    }

    fn finding(rule: Rule, all: bool) -> Finding {
        let known = |name: &str| all.then(|| name.to_owned());
        Finding {
            rule,
            severity: Severity::Notable,
            key: String::new(),
            access: known("cka"),
            access_name: known("Diet app"),
            state: None,
            addresses: known("192.0.2.150").into_iter().collect(),
            from_ms: NOON_MS,
            until_ms: NOON_MS + 60_000,
            count: 7,
            evidence: Evidence {
                ids: vec!["first".to_owned(), "second".to_owned()],
                times_ms: vec![NOON_MS, NOON_MS + 1_500],
                query: None,
            },
            facts: facts(rule, all),
            names: if all { BTreeMap::from([("ckb".to_owned(), "Dr. Weber".to_owned())]) } else { BTreeMap::new() },
        }
    }

    /// Says something in each language, with an hour between the zone and UTC.
    fn in_each_language(mut say: impl FnMut(Telling)) {
        let zone = Zone { name: "Europe/Zurich".to_owned(), first_offset_s: 3600, transitions: Vec::new() };
        for locale in Locale::ALL {
            say(Telling { locale, words: &OwnWords::default(), zone: &zone });
        }
    }

    #[wasm_bindgen_test]
    fn every_rule_and_severity_has_words_of_its_own_in_every_language() {
        for locale in Locale::ALL {
            let texts = locale.messages();
            let mut said = BTreeSet::new();
            for rule_of in Rule::ALL {
                let words = rule(texts, rule_of);
                for text in [words.name, words.mean, words.harmless] {
                    assert!(!text.is_empty() && said.insert(text), "{locale:?} {rule_of:?} {text}");
                }
                assert!(!words.step.is_empty(), "{locale:?} {rule_of:?}");
            }
            for of in [Severity::Serious, Severity::Notable, Severity::Note] {
                assert!(said.insert(severity(texts, of)) && said.insert(mark(of)), "{locale:?} {of:?}");
            }
        }
    }

    #[wasm_bindgen_test]
    fn every_finding_is_told_with_its_numbers_in_every_language() {
        in_each_language(|telling| {
            let locale = telling.locale;
            for rule in Rule::ALL {
                for finding in [finding(rule, true), finding(rule, false)] {
                    let happened = telling.happened(&finding);
                    let says_numbers = !matches!(rule, Rule::Widened);
                    assert!(happened.contains('7') || !says_numbers, "{locale:?} {rule:?} {happened}");
                    let letter = telling.letter(&finding, Some(("alice", "pryv.example")));
                    for text in telling.more(&finding).iter().chain([&happened, &letter]) {
                        assert!(!text.contains(['{', '}']) && !text.contains("  "), "{locale:?} {rule:?} {text}");
                    }
                }
            }
            let told = telling.more(&finding(Rule::AfterWithdrawal, true)).concat();
            assert!(told.contains("Dr. Weber"), "{locale:?} {told}");
        });
    }

    #[wasm_bindgen_test]
    fn the_text_to_send_names_each_record_in_both_zones() {
        in_each_language(|telling| {
            let letter = telling.letter(&finding(Rule::NewPlace, true), Some(("alice", "pryv.example")));
            for part in [
                "alice",
                "pryv.example",
                "Diet app",
                "cka",
                "192.0.2.150",
                "Europe/Zurich",
                "- first · 2026-11-23T12:00:00.000+01:00 · 2026-11-23T11:00:00.000Z",
                "- second · 2026-11-23T12:00:01.500+01:00 · 2026-11-23T11:00:01.500Z",
            ] {
                assert!(letter.contains(part), "{:?} {part} in {letter}", telling.locale);
            }
            let hostile = Finding {
                access_name: Some(format!("{}\u{202e}\n- forged", "x".repeat(80))),
                ..finding(Rule::WokeUp, false)
            };
            let hostile = Finding { access: Some("cka".to_owned()), ..hostile };
            let letter = telling.letter(&hostile, None);
            assert!(!letter.contains('\u{202e}') && !letter.contains("forged"), "{letter}");
        });
    }
}
