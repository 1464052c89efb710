//! What else came under a record's id: a log that says two things is worth a look.

use leptos::prelude::*;

use super::visible_lines;
use crate::i18n::I18n;

/// Says it, and what the others are; nothing where there are none.
pub(super) fn versions(i18n: I18n, versions: &[String]) -> impl IntoView + use<> {
    let count = versions.len() as u64;
    let texts: Vec<String> = versions.iter().map(|version| visible_lines(version)).collect();
    (count > 0).then(|| {
        view! {
            <section class="versions" aria-labelledby="versions-title">
                <h3 id="versions-title">{i18n.texts().versions_title}</h3>
                <p>{i18n.plural(|texts| texts.versions_text, count)}</p>
                {texts
                    .into_iter()
                    .map(|text| view! { <pre class="raw" tabindex="0" translate="no">{text}</pre> })
                    .collect_view()}
            </section>
        }
    })
}
