//! What two files of evidence tell of each other.

use audit_core::evidence::{Compared, Listed, Mismatch};
use leptos::prelude::*;

use crate::i18n::{fill, use_i18n};
use crate::messages::Messages;

/// Ids that are listed before the rest is counted.
const MOST_IDS: usize = 200;

/// The comparison.
#[component]
pub(crate) fn ComparedFiles(
    /// What it says.
    compared: Compared,
    /// The names of the two files, the one that was made first before the other; nothing where
    /// they say the same time.
    order: Option<(String, String)>,
) -> impl IntoView {
    let i18n = use_i18n();
    let Compared { mismatches, same, vanished, changed, came_late, appeared } = compared;
    let order = order.map(|(first, second)| {
        let words = move || fill(i18n.texts().compared_order, &[("first", &first), ("second", &second)]);
        view! { <p class="hint"><bdi>{words}</bdi></p> }
    });
    let nothing = [&vanished, &changed, &came_late, &appeared].iter().all(|listed| listed.count == 0);
    let reasons = move || {
        (!mismatches.is_empty() && !nothing).then(|| {
            let lines = mismatches.iter().map(|it| view! { <li>{mismatch(i18n.texts(), *it)}</li> }).collect_view();
            view! {
                <p>{i18n.texts().compared_why}</p>
                <ul>{lines}</ul>
            }
        })
    };
    view! {
        <article class="evidence-compared">
            <h2>{move || i18n.texts().compared_title}</h2>
            {order}
            <Show when=move || nothing>
                <p>{move || i18n.texts().compared_nothing}</p>
            </Show>
            <p>{move || i18n.plural(|texts| texts.compared_same, u64::from(same))}</p>
            {reasons}
            <Ids listed=vanished title=|texts| texts.compared_vanished note=|texts| texts.compared_vanished_note/>
            <Ids listed=changed title=|texts| texts.compared_changed note=|texts| texts.compared_changed_note/>
            <Ids listed=came_late title=|texts| texts.compared_late note=|texts| texts.compared_late_note/>
            <Ids listed=appeared title=|texts| texts.compared_appeared note=|texts| texts.compared_appeared_note/>
        </article>
    }
}

/// Records that are not the same, by their ids; nothing where there are none.
#[component]
fn Ids(
    listed: Listed,
    title: fn(&'static Messages) -> &'static str,
    note: fn(&'static Messages) -> &'static str,
) -> impl IntoView {
    let i18n = use_i18n();
    (listed.count > 0).then(|| {
        let count = listed.count;
        let shown: Vec<String> = listed.ids.into_iter().take(MOST_IDS).collect();
        let more = u64::from(count).saturating_sub(shown.len() as u64);
        view! {
            <h3>{move || title(i18n.texts())} ": " {move || i18n.number(count)}</h3>
            <p class="hint">{move || note(i18n.texts())}</p>
            <ul class="evidence-ids">
                {shown.into_iter().map(|id| view! { <li><code>{id}</code></li> }).collect_view()}
                {(more > 0).then(|| view! { <li>{move || i18n.plural(|texts| texts.compared_more, more)}</li> })}
            </ul>
        }
    })
}

fn mismatch(texts: &Messages, mismatch: Mismatch) -> &'static str {
    match mismatch {
        Mismatch::FirstNotIntact => texts.mismatch_first,
        Mismatch::SecondNotIntact => texts.mismatch_second,
        Mismatch::Account => texts.mismatch_account,
        Mismatch::Period => texts.mismatch_period,
        Mismatch::Query => texts.mismatch_query,
        Mismatch::Secrets => texts.mismatch_secrets,
        Mismatch::Pseudonyms => texts.mismatch_pseudonyms,
        Mismatch::Visible => texts.mismatch_visible,
        Mismatch::Incomplete => texts.mismatch_incomplete,
    }
}
