//! What an access may do beside what it did, version by version.

use audit_core::insights::access::{AccessReport, Standing};
use audit_core::insights::activity::Calls;
use audit_core::insights::granted::{PermissionUse, Verdict, VersionReport};
use audit_core::query::Field;
use leptos::prelude::*;

use super::super::accesses::called;
use super::lines::{counted, narrowed};
use super::{Report, drawn};
use crate::components::grants::{not_known, permission_view};
use crate::components::periods::day;
use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::Memo;
use crate::messages::{Messages, Plural};
use crate::phrases::grants;
use crate::state::{AppState, use_state};
use crate::worker_protocol::LoadStatus;

/// All versions, the latest first.
#[component]
pub(super) fn Granted(report: Report) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    // Since when everything is loaded; nothing while it loads.
    let whole_since = Memo::new(move |_| {
        let is_busy = state.load.with(LoadStatus::is_busy);
        state.aside.with(|viewed| viewed.snapshot.span.filter(|_| !is_busy)).map(|(first, _)| first)
    });
    view! {
        <section>
            <h3>{move || i18n.texts().granted_title}</h3>
            {drawn(report, move |report| {
                let last = report.versions.len().checked_sub(1);
                let in_use = matches!(report.line.standing, Standing::InUse | Standing::Expires(_));
                let advice = |version: &VersionReport| match (whole_since.get()?, version.from_ms) {
                    (first, Some(from)) if first <= from => Some(i18n.texts().granted_without),
                    _ => Some(i18n.texts().granted_if),
                };
                let version = |(place, version)| {
                    let advice = if in_use && Some(place) == last { advice(version) } else { None };
                    version_view(i18n, state, report, version, advice)
                };
                let has_numbers = report.versions.iter().any(|version| !version.permissions.is_empty());
                view! {
                    {has_numbers.then(|| view! { <p class="hint">{i18n.texts().granted_note}</p> })}
                    {report.versions.iter().enumerate().rev().map(version).collect_view()}
                }
            })}
        </section>
    }
}

fn version_view(
    i18n: I18n,
    state: AppState,
    report: &AccessReport,
    version: &VersionReport,
    advice: Option<&'static str>,
) -> impl IntoView + use<> {
    let texts = i18n.texts();
    let one_of_several = report.versions.len() > 1;
    let name = if one_of_several { version_name(texts, version) } else { called(i18n, state, &report.line) };
    // No filter tells the calls of the first version from those of all.
    let query = match version.serial {
        Some(serial) => narrowed("", Field::Access, &format!("{}:{serial}", report.line.base)),
        None => (!one_of_several).then(|| report.line.query.clone()),
    };
    let body = match &version.known {
        Err(why) => not_known(i18n, state, *why).into_any(),
        Ok(known) if known.kind == "personal" => view! { <p>{texts.granted_all}</p> }.into_any(),
        Ok(known) => {
            let unread = known.grant.as_ref().map_or(0, |grant| u64::from(grant.unread_permissions));
            view! {
                {permissions(i18n, state, &version.permissions, advice)}
                {(unread > 0).then(|| view! { <p class="hint">{i18n.plural(|texts| texts.granted_more, unread)}</p> })}
            }
            .into_any()
        }
    };
    view! {
        <div class="access-version">
            {one_of_several.then(|| view! { <h4>{name.clone()}</h4> })}
            <p>
                {period(i18n, state, version).map(|period| view! { <bdi>{period}</bdi> " · " })}
                {counted(i18n, state, &version.calls, query.filter(|_| version.calls.count > 0), &name)}
            </p>
            {body}
        </div>
    }
}

fn version_name(texts: &Messages, version: &VersionReport) -> String {
    let is_unnumbered =
        version.known.as_ref().is_ok_and(|known| known.grant.as_ref().is_some_and(|grant| grant.unnumbered));
    match version.serial {
        _ if is_unnumbered => texts.granted_now.to_owned(),
        Some(serial) => fill(texts.granted_version, &[("number", &serial.to_string())]),
        // So are those of platforms that write no numbers.
        None if version.known.is_err() => texts.granted_no_number.to_owned(),
        None => texts.granted_first.to_owned(),
    }
}

/// From when until when it was in force, and by whom it was made; nothing where none of it is
/// known.
fn period(i18n: I18n, state: AppState, version: &VersionReport) -> Option<String> {
    version.known.as_ref().ok()?;
    let texts = i18n.texts();
    let date = |time_ms| day(i18n, state, time_ms);
    let when = match (version.from_ms, version.until_ms) {
        (Some(from), Some(until)) => fill(texts.span_line, &[("from", &date(from)), ("to", &date(until))]),
        (Some(from), None) => fill(texts.granted_since, &[("date", &date(from))]),
        (None, _) => return Some(texts.granted_since_unknown.to_owned()),
    };
    Some(format!("{when}, {}", grants::by(texts, version.by.as_ref())))
}

fn permissions(
    i18n: I18n,
    state: AppState,
    permissions: &[PermissionUse],
    advice: Option<&'static str>,
) -> impl IntoView + use<> {
    let texts = i18n.texts();
    if permissions.is_empty() {
        return view! { <p>{texts.granted_nothing}</p> }.into_any();
    }
    let row = |it: &PermissionUse| {
        view! {
            <tr>
                <th scope="row">{permission_view(texts, &it.permission, it.name.as_deref())}</th>
                <td>{used(i18n, state, it, advice)}</td>
            </tr>
        }
    };
    let rows = permissions.iter().map(row).collect_view();
    view! {
        <table class="granted">
            <thead>
                <tr>
                    <th scope="col">{texts.granted_may}</th>
                    <th scope="col">{texts.granted_did}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// Whether it was used: a mark and a word, then how often, and the advice where it never was.
fn used(i18n: I18n, state: AppState, it: &PermissionUse, advice: Option<&'static str>) -> impl IntoView + use<> {
    let texts = i18n.texts();
    let (class, mark, word) = match it.verdict {
        Verdict::Used => ("used", "✓", texts.granted_used),
        Verdict::Perhaps => ("perhaps", "?", texts.granted_maybe),
        Verdict::Never => ("never", "○", texts.granted_never),
        Verdict::NothingToUse => ("limit", "–", texts.granted_limit),
    };
    let times = |text: fn(&'static Messages) -> Plural, calls: &Calls| {
        let date = day(i18n, state, calls.last_ms()?);
        Some(i18n.plural_with(text, u64::from(calls.count), &[("date", &date)]))
    };
    let said = [
        times(|texts| texts.granted_read, &it.read),
        times(|texts| texts.granted_written, &it.written),
        times(|texts| texts.granted_perhaps, &it.perhaps),
        advice.filter(|_| it.verdict == Verdict::Never).map(str::to_owned),
    ];
    let said = said.into_iter().flatten().map(|said| view! { " " <span class="granted-said">{said}</span> });
    view! {
        <span class=format!("verdict {class}")>
            <span aria-hidden="true">{mark} " "</span>
            {word}
        </span>
        {said.collect_view()}
    }
}
