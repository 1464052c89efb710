//! What the page itself asked is recorded as well. It is folded away, and said so.

use leptos::prelude::*;

use crate::i18n::use_i18n;
use crate::lasting::Memo;
use crate::state::use_state;

/// How many records, and what shows or folds them; nothing where there are none.
#[component]
pub(crate) fn OwnReadsLine() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let own = Memo::new(move |_| state.viewed.with(|viewed| viewed.snapshot.own_reads));
    let wanted = Memo::new(move |_| state.view.with(|view| view.own_reads));
    // Where the filter says something of them itself, it is enough.
    let told = Memo::new(move |_| own.get().count > 0 && (own.get().folded || wanted.get()));
    let words = move || {
        let own = own.get();
        let count = u64::from(own.count);
        if own.folded {
            i18n.plural(|texts| texts.own_reads_folded, count)
        } else {
            i18n.plural(|texts| texts.own_reads_shown, count)
        }
    };
    view! {
        <Show when=move || told.get()>
            <p class="own-reads">
                <span id="own-reads-told">{words}</span>
                " "
                <button
                    class="link"
                    aria-describedby="own-reads-told"
                    on:click=move |_| state.go(|view| view.own_reads = !view.own_reads)
                >
                    {move || {
                        let texts = i18n.texts();
                        if own.get().folded { texts.own_reads_show } else { texts.own_reads_fold }
                    }}
                </button>
            </p>
        </Show>
    }
}
