//! The catalogue of everything that a person reads. One struct: a language that
//! lacks a text does not compile.

/// A text that depends on a count, which stands in it as `{count}`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plural {
    /// For one (and, in some languages, none).
    pub(crate) one: &'static str,
    /// For all other counts.
    pub(crate) other: &'static str,
}

/// What somebody did, by API method.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Act {
    /// The API method.
    pub(crate) method: &'static str,
    /// It was done: `read entries`, after the name of who did it.
    pub(crate) done: &'static str,
    /// It was tried: `read entries`, after "tried to".
    pub(crate) tried: &'static str,
}

macro_rules! catalogue {
    (texts: $($text:ident)+; plurals: $($plural:ident)+;) => {
        /// Every text, in one language. Placeholders are `{name}`.
        #[derive(Debug)]
        pub(crate) struct Messages {
            $(pub(crate) $text: &'static str,)+
            $(pub(crate) $plural: Plural,)+
            /// Methods with a sentence of their own.
            pub(crate) acts: &'static [Act],
            /// The same where it is known to what it was done, which is `{what}`.
            pub(crate) acts_on: &'static [Act],
            /// Any other method, by kind of act: read, create, modify, remove,
            /// auth, consent, other.
            pub(crate) kinds: [Act; 7],
        }

        #[cfg(test)]
        impl Messages {
            /// Every text with its key, for the tests.
            pub(crate) fn entries(&self) -> Vec<(&'static str, &'static str)> {
                vec![
                    $((stringify!($text), self.$text),)+
                    $((stringify!($plural), self.$plural.one),)+
                    $((stringify!($plural), self.$plural.other),)+
                ]
            }

            /// Every text there is, sentences about records among them.
            fn all(&self) -> Vec<&'static str> {
                let acts = self.acts.iter().chain(self.acts_on).chain(&self.kinds).flat_map(|act| [act.done, act.tried]);
                self.entries().into_iter().map(|(_, text)| text).chain(acts).collect()
            }
        }
    };
}

catalogue! {
texts:
    // The frame of the page.
    app_name language_label settings theme_label theme_system theme_light theme_dark
    skip_to_records close cancel copied not_copied broken_title broken_text reload
    not_started_title not_started_text
    // Open page.
    open_title open_intro open_reconnect address_label address_hint connect
    parts_summary parts_address_label parts_address_hint parts_key_label
    file_label file_button file_hint demo_label demo_button demo_hint
    key_note connecting opening_file confirm_title confirm_text confirm_open still_open back_to_log
    // Signing in.
    platform_title platform_label platform_hint sign_in sign_in_note key_title sign_in_waits
    sign_in_waits_text sign_in_blocked sign_in_open sign_in_open_again sign_in_pages
    sign_in_home sign_in_support sign_in_terms service_title service_text
    sign_in_not_offered sign_in_unsafe sign_in_refused sign_in_expired sign_in_unknown sign_in_failed
    sign_in_failed_because sign_in_moved sign_in_moved_unknown sign_in_unusable
    log_in_summary log_in_hint log_in username_label username_empty username_wrong password_label password_empty
    log_in_wrong log_in_untrusted log_in_not_offered log_in_code_late
    code_title code_authenticator code_message code_label code_empty code_wrong code_go_on by_password
    // What is wrong with an address.
    address_empty address_not_address address_not_secure address_no_token address_no_user
    address_two_ats address_password address_unsupported address_key_in_address
    key_empty key_not_key
    // What went wrong with a server.
    problem_unreachable problem_not_pryv problem_unknown_user problem_wrong_token
    problem_access_expired problem_session_ended problem_no_token problem_forbidden problem_self_audit
    problem_audit_off problem_no_audit_log problem_server problem_busy problem_redirected
    problem_redirected_unknown problem_refused problem_rejected
    problem_cut_off problem_timeout problem_stuck problem_too_large
    // What went wrong with a file.
    file_not_a_log file_unreadable files_no_log
    // The head of the log page.
    log_of_server log_of_file log_of_demo sees_everything sees_accesses sees_own sees_granted sees_nothing sees_more
    scope_own scope_and scope_not_yet scope_switched_off scope_everything scope_own_only scope_granted_only
    scope_list_own scope_list_access scope_list_action scope_to_see_more offered_wrong
    generation_events generation_legacy zone_label zone_others export_menu
    export_csv export_csv_hint export_jsonl export_jsonl_hint export_secrets export_secrets_hint export_running export_cancelled
    export_too_big export_no_room export_forbidden export_not_written
    export_source_gone raw_gone sign_out close_file export_nothing
    // Evidence: saved, and checked.
    export_evidence export_evidence_hint export_sha export_sha_note evidence_title evidence_link
    evidence_intro evidence_choose evidence_running evidence_checked evidence_back evidence_open
    verdict_intact verdict_intact_text verdict_altered verdict_altered_text verdict_cut verdict_none
    verdict_none_text verdict_unread verdict_unread_text altered_first altered_last altered_lines
    altered_count manifest_made manifest_made_with manifest_clock manifest_account manifest_no_account
    manifest_period manifest_no_period manifest_filter manifest_no_filter manifest_records manifest_seen
    manifest_whole manifest_not_whole manifest_part manifest_masked manifest_secrets manifest_pseudonyms mismatch_pseudonyms manifest_sha
    manifest_sha_note proves_title proves_yes proves_not_signed proves_not_true compared_title compared_order
    compared_nothing compared_why mismatch_first mismatch_second mismatch_account mismatch_period
    mismatch_query mismatch_secrets mismatch_visible mismatch_incomplete compared_vanished
    compared_vanished_note compared_changed compared_changed_note compared_late compared_late_note
    compared_appeared compared_appeared_note
    support_menu support_menu_hint support_title support_text support_key support_not_kept support_show
    support_banner support_making support_leave support_full support_lines support_who_title support_who_label
    support_who_hint support_who_ask support_who_looking support_who_found support_who_none support_forget
    support_forgotten
    // What is asked of a log.
    topics_label topic_records topic_accesses topic_consent topic_changes topic_rights topic_report
    insight_scope insight_records
    // When consent was given, changed and ended.
    consent_title consent_about consent_loading consent_none consent_none_why consent_given
    consent_widened consent_narrowed consent_changed consent_withdrawn consent_expired consent_oauth_granted
    consent_oauth_revoked consent_nameless consent_time_unknown consent_allowed consent_came consent_went
    consent_replaced consent_first_unknown consent_change_unknown consent_before_unknown consent_same consent_until consent_said
    consent_by consent_by_platform consent_client consent_known consent_record consent_matched
    consent_one_of_several consent_listed consent_time_over consent_show consent_after consent_after_own
    consent_after_none consent_after_no_key consent_after_caveat consent_after_others
    may_line
    may_no_audit may_no_revoke
    // What was changed.
    changes_title changes_about changes_none changes_none_kind changes_kinds changes_all changes_created
    changes_modified changes_removed changes_tried changes_counted changes_removed_note changes_tried_note
    changes_by_access changes_one_by_one changes_named change_unnamed change_entry change_access item_entry
    item_access item_back item_none item_changes item_older item_line item_record item_at_most item_at_most_none
    now_title now_about now_compare now_asking now_demo now_file now_access now_unchanged now_later now_trash now_gone
    now_gone_on now_contradicts now_may_not now_not_reached now_cannot
    // A report.
    report_title report_about report_print report_loading report_log report_what report_open report_unknown report_made report_asked report_both
    report_oldest report_newest report_no_filter report_complete report_seen report_counts report_counts_scope
    report_calls report_consent report_consent_none report_known report_given report_widened report_narrowed
    report_changed report_withdrawn report_expired report_oauth_granted report_oauth_revoked report_by_record
    report_by_match report_by_several report_by_list report_some_access report_time_unknown report_severity
    report_acknowledged report_records report_records_none report_how report_how_made report_how_words
    report_how_proves
    report_export report_export_about report_export_make report_export_none report_export_stale report_file
    report_size report_sha report_check
    // A report on one access.
    report_kind report_everything report_misused scope_title scope_about scope_choose scope_period
    scope_backwards scope_markdown scope_json scope_created scope_expires scope_deleted scope_versions
    scope_from scope_until scope_permissions scope_permissions_note scope_permissions_unknown scope_permissions_all scope_permissions_none scope_level
    scope_on scope_calls scope_calls_first scope_calls_last scope_valid scope_affected scope_affected_note
    scope_reads scope_attachments scope_metadata scope_writes scope_deletes scope_auth scope_other
    scope_evidence scope_key scope_streams scope_streams_note scope_streams_none scope_entries scope_truncated
    scope_limits caveat_filter caveat_streams caveat_series caveat_attachment caveat_index caveat_count
    caveat_after caveat_scope scope_loaded scope_complete scope_consequences scope_measures scope_contact
    // Accesses.
    accesses_title accesses_none accesses_pseudo accesses_pseudo_note access_unknown access_on_device access_in_use
    calls_none calls_span
    // One access.
    access_all access_missing access_loading access_about access_given access_given_unknown access_given_record by_owner
    by_platform by_access by_unknown access_calls access_first access_last access_last_said agreed_title
    agreed_none agreed_cut agreed_description agreed_purpose agreed_basis agreed_consent agreed_event agreed_special
    agreed_transfer agreed_retention agreed_objection granted_title granted_note granted_may granted_did granted_all
    granted_nothing granted_first granted_version granted_now granted_no_number granted_since granted_since_unknown granted_used
    granted_maybe granted_never granted_without granted_if granted_limit level_read level_contribute level_manage
    level_create_only level_none level_everything level_log level_tag level_feature not_known_names
    not_known_listed not_known_alone not_known_earlier not_known_older refused_title refused_none places_none
    hours_zone hours_most methods_title reached_note reached_none made_title made_none
    // Rights.
    rights_title rights_about rights_you rights_nobody rights_law rights_shows rights_beyond rights_none
    rights_latest rights_by_owner rights_by_platform rights_by_others rights_by_unknown right_access
    right_access_mean right_access_beyond right_access_ask right_correct right_correct_mean right_correct_beyond
    right_correct_ask right_erase right_erase_mean right_erase_beyond right_erase_ask right_consent
    right_consent_mean right_consent_beyond right_consent_ask right_safe right_safe_mean right_safe_beyond
    right_safe_ask right_object right_object_mean right_object_beyond right_object_ask exercise_whole exercise_log
    exercise_accesses exercise_account exercise_account_change exercise_data_change exercise_data_remove
    exercise_account_remove exercise_given exercise_changed exercise_withdrawn exercise_password
    exercise_password_ask exercise_email exercise_second
    letter_account letter_account_file letter_law letter_seen letter_unseen letter_reply letter_action letter_status
    letter_ask_one step_authority
    // What looks odd.
    topic_findings findings_title findings_about findings_looked findings_short findings_loading findings_none
    findings_none_left findings_proves findings_rules findings_undone finding_know finding_undo finding_note
    severity_serious severity_notable severity_note finding_mean finding_harmless finding_next step_access
    step_password step_withdraw step_withdrawn step_withdrawn_once step_expired step_app step_where step_ask step_copy letter_server letter_file letter_span
    letter_access letter_addresses letter_ask rule_sign_in mean_sign_in harmless_sign_in rule_burst mean_burst
    harmless_burst rule_place mean_place harmless_place rule_act mean_act harmless_act rule_woke mean_woke
    harmless_woke rule_calls mean_calls harmless_calls rule_records mean_records harmless_records rule_hours
    mean_hours harmless_hours rule_whole mean_whole harmless_whole rule_outside mean_outside harmless_outside
    rule_expired mean_expired harmless_expired rule_withdrawn mean_withdrawn harmless_withdrawn rule_made
    mean_made harmless_made rule_widened mean_widened harmless_widened found_burst found_act_read
    found_act_write found_act_remove found_widened found_widened_one more_same_place more_strange_place
    more_place_unknown more_known_place more_usual more_known_since more_method more_longest more_most_before
    more_habit more_came_back more_streams more_methods more_expired more_last_done more_likely more_made
    more_by_owner more_whose more_whole more_reach
    // Search and filters.
    search_label search_hint offers_label write_instead filters_summary filter_period filter_action
    filter_status filter_access filter_address filter_from filter_to filter_time filter_time_note time_from time_until only_this period_month period_quarter period_year period_everything
    live_on live_off live_switch live_look live_goes_on live_failed live_nothing
    own_reads_show own_reads_fold chips_label chip_remove clear_filters
    unknown_field did_you_mean missing_value bad_value bad_value_did_you_mean not_comparable not_available
    unclosed_quote unclosed_group unopened_group empty_group nothing_negated nothing_joined operator_meant
    too_deep too_long
    last_good_result
    // Filters and views with a name.
    presets_label preset_today preset_refused preset_changes preset_consent preset_sign_ins preset_not_me
    views_menu views_none views_note views_not_kept view_name view_keep view_kept view_not_kept view_forget views_save
    views_open views_no_file
    // The person's own words for accesses and addresses.
    label_beside label_quoted label_own label_add label_change label_field label_remove label_note
    label_kept label_removed label_too_many
    // What is asked of whom, and what cannot be seen.
    limits_summary explain_server explain_file explain_demo explain_filter explain_nothing limit_own limit_accesses
    limit_period limit_platform limit_legacy_days limit_legacy_sign_in limit_bodies limit_addresses limit_file
    // Values to choose from.
    facets_title facets_keys facet_source facet_caller facet_stream
    facet_weekday facet_search facet_none facet_all facet_few facet_previous facet_next facet_exclude
    facet_all_streams
    // The count line.
    span_line all_loaded partly_loaded
    // Loading.
    asking loading loading_label loading_of loading_reached cancel_loading load_again cancelled stopped done_cut
    pause_offline pause_busy pause_server pause_timeout pause_cut_off pause_unreachable pause_elsewhere follow
    // Closing by itself, and what an operator set.
    lock_title lock_unused lock_old lock_stay lock_now closed_unused closed_old closed_elsewhere closed_left
    // Signing out, and staying signed in.
    left_title left_own left_other left_session left_session_own left_not_by_itself left_withdraw left_end_session left_keep left_close left_page
    left_asking left_forbidden left_failed left_before left_done stay_label stay_hint stay_failed
    config_mistakes config_not_object config_unknown config_not_text config_not_picture config_not_platform config_not_seconds
    config_not_platforms config_not_yes_or_no config_not_between config_not_page config_no_platform
    locked_link locked_other
    // Waiting.
    clock_behind clock_ahead still_waiting try_now go_on_loading problem_offline
    full_server full_file
    ask_for_less asked_for_less ask_for_all explain_server_less explain_files
    asking_again again_failed again_stopped loaded_before not_opened open_before
    bytes_kb bytes_mb
    unreadable_syntax unreadable_time unreadable_not_audit show_raw unreadable_more
    export_note_line export_note_all export_note_partial
    file_brought file_cut file_partial file_no_log file_not_read done_cut_files
    // Chart.
    chart_title chart_empty chart_table chart_as_table chart_period chart_total narrow_to
    chart_by chart_outcome chart_operation chart_access chart_heat chart_heat_title chart_rest
    chart_keys chart_heat_keys chart_only chart_part chart_spoken chart_legend
    chart_widen chart_widen_to chart_widen_all chart_all_times
    chart_cell chart_hour chart_scale
    outcome_done outcome_refused outcome_failed outcome_error not_loaded not_loaded_before
    unit_minute unit_hour unit_day unit_week unit_month
    // Groups.
    layout_label layout_list layout_groups group_by group_then group_then_none dimension_day
    dimension_hour dimension_error dimension_operation column_count column_unsuccessful column_share
    column_first column_last groups_table group_open group_close group_records group_no_filter
    groups_keys no_error no_address no_value share share_below share_above fold_routine unfold_all
    fold_by_time fold_nothing pattern pattern_every pattern_open pattern_close folded_keys
    // Records.
    records_title today yesterday row_loading column_time sorted_by sorted_back sorted_oldest
    step_previous step_next page_first page_last pages_label rows_label rows_all rows_page
    go_to go_to_button go_to_wrong go_to_older go_to_newer go_to_beyond go_to_unsorted
    empty_title empty_server empty_server_own empty_switched_off_title empty_switched_off empty_not_yet_title empty_not_yet empty_not_yet_but empty_file empty_file_cut empty_stopped
    no_match_title no_match_partial still_loading load_longer term_drop term_not_alone
    // One record.
    detail_title detail_previous detail_next detail_outside detail_gone who what when where_ result_ origin
    field_access field_access_id field_access_version field_access_kind field_access_device
    field_access_state field_access_was access_personal access_app access_shared
    access_deleted access_deleted_once access_expired access_expires version_first version_since
    about_invalid about_password about_platform
    names_missing names_missing_file names_load names_text names_key_label names_key_hint names_read
    names_files_text names_files names_reading names_done names_no_key names_not_a_key names_other_account
    names_not_personal names_wrong_key names_none names_too_large field_caller field_action field_written
    field_verb field_resource names_file names_unlisted names_unread masked_note secret_show secret_hide secret_lost versions_title
    field_query field_time_local field_time_utc field_time_epoch field_addresses
    field_addresses_note field_source field_status field_status_derived field_status_class
    field_status_error
    field_error field_message field_count field_count_least field_streams field_stream_ids
    field_id field_type field_form form_event form_legacy form_csv form_backup
    form_syslog form_syslog_assumed field_integrity
    raw_summary raw_masked raw_shown copy_raw copy_id
    not_this copy_value value_action value_hint only_minute only_day copy_link
    field_kind field_http_verb field_path field_parameter gone_period gone_file
    allowed_because allowed_then allowed_owner allowed_no_access allowed_nameless allowed_until allowed_covered allowed_covers
    allowed_everything allowed_which allowed_uncovered allowed_unsure allowed_others allowed_by_time
    allowed_expired allowed_withdrawn
    around_title around_access around_more around_before around_after around_same
    around_this around_moment around_seconds around_minutes around_hours
    around_newest around_oldest around_newest_access around_oldest_access
    keys_title keys_on keys_note keys_done key_help key_search key_next key_previous
    key_timeline key_groups key_fold key_zone key_errors key_clear key_close
    // Who.
    who_access who_invalid who_password who_reset_request who_reset_token who_email
    who_admin who_public who_nobody no_action
    // Sentences. What was done to which data, why not, and what came of it.
    sentence_done sentence_tried told_done told_counted told_ended told_because
    told_no_data told_no_change told_data_unknown told_change_unknown told_entry told_access
    what_your what_stream what_log what_most what_everything count_unknown
    reason_no_permission reason_key_missing reason_key_unknown reason_key_invalid reason_session_over
    reason_expired reason_wrong_password reason_app_not_trusted reason_link_invalid reason_not_found
    reason_exists reason_stale reason_bad_request reason_too_much reason_not_offered reason_broken
    reason_other
    kind_read kind_create kind_modify kind_remove kind_auth kind_consent kind_other
;
plurals:
    versions_text page_rows full lock_in left_done_others pause_next busy_for matched_of all_loaded_but records_count rows_count entry_versions views_added term_alone term_without foreign unreadable from_csv assumed_times
    live_told live_added newer_waiting newer_show
    report_bytes
    scope_returned scope_uncounted scope_broken scope_more_evidence scope_own_reads scope_everything_reads
    report_latest report_not_listed report_consent_left
    findings_known findings_badge findings_left days_count found_sign_in found_sign_ins found_keys found_from
    found_place more_rounds found_woke found_calls more_went_on found_records more_days_before found_hours
    found_whole more_parts found_outside found_expired found_withdrawn found_made letter_records letter_first
    verdict_cut_text altered_more compared_same compared_more manifest_unreadable manifest_own
    granted_read granted_written granted_perhaps granted_more reached_everything reached_cut reached_untold
    consent_more consent_between consent_after_unknown
    consent_marks
    changes_more
    letter_latest rights_all
    calls_count calls_not_done accesses_more accesses_nameless scope_accesses scope_actions own_reads_folded own_reads_shown export_own_reads export_note_own_reads
    export_note_unreadable log_of_files opening_files files_read file_records file_duplicates file_names conflicts
    file_unread
    export_done neutralized export_masked streams_more streams_count no_match_text
    groups_shown lines_shown show_more folded_into fold_lines every_seconds every_minutes every_hours
    streams_show around_days
;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn placeholders(text: &str) -> Vec<&str> {
        let mut names: Vec<&str> =
            text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|it| it.0).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    #[wasm_bindgen_test]
    fn every_language_fills_the_same_placeholders() {
        let english = Locale::English.messages();
        for locale in Locale::ALL {
            let messages = locale.messages();
            for ((key, text), (_, reference)) in messages.entries().into_iter().zip(english.entries()) {
                assert!(!text.is_empty(), "{locale:?} {key}");
                assert_eq!(placeholders(text), placeholders(reference), "{locale:?} {key}");
            }
        }
    }

    #[wasm_bindgen_test]
    fn french_marks_never_begin_a_line() {
        for text in Locale::French.messages().all() {
            for mark in [" :", " ;", " ?", " !", "« ", " »"] {
                assert!(!text.contains(mark), "a space that breaks, in {text}");
            }
            // A colon of an address or of the filter's own language is another sign.
            for mark in [": ", ";", "?", "!", "»"] {
                for (at, _) in text.match_indices(mark) {
                    let before = text[..at].chars().next_back();
                    assert!(matches!(before, Some('\u{a0}' | '\u{202f}')), "no space before {mark} in {text}");
                }
            }
        }
    }

    /// Texts that are the same words in several languages, or none at all.
    const SHARED: usize = 60;

    #[wasm_bindgen_test]
    fn nothing_is_left_in_english() {
        let english = Locale::English.messages().all();
        for locale in Locale::ALL.into_iter().filter(|locale| *locale != Locale::English) {
            let texts = locale.messages().all();
            assert_eq!(texts.len(), english.len(), "{locale:?}");
            let same: Vec<_> =
                texts.iter().zip(&english).filter(|(text, other)| text == other).map(|it| it.0).collect();
            // Of a sentence nothing stays the same.
            let words = |text: &str| text.split(' ').filter(|word| word.starts_with(char::is_alphabetic)).count();
            let sentences: Vec<_> = same.iter().filter(|text| words(text) > 2).collect();
            assert!(sentences.is_empty() && same.len() < SHARED, "{locale:?}: {same:?}");
        }
    }

    #[wasm_bindgen_test]
    fn german_is_written_as_in_switzerland() {
        for text in Locale::German.messages().all() {
            assert!(!text.contains(['ß', '„', '“', '”']), "{text}");
        }
    }

    #[wasm_bindgen_test]
    fn every_language_has_sentences_for_the_same_methods() {
        let methods = |messages: &Messages| -> Vec<&str> {
            messages.acts.iter().chain(messages.acts_on).chain(&messages.kinds).map(|act| act.method).collect()
        };
        for locale in Locale::ALL {
            assert_eq!(methods(locale.messages()), methods(Locale::English.messages()), "{locale:?}");
        }
    }
}
