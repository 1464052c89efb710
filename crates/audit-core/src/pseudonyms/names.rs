//! Names of pseudonyms, and what is known of accesses beside.

use super::known::{ACCESS_KINDS, FEATURES, LEVELS, one_of};
use super::{Kind, Pseudonyms};
use crate::engine::{AccessName, Author, ConsentText, Grant, Name, Permission, PermissionOn, StreamName};

impl Pseudonyms {
    /// A name, with pseudonyms in the place of ids, names and texts. An access is called
    /// after what it is: one of an app `app-…`.
    pub fn name(&mut self, name: &Name) -> Name {
        match name {
            Name::Access(name) => Name::Access(self.access_name(name)),
            Name::FormerAccess(name) => Name::FormerAccess(self.access_name(name)),
            Name::Stream(stream) => {
                let id = self.stream(&stream.id);
                let parent = stream.parent.as_deref().map(|parent| self.stream(parent));
                // Its name says no more than its id.
                Name::Stream(StreamName { name: id.clone(), id, parent })
            }
        }
    }

    fn access_name(&mut self, access: &AccessName) -> AccessName {
        let kind = match access.kind.as_str() {
            "personal" => Kind::Personal,
            "shared" => Kind::Shared,
            _ => Kind::App,
        };
        AccessName {
            base: self.access(&access.base),
            name: self.of(kind, &access.name),
            kind: one_of(&ACCESS_KINDS, &access.kind).unwrap_or_default().to_owned(),
            device: access.device.as_deref().map(|device| self.of(Kind::Device, device)),
            serial: access.serial,
            state: access.state,
            grant: access.grant.as_deref().map(|grant| Box::new(self.grant(grant))),
        }
    }

    fn grant(&mut self, grant: &Grant) -> Grant {
        Grant {
            permissions: grant.permissions.iter().map(|permission| self.permission(permission)).collect(),
            unread_permissions: grant.unread_permissions,
            created_ms: grant.created_ms,
            created_by: grant.created_by.as_ref().map(|author| self.author(author)),
            modified_ms: grant.modified_ms,
            modified_by: grant.modified_by.as_ref().map(|author| self.author(author)),
            expires_ms: grant.expires_ms,
            last_used_ms: grant.last_used_ms,
            texts: grant
                .texts
                .iter()
                .map(|it| ConsentText { key: it.key, text: self.of(Kind::Text, &it.text), cut: it.cut })
                .collect(),
            unnumbered: grant.unnumbered,
        }
    }

    fn author(&mut self, author: &Author) -> Author {
        Author { base: self.access(&author.base), caller: author.caller.as_deref().map(|caller| self.caller(caller)) }
    }

    fn permission(&mut self, permission: &Permission) -> Permission {
        let Permission { on, id, level } = permission;
        let id = match on {
            PermissionOn::Stream => self.stream(id),
            PermissionOn::Tag => self.of(Kind::Tag, id),
            PermissionOn::Feature => match one_of(&FEATURES, id) {
                Some(known) => known.to_owned(),
                None => self.of(Kind::Value, id),
            },
        };
        let level = match one_of(&LEVELS, level) {
            Some(known) => known.to_owned(),
            None => self.of(Kind::Value, level),
        };
        Permission { on: *on, id, level }
    }
}
