//! The export that belongs to a report: made when somebody asks for it, and named by its hash.

use leptos::prelude::*;

use super::document::{Block, Part};
use super::draw;
use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::Memo;
use crate::phrases::visible;
use crate::state::use_state;
use crate::worker_protocol::ExportProgress;

/// What is said of it, and the button that makes it.
#[component]
pub(super) fn Attachment() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let of = Memo::new(move |_| state.export_of());
    let made = Memo::new(move |_| state.attached.with(|it| it.as_ref().and_then(|it| it.file.clone())));
    let is_of_these = Memo::new(move |_| state.attached.with(|it| it.as_ref().is_some_and(|it| it.of == of.get())));
    let part = Memo::new(move |_| {
        let texts = i18n.texts();
        let mut blocks = vec![Block::Text(texts.report_export_about.to_owned())];
        match made.get() {
            Some(file) if is_of_these.get() => blocks.extend(file_words(i18n, &file)),
            Some(_) => blocks.push(Block::Text(texts.report_export_stale.to_owned())),
            None => blocks.push(Block::Text(texts.report_export_none.to_owned())),
        }
        Part { heading: texts.report_export.to_owned(), blocks }
    });
    let nothing = Memo::new(move |_| state.viewed.with(|viewed| viewed.snapshot.matched == 0));
    view! {
        {move || part.with(draw::part)}
        <Show when=move || !nothing.get()>
            <button class="button report-make" on:click=move |_| state.export_for_report()>
                {move || i18n.texts().report_export_make}
            </button>
        </Show>
    }
}

/// The file, its hash, and how that is checked.
fn file_words(i18n: I18n, file: &ExportProgress) -> Vec<Block> {
    let texts = i18n.texts();
    let name = visible(&file.file_name);
    let check = fill(texts.report_check, &[("file", &name)]);
    let facts = [
        (texts.report_file, name),
        (texts.report_size, i18n.plural(|texts| texts.report_bytes, file.bytes)),
        (texts.topic_records, i18n.number(file.written)),
        (texts.report_sha, file.sha256.clone().unwrap_or_default()),
    ];
    vec![Block::Facts(facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()), Block::Text(check)]
}
