//! What each of several files brought into the log that is open.

use leptos::prelude::*;

use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::Memo;
use crate::state::use_state;
use crate::worker_protocol::{FileEnd, FileRead};

/// More files than these are listed when somebody asks: the log stands below.
const OPEN: usize = 8;

/// A line for each file; nothing for one alone.
#[component]
pub(super) fn FilesRead() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let files = Memo::new(move |_| state.load.with(|load| load.files.clone()));
    let line = move |file: &FileRead| view! { <li><bdi>{words(i18n, file)}</bdi></li> };
    view! {
        <Show when=move || files.with(|files| !files.is_empty())>
            <details class="notice files-read" open=move || files.with(Vec::len) <= OPEN>
                <summary>{move || i18n.plural(|texts| texts.files_read, files.with(Vec::len) as u64)}</summary>
                <ul>{move || files.with(|files| files.iter().map(line).collect_view())}</ul>
            </details>
        </Show>
    }
}

/// `june.jsonl.gz: 475 records, 21 more known already, it ended early`
fn words(i18n: I18n, file: &FileRead) -> String {
    let texts = i18n.texts();
    let mut what = Vec::new();
    let is_log = file.names == 0 || file.records > 0 || file.duplicates > 0;
    if is_log && !matches!(file.end, FileEnd::NotALog | FileEnd::Unreadable) {
        what.push(i18n.plural(|texts| texts.file_records, u64::from(file.records)));
    }
    if file.duplicates > 0 {
        what.push(i18n.plural(|texts| texts.file_duplicates, u64::from(file.duplicates)));
    }
    if file.unreadable > 0 {
        what.push(i18n.plural(|texts| texts.file_unread, u64::from(file.unreadable)));
    }
    if file.names > 0 {
        what.push(i18n.plural(|texts| texts.file_names, u64::from(file.names)));
    }
    what.extend(match file.end {
        FileEnd::Whole => None,
        FileEnd::Cut => Some(texts.file_cut.to_owned()),
        FileEnd::Partial => Some(texts.file_partial.to_owned()),
        FileEnd::NotALog => Some(texts.file_no_log.to_owned()),
        FileEnd::Unreadable => Some(texts.file_not_read.to_owned()),
    });
    fill(texts.file_brought, &[("name", &file.name), ("what", &what.join(", "))])
}
