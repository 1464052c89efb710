//! What is left to do about an access that has ended: nobody has to withdraw it any more.

use audit_core::engine::AccessState;
use audit_core::insights::findings::{Finding, Rule};
use audit_core::time::Zone;

use super::findings::rule;
use crate::i18n::{Locale, fill};

/// The end of an access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Over {
    /// It was withdrawn, at a time where that is known; in milliseconds since 1970.
    Withdrawn(Option<i64>),
    /// Its time was over.
    Expired(i64),
}

/// The end of the access that a finding advises to withdraw, if it has ended. Of one that
/// made others it is not said: those may be in use.
pub(crate) fn over(finding: &Finding, now_ms: i64) -> Option<Over> {
    let texts = Locale::English.messages();
    let is_advised = rule(texts, finding.rule).step == texts.step_withdraw && finding.rule != Rule::MadeByAccess;
    match finding.state.filter(|_| is_advised)? {
        AccessState::Deleted(time_ms) => Some(Over::Withdrawn(time_ms)),
        AccessState::Expires(time_ms) => (time_ms <= now_ms).then_some(Over::Expired(time_ms)),
        AccessState::InUse => None,
    }
}

/// What is said in the place of that advice.
pub(crate) fn nothing_left(locale: Locale, zone: &Zone, over: Over) -> String {
    let texts = locale.messages();
    let dated = |text: &str, time_ms: i64| fill(text, &[("date", &locale.medium_date(&zone.name, time_ms))]);
    match over {
        Over::Withdrawn(Some(time_ms)) => dated(texts.step_withdrawn, time_ms),
        Over::Withdrawn(None) => texts.step_withdrawn_once.to_owned(),
        Over::Expired(time_ms) => dated(texts.step_expired, time_ms),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use audit_core::insights::findings::{Evidence, Facts, Severity};
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    /// A time on a Monday at noon.
    const NOON_MS: i64 = 1_795_431_600_000;

    fn finding(rule: Rule, state: Option<AccessState>) -> Finding {
        Finding {
            rule,
            severity: Severity::Notable,
            key: String::new(),
            access: Some("cka".to_owned()),
            access_name: None,
            state,
            addresses: Vec::new(),
            from_ms: NOON_MS,
            until_ms: NOON_MS,
            count: 1,
            evidence: Evidence { ids: Vec::new(), times_ms: Vec::new(), query: None },
            facts: Facts::OutsidePermission { streams: Vec::new(), methods: Vec::new() },
            names: BTreeMap::new(),
        }
    }

    #[wasm_bindgen_test]
    fn what_has_ended_is_not_to_be_withdrawn() {
        let (deleted, expired) = (AccessState::Deleted(Some(NOON_MS)), AccessState::Expires(NOON_MS));
        let cases = [
            (Rule::ManyRecords, None, None),
            (Rule::ManyRecords, Some(AccessState::InUse), None),
            (Rule::ManyRecords, Some(deleted), Some(Over::Withdrawn(Some(NOON_MS)))),
            (Rule::Widened, Some(AccessState::Deleted(None)), Some(Over::Withdrawn(None))),
            (Rule::NewPlace, Some(expired), Some(Over::Expired(NOON_MS))),
            (Rule::NewPlace, Some(AccessState::Expires(NOON_MS + 1)), None),
            // What it made may be in use; and these advise something else.
            (Rule::MadeByAccess, Some(deleted), None),
            (Rule::AfterExpiry, Some(expired), None),
            (Rule::RefusedBurst, Some(deleted), None),
        ];
        for (rule, state, expected) in cases {
            assert_eq!(over(&finding(rule, state), NOON_MS), expected, "{rule:?} {state:?}");
        }
    }

    #[wasm_bindgen_test]
    fn the_day_is_told_where_it_is_known() {
        for locale in Locale::ALL {
            for end in [Over::Withdrawn(Some(NOON_MS)), Over::Withdrawn(None), Over::Expired(NOON_MS)] {
                let told = nothing_left(locale, &Zone::utc(), end);
                assert_eq!(told.contains("2026"), end != Over::Withdrawn(None), "{locale:?} {told}");
            }
        }
    }
}
