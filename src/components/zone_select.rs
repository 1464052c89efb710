//! In which zone times are shown: this device's, UTC, or any that the browser knows.

use audit_core::view_state::ZoneChoice;
use leptos::prelude::*;

use crate::browser::intl;
use crate::i18n::use_i18n;
use crate::lasting::{Memo, RwSignal};
use crate::state::{AppState, use_state};

/// The zone that one key changes to and back: UTC, or the device's own.
pub(super) fn other_zone(state: AppState) -> (ZoneChoice, String) {
    if state.view.with_untracked(|view| view.zone == ZoneChoice::Utc) {
        (ZoneChoice::Local, untrack(|| state.local_zone_name()))
    } else {
        (ZoneChoice::Utc, "UTC".to_owned())
    }
}

/// The choice, with its label.
#[component]
pub(super) fn ZoneSelect() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    // There are hundreds: they are written when somebody is about to choose.
    let all = RwSignal::new(false);
    let others = Memo::new(move |_| {
        let chosen = state.view.with(|view| match &view.zone {
            ZoneChoice::Named(name) => Some(name.clone()),
            ZoneChoice::Local | ZoneChoice::Utc => None,
        });
        let mut names = if all.get() { intl::zones() } else { Vec::new() };
        // A link may hold a name that is not in the list, such as an older one.
        if let Some(name) = chosen.filter(|name| !names.contains(name)) {
            names.insert(0, name);
        }
        names
    });
    let option = move |name: String| {
        let key = name.clone();
        let chosen = move || state.view.with(|view| matches!(&view.zone, ZoneChoice::Named(zone) if *zone == key));
        view! {
            <option value=name.clone() prop:selected=chosen>
                {name.clone()}
            </option>
        }
    };
    let known = move |choice: ZoneChoice| move || state.view.with(|view| view.zone == choice);
    view! {
        <label class="labelled">
            <span class="hint">{move || i18n.texts().zone_label}</span>
            <select
                class="compact"
                translate="no"
                on:focus=move |_| all.set(true)
                on:pointerenter=move |_| all.set(true)
                on:change=move |event| {
                    if let Some(zone) = ZoneChoice::from_key(&event_target_value(&event)) {
                        state.go(|view| view.zone = zone);
                    }
                }
            >
                <option value="" prop:selected=known(ZoneChoice::Local)>
                    {move || state.local_zone_name()}
                </option>
                <Show when=move || state.local_zone_name() != "UTC">
                    <option value="utc" prop:selected=known(ZoneChoice::Utc)>
                        "UTC"
                    </option>
                </Show>
                <Show when=move || others.with(|names| !names.is_empty())>
                    <optgroup label=move || i18n.texts().zone_others>
                        {move || others.get().into_iter().map(option).collect_view()}
                    </optgroup>
                </Show>
            </select>
        </label>
    }
}
