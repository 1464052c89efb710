//! What an access may do and what was agreed, out of its JSON, in which its token stands too.
//! Of texts that a person wrote nothing is kept that may be a key.

use super::event::split_serial;
use super::fields::Fields;
use crate::engine::{Author, ConsentKey, ConsentText, Grant, Permission, PermissionOn};
use crate::record::MASKED;
use crate::secrets::mask_prose;

/// Most permissions that are kept of one access.
const MOST_PERMISSIONS: usize = 1000;
/// Characters of a description; of any other text.
const LONGEST: [usize; 2] = [2000, 500];
/// Characters of an id or a level. Longer ones are none.
const LONGEST_ID: usize = 200;

/// Reads the grant of an access of a list, a reply or a backup of either engine.
pub(super) fn read(fields: &Fields) -> Grant {
    let either = |keys: [&str; 2]| keys.iter().find_map(|key| fields.text(key));
    let time = |keys: [&str; 2]| keys.iter().find_map(|key| fields.time_ms(key));
    // A token may have any form; this one is known.
    let token = fields.text("token").filter(|token| !token.is_empty());
    let mask = |text: &str| match &token {
        Some(token) => mask_prose(&text.replace(token.as_str(), MASKED)),
        None => mask_prose(text),
    };
    let mut grant = Grant {
        created_ms: fields.time_ms("created"),
        created_by: either(["createdBy", "created_by"]).and_then(|by| author(&by, &mask)),
        modified_ms: fields.time_ms("modified"),
        modified_by: either(["modifiedBy", "modified_by"]).and_then(|by| author(&by, &mask)),
        expires_ms: fields.time_ms("expires"),
        last_used_ms: time(["lastUsed", "last_used"]),
        texts: texts(fields, &mask),
        ..Grant::default()
    };
    let listed = fields.objects("permissions");
    grant.permissions = listed.iter().take(MOST_PERMISSIONS).filter_map(permission).collect();
    grant.unread_permissions = u32::try_from(listed.len() - grant.permissions.len()).unwrap_or(u32::MAX);
    grant
}

fn permission(fields: &Fields) -> Option<Permission> {
    let kinds = [
        (PermissionOn::Stream, "streamId", "level"),
        (PermissionOn::Tag, "tag", "level"),
        (PermissionOn::Feature, "feature", "setting"),
    ];
    let is_short = |text: &String| text.chars().nth(LONGEST_ID).is_none();
    kinds.into_iter().find_map(|(on, id, level)| {
        let (id, level) = fields.text(id).zip(fields.text(level))?;
        (is_short(&id) && is_short(&level)).then_some(Permission { on, id, level })
    })
}

/// `<id>`, `<id> <caller>` or `system`.
fn author(by: &str, mask: &impl Fn(&str) -> String) -> Option<Author> {
    let (id, caller) = by.split_once(' ').map_or((by, None), |(id, caller)| (id, Some(caller)));
    let base: String = split_serial(id).0.chars().take(LONGEST_ID).collect();
    let caller = caller.map(|caller| shortened(&mask(caller), LONGEST_ID).0).filter(|caller| !caller.is_empty());
    (!base.is_empty()).then_some(Author { base, caller })
}

fn texts(fields: &Fields, mask: &impl Fn(&str) -> String) -> Vec<ConsentText> {
    let Some(data) = ["clientData", "client_data"].iter().find_map(|key| fields.object(key)) else {
        return Vec::new();
    };
    let text = |(key, name): (ConsentKey, &str)| {
        let (text, cut) = shortened(&mask(&plain(&data, name)?), LONGEST[usize::from(key != ConsentKey::Description)]);
        (!text.is_empty()).then_some(ConsentText { key, text, cut })
    };
    ConsentKey::NAMES.into_iter().filter_map(text).collect()
}

/// A value as a text: of an object its `content`, of a list what is a text in it.
fn plain(data: &Fields, name: &str) -> Option<String> {
    let raw = data.raw(name)?;
    match raw.chars().next()? {
        '"' => data.text(name),
        '{' => data.object(name)?.text("content"),
        '[' => Some(data.texts(name).join(", ")),
        _ => Some(raw.to_owned()),
    }
}

fn shortened(text: &str, most: usize) -> (String, bool) {
    let text = text.trim();
    text.char_indices().nth(most).map_or_else(|| (text.to_owned(), false), |(end, _)| (text[..end].to_owned(), true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_in_full() {
        let json = r#"{"id":"a","permissions":[{"streamId":"diary","level":"contribute","defaultName":"Diary"},
            {"feature":"selfAudit","setting":"forbidden"},{"tag":"red","level":"read"},{"what":1},{"streamId":"x"}],
            "clientData":{"app-web-auth:description":{"type":"note/txt","content":" Keeps your meals. "},
              "purpose":["Health","Research"],"lawful_basis":"consent","retention":365,"mine":"private",
              "consent":{"version":2}},
            "created":1.5,"createdBy":"b:3 my phone","modified":2,"modifiedBy":"system","expires":9,"lastUsed":3}"#;
        let grant = read(&Fields::read(json).unwrap());
        let permission = |on, id: &str, level: &str| Permission { on, id: id.to_owned(), level: level.to_owned() };
        assert_eq!(
            grant.permissions,
            [
                permission(PermissionOn::Stream, "diary", "contribute"),
                permission(PermissionOn::Feature, "selfAudit", "forbidden"),
                permission(PermissionOn::Tag, "red", "read"),
            ]
        );
        assert_eq!(grant.unread_permissions, 2);
        let texts: Vec<_> = grant.texts.iter().map(|it| (it.key, it.text.as_str())).collect();
        let said = [
            (ConsentKey::Description, "Keeps your meals."),
            (ConsentKey::Purpose, "Health, Research"),
            (ConsentKey::LawfulBasis, "consent"),
            (ConsentKey::Retention, "365"),
        ];
        assert_eq!(texts, said);
        let by = |base: &str, caller: Option<&str>| {
            Some(Author { base: base.to_owned(), caller: caller.map(str::to_owned) })
        };
        assert_eq!((grant.created_by, grant.modified_by), (by("b", Some("my phone")), by("system", None)));
        let times = (grant.created_ms, grant.modified_ms, grant.expires_ms, grant.last_used_ms);
        assert_eq!(times, (Some(1500), Some(2000), Some(9000), Some(3000)));
        let older = r#"{"client_data":{"purpose":"x"},"created_by":"c","modified_by":"d","last_used":4}"#;
        let older = read(&Fields::read(older).unwrap());
        assert_eq!(
            (older.created_by, older.modified_by, older.last_used_ms),
            (by("c", None), by("d", None), Some(4000))
        );
        assert_eq!(older.texts.len(), 1);
    }

    #[test]
    fn nothing_that_may_be_a_key_is_kept() {
        let texts = [
            "rioa9lqseaf7gis5p6cvf9aw",
            "Use rioa9lqseaf7gis5p6cvf9aw.",
            "https://rioa9lqseaf7gis5p6cvf9aw@pryv.example/alice/",
            "https%3A%2F%2Frioa9lqseaf7gis5p6cvf9aw%40pryv.example%2Falice%2F",
            "see https://x.example/?auth=s3cr3t&a=b",
            "token: s3cr3t",
            r#"{"apiEndpoint":"https://s3cr3t@pryv.example/"}"#,
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.s3cr3tXf2QT4fwpMeJf36POk6yJV",
            "123e4567-e89b-12d3-a456-426614174000",
            "the-key-of-this-one",
        ];
        let kept = ["rioa9", "s3cr3t", "eyJhb", "123e4567", "the-key-of-this-one"];
        for text in texts {
            for (_, key) in ConsentKey::NAMES {
                for value in
                    [serde_json::json!(text), serde_json::json!({ "content": text }), serde_json::json!([text])]
                {
                    let access = serde_json::json!({
                        "token": "the-key-of-this-one",
                        "clientData": { key: value, "cmc.counterparty.apiEndpoint": text, "other": text },
                        "createdBy": format!("someone {text}"),
                        "permissions": [{"streamId": "s", "level": "read", "token": text}],
                    });
                    let grant = format!("{:?}", read(&Fields::read(&access.to_string()).unwrap()));
                    for secret in kept {
                        assert!(!grant.contains(secret), "{text} as {key}: {grant}");
                    }
                }
            }
        }
    }

    #[test]
    fn long_texts_are_cut_and_prose_stays() {
        for (key, most) in [("app-web-auth:description", 2000), ("purpose", 500)] {
            let json = serde_json::json!({ "clientData": { key: "é".repeat(2001) } }).to_string();
            let text = read(&Fields::read(&json).unwrap()).texts.remove(0);
            assert_eq!((text.text.chars().count(), text.cut), (most, true));
        }
        let prose =
            "Copies your watch's readings (steps, sleep) every 15 minutes; see https://watch.example/terms-2026.";
        let json = serde_json::json!({ "clientData": { "purpose": prose } }).to_string();
        assert_eq!(read(&Fields::read(&json).unwrap()).texts[0].text, prose);
    }
}
