//! One file: whether it is as it was written, and what it says of itself.

use audit_core::evidence::{Altered, Manifest, Verdict};
use audit_core::time::iso_utc;
use leptos::prelude::*;

use crate::components::periods::moment_in_zone;
use crate::components::record::copy::CopyButton;
use crate::i18n::{I18n, fill, use_i18n};
use crate::messages::Messages;
use crate::state::{AppState, use_state};
use crate::worker_protocol::{Checked, CheckedFile};

/// A card for a file.
#[component]
pub(crate) fn FileCheck(file: CheckedFile) -> impl IntoView {
    let i18n = use_i18n();
    let (class, sign) = match file.checked.as_ref().map(|checked| &checked.verdict) {
        Some(Verdict::Intact) => ("evidence-file intact", "✓"),
        Some(Verdict::Altered(_) | Verdict::Cut(_)) => ("evidence-file altered", "✗"),
        Some(Verdict::NotABundle) | None => ("evidence-file", "?"),
    };
    let name = file.name.clone();
    let size = file.size;
    let verdict = file.clone();
    let said = file.checked.clone();
    view! {
        <article class=class>
            <h2>
                <bdi translate="no">{name}</bdi>
                <span class="hint">" " {move || i18n.bytes(size)}</span>
            </h2>
            <p class="evidence-verdict">
                <span aria-hidden="true">{sign} " "</span>
                {move || verdict_name(i18n.texts(), &verdict)}
            </p>
            {move || explanation(i18n, file.checked.as_deref()).into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}
            {said.map(|checked| view! { <Said checked/> })}
        </article>
    }
}

/// Whether it is as it was written, in a word.
pub(crate) fn verdict_name(texts: &Messages, file: &CheckedFile) -> &'static str {
    match file.checked.as_ref().map(|checked| &checked.verdict) {
        Some(Verdict::Intact) => texts.verdict_intact,
        Some(Verdict::Altered(_)) => texts.verdict_altered,
        Some(Verdict::Cut(_)) => texts.verdict_cut,
        Some(Verdict::NotABundle) => texts.verdict_none,
        None => texts.verdict_unread,
    }
}

/// What that means, line by line.
fn explanation(i18n: I18n, checked: Option<&Checked>) -> Vec<String> {
    let texts = i18n.texts();
    match checked.map(|checked| &checked.verdict) {
        Some(Verdict::Intact) => vec![texts.verdict_intact_text.to_owned()],
        Some(Verdict::Altered(altered)) => alterations(i18n, altered),
        Some(Verdict::Cut(lines)) => vec![i18n.plural(|texts| texts.verdict_cut_text, u64::from(*lines))],
        Some(Verdict::NotABundle) => vec![texts.verdict_none_text.to_owned()],
        None => vec![texts.verdict_unread_text.to_owned()],
    }
}

fn alterations(i18n: I18n, altered: &Altered) -> Vec<String> {
    let texts = i18n.texts();
    let mut lines = vec![texts.verdict_altered_text.to_owned()];
    if altered.first_line {
        lines.push(texts.altered_first.to_owned());
    }
    if altered.last_line {
        lines.push(texts.altered_last.to_owned());
    }
    if altered.written != u64::from(altered.found) {
        let (written, found) = (i18n.number(altered.written), i18n.number(altered.found));
        lines.push(fill(texts.altered_count, &[("written", &written), ("found", &found)]));
    }
    lines.extend(altered.lines.iter().map(|(from, to)| {
        let (from, to) = (i18n.number(*from), i18n.number((*to).min(altered.found.max(*from))));
        fill(texts.altered_lines, &[("from", &from), ("to", &to)])
    }));
    if altered.more > 0 {
        lines.push(i18n.plural(|texts| texts.altered_more, u64::from(altered.more)));
    }
    lines
}

/// What a bundle says of itself. Nothing is said of what is none, but its hash.
#[component]
fn Said(checked: Box<Checked>) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let Checked { manifest, verdict, sha256 } = *checked;
    let lines = move || {
        let lines = if verdict == Verdict::NotABundle { Vec::new() } else { said(i18n, state, &manifest) };
        lines.into_iter().map(|(term, text)| view! { <dt>{term}</dt> <dd><bdi>{text}</bdi></dd> }).collect_view()
    };
    let (hash, copied) = (sha256.clone(), sha256);
    view! {
        <dl class="evidence-said">
            {lines}
            <dt>{move || i18n.texts().manifest_sha}</dt>
            <dd>
                <code>{hash}</code>
                " "
                {move || {
                    let copied = copied.clone();
                    let label = i18n.texts().copy_value;
                    view! { <CopyButton label small=true text=move || Some(copied.clone())/> }
                }}
                <p class="hint">{move || i18n.texts().manifest_sha_note}</p>
            </dd>
        </dl>
    }
}

fn said(i18n: I18n, state: AppState, manifest: &Manifest) -> Vec<(&'static str, String)> {
    let texts = i18n.texts();
    // Of a time that is none, its text.
    let at = |time_ms: Option<i64>, text: &str| {
        time_ms.map_or_else(
            || text.to_owned(),
            |time_ms| format!("{} · {}", moment_in_zone(i18n, state, time_ms), iso_utc(time_ms)),
        )
    };
    let or = |text: &str, nothing: &str| if text.is_empty() { nothing } else { text }.to_owned();
    let made = at(manifest.exported_ms(), &manifest.exported_at);
    let program = format!("{} {}", manifest.app.0, manifest.app.1);
    let period = manifest.period.as_ref().map_or_else(
        || texts.manifest_no_period.to_owned(),
        |(from, to)| {
            let times = manifest.period_ms();
            let from = at(times.map(|times| times.0), from);
            let to = at(times.map(|times| times.1), to);
            fill(texts.span_line, &[("from", &from), ("to", &to)])
        },
    );
    let filter = match (manifest.query.as_str(), manifest.zone.as_str()) {
        ("", _) => texts.manifest_no_filter.to_owned(),
        (query, zone) => format!("{query} ({zone})"),
    };
    let (records, loaded) = (i18n.number(manifest.records), i18n.number(manifest.loaded));
    let mut lines = vec![
        (texts.manifest_made, fill(texts.manifest_made_with, &[("time", &made), ("program", &program)])),
        (texts.manifest_account, or(&manifest.account, texts.manifest_no_account)),
        (texts.manifest_period, period),
        (texts.manifest_filter, filter),
        (texts.topic_records, fill(texts.manifest_records, &[("records", &records), ("loaded", &loaded)])),
        (texts.manifest_seen, seen(i18n, manifest)),
    ];
    if let Some(time_ms) = manifest.server_time_ms {
        lines.insert(1, (texts.manifest_clock, at(Some(time_ms), "")));
    }
    lines
}

/// What was visible and what is missing, in sentences.
fn seen(i18n: I18n, manifest: &Manifest) -> String {
    let texts = i18n.texts();
    let mut said = vec![if manifest.complete { texts.manifest_whole } else { texts.manifest_not_whole }.to_owned()];
    if manifest.visible == "part" {
        said.push(texts.manifest_part.to_owned());
    }
    if manifest.unreadable > 0 {
        said.push(i18n.plural(|texts| texts.manifest_unreadable, manifest.unreadable));
    }
    if manifest.own_reads_left_out > 0 {
        said.push(i18n.plural(|texts| texts.manifest_own, manifest.own_reads_left_out));
    }
    said.push(if manifest.secrets == "masked" { texts.manifest_masked } else { texts.manifest_secrets }.to_owned());
    if manifest.pseudonyms {
        said.push(texts.manifest_pseudonyms.to_owned());
    }
    said.join(" ")
}
