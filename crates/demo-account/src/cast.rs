//! The accesses and streams of the account, in the form a server lists them.

use crate::rng::Rng;
use crate::story::{Calendar, DAY, Who};
use serde_json::{Value, json};

/// The tokens of the demo account. They open nothing: no server knows them.
pub mod tokens {
    /// Alice's own session.
    pub const PERSONAL: &str = "demopersonal0alice0token";
    /// The diet app.
    pub const DIET: &str = "demoapp0diet0000000token";
    /// The watch.
    pub const WATCH: &str = "demoapp0watch0sync0token";
    /// Her mother's shared access.
    pub const MUM: &str = "demoshared0mum00000token";
    /// The doctor's practice (withdrawn).
    pub const DOCTOR: &str = "demoshared0doctor00token";
    /// The fitness challenge (expired).
    pub const FITNESS: &str = "demoapp0fitness0000token";
    /// The sleep study, authorized through OAuth.
    pub const STUDY: &str = "demoapp0sleepstudy0token";
    /// The "Audit viewer" app, with read on `:_audit:`.
    pub const VIEWER: &str = "demoapp0audit0viewertokn";
}

/// The accesses, most of them as they are at the end of the story.
#[derive(Clone, Debug)]
pub(crate) struct Cast {
    seed: u64,
    calendar: Calendar,
}

/// The identifier that stands in an access's audit streams.
pub(crate) fn access_id(who: Who) -> &'static str {
    match who {
        Who::Alice => "pt4c9x2mq7alw0v5hk3ezb81",
        Who::Diet => "dk81vz5o3rjq6m0ynwx4tb2c",
        Who::Watch => "wq37hn0c5sy9l2fkx6urm4za",
        Who::Mum => "mv60tqk8b1xh4zc9s2jwy7re",
        Who::Doctor => "hb59y2ncx7o4wdq1k8mzt3va",
        Who::Fitness => "fz28m5kq0wrt7y3cxn9hl4sb",
        Who::Study => "sj14w9zt6xkc3v0hmq8byn5l",
        Who::Viewer => "av73kcm1y5wz8q2hxn4tb0rs",
        Who::Invalid => "invalid",
        Who::ValidPassword => "valid-password",
    }
}

impl Cast {
    pub(crate) fn new(seed: u64, calendar: Calendar) -> Self {
        Self { seed, calendar }
    }

    pub(crate) fn accesses(&self) -> Value {
        // The server lists them by name.
        Value::Array(vec![
            self.access(Who::Viewer),
            self.access(Who::Diet),
            self.access(Who::Fitness),
            self.access(Who::Mum),
            self.access(Who::Alice),
            self.access(Who::Study),
            self.access(Who::Watch),
        ])
    }

    pub(crate) fn deletions(&self) -> Value {
        let mut doctor = self.doctor(1);
        if let Some(map) = doctor.as_object_mut() {
            map.remove("apiEndpoint");
            map.insert("deleted".into(), seconds(self.calendar.doctor_withdrawn));
        }
        json!([doctor])
    }

    pub(crate) fn history(&self, id: &str) -> Value {
        if base(id) == access_id(Who::Doctor) { json!([self.doctor(0)]) } else { json!([]) }
    }

    pub(crate) fn access_info(&self, token: &str) -> Option<Value> {
        let list = self.accesses();
        let access = list.as_array()?.iter().find(|a| a["token"] == token)?;
        let expired = access["expires"].as_f64().is_some_and(|at| at * 1000.0 < self.calendar.now as f64);
        if expired {
            return None;
        }
        let mut info = access.as_object()?.clone();
        let id = base(info["id"].as_str()?).to_owned();
        if let Some(permissions) = info.get_mut("permissions").and_then(Value::as_array_mut) {
            permissions.insert(0, json!({"streamId": ":_system:account", "level": "none"}));
            permissions.push(json!({"streamId": format!(":_audit:access-{id}"), "level": "read"}));
        }
        info.insert("id".into(), id.into());
        info.remove("integrity");
        info.remove("apiEndpoint");
        info.retain(|_, value| !value.is_null());
        info.insert("calls".into(), json!({"events:get": 12, "getAccessInfo": 3}));
        info.insert("user".into(), json!({"username": "alice"}));
        Some(Value::Object(info))
    }

    pub(crate) fn streams(&self) -> Value {
        let start = self.calendar.start;
        let leaf = |id: &str, name: &str, parent: Option<&str>, children: Vec<Value>| {
            json!({
                "id": id, "name": name, "parentId": parent,
                "created": seconds(start), "createdBy": access_id(Who::Alice),
                "modified": seconds(start), "modifiedBy": access_id(Who::Alice),
                "children": children,
            })
        };
        let health = Some("health");
        json!([
            leaf("diary", "Diary", None, vec![]),
            leaf(
                "health",
                "Health",
                None,
                vec![
                    leaf("heart", "Heart rate", health, vec![]),
                    leaf("sleep", "Sleep", health, vec![]),
                    leaf("steps", "Steps", health, vec![]),
                    leaf("weight", "Weight", health, vec![]),
                    leaf("medication", "Medication", health, vec![]),
                ]
            ),
            leaf("nutrition", "Nutrition", None, vec![]),
        ])
    }

    fn access(&self, who: Who) -> Value {
        let c = self.calendar;
        match who {
            Who::Alice => {
                let mut access = self.base(who, "Pryv account", "personal", tokens::PERSONAL);
                access["created"] = seconds(c.start);
                access["createdBy"] = "system".into();
                access["modifiedBy"] = "system".into();
                access
            }
            Who::Diet => self.app(
                who,
                "Diet app",
                tokens::DIET,
                c.start + 90_000,
                &[("diary", "contribute"), ("nutrition", "manage")],
                "Keeps a diary of your meals.",
            ),
            Who::Watch => self.app(
                who,
                "Watch sync",
                tokens::WATCH,
                c.start + 40_000,
                &[("heart", "contribute"), ("sleep", "contribute"), ("steps", "contribute")],
                "Copies your watch's readings every quarter of an hour.",
            ),
            Who::Fitness => {
                let mut access = self.app(
                    who,
                    "Fitness challenge",
                    tokens::FITNESS,
                    c.fitness_granted,
                    &[("steps", "read")],
                    "Ranks the steps of everyone who takes part, for one year.",
                );
                access["expires"] = seconds(c.fitness_expired);
                access["lastUsed"] = seconds(c.fitness_expired - DAY / 2);
                access
            }
            Who::Study => self.app(
                who,
                "Sleep study",
                tokens::STUDY,
                c.study_granted,
                &[("sleep", "read")],
                "Research on sleep; reads once a month.",
            ),
            Who::Viewer => self.app(
                who,
                "Audit viewer",
                tokens::VIEWER,
                c.viewer_granted,
                &[(":_audit:", "read")],
                "Shows who used your account.",
            ),
            Who::Doctor => self.doctor(1),
            Who::Mum => {
                let mut access = self.base(Who::Mum, "Mum (shared)", "shared", tokens::MUM);
                access["permissions"] = permissions(&[("health", "read")]);
                access["deviceName"] = Value::Null;
                access["created"] = seconds(c.mum_granted);
                access["modified"] = seconds(c.mum_granted);
                access
            }
            // The platform's pseudo accesses are in no list.
            Who::Invalid | Who::ValidPassword => Value::Null,
        }
    }

    /// The practice's access: `version` 0 as it was granted, 1 after the change.
    fn doctor(&self, version: u8) -> Value {
        let c = self.calendar;
        let mut access = self.base(Who::Doctor, "Dr. Weber's practice", "shared", tokens::DOCTOR);
        access["deviceName"] = Value::Null;
        access["created"] = seconds(c.doctor_granted);
        if version == 0 {
            access["permissions"] = permissions(&[("heart", "read")]);
            access["modified"] = seconds(c.doctor_granted);
            access["lastUsed"] = seconds(c.doctor_changed - DAY);
        } else {
            access["id"] = format!("{}:1", access_id(Who::Doctor)).into();
            access["permissions"] = permissions(&[("health", "read"), ("diary", "read")]);
            access["modified"] = seconds(c.doctor_changed);
            access["lastUsed"] = seconds(c.doctor_withdrawn - DAY / 3);
        }
        access
    }

    fn app(
        &self,
        who: Who,
        name: &str,
        token: &str,
        created: i64,
        granted: &[(&str, &str)],
        description: &str,
    ) -> Value {
        let mut access = self.base(who, name, "app", token);
        access["deviceName"] = if who == Who::Watch { "Watch 5" } else { "Phone" }.into();
        access["permissions"] = permissions(granted);
        access["clientData"] = json!({
            "app-web-auth:description": {"type": "note/txt", "content": description},
        });
        access["created"] = seconds(created);
        access["modified"] = seconds(created);
        access
    }

    fn base(&self, who: Who, name: &str, kind: &str, token: &str) -> Value {
        let id = access_id(who);
        let digest = Rng::new(self.seed ^ id.len() as u64 ^ u64::from(id.as_bytes()[0])).digest();
        json!({
            "id": id,
            "token": token,
            "name": name,
            "type": kind,
            "lastUsed": seconds(self.calendar.now - DAY / 8),
            "integrity": format!("ACCESS:0:sha256-{digest}"),
            "created": seconds(self.calendar.start),
            "createdBy": access_id(Who::Alice),
            "modified": seconds(self.calendar.start),
            "modifiedBy": access_id(Who::Alice),
            "apiEndpoint": format!("https://{token}@demo.example/alice/"),
        })
    }
}

/// The part of an access identifier before its serial.
fn base(id: &str) -> &str {
    id.split(':').next().unwrap_or(id)
}

fn permissions(granted: &[(&str, &str)]) -> Value {
    granted.iter().map(|(stream, level)| json!({"streamId": stream, "level": level})).collect()
}

/// The platform's form of a time.
fn seconds(millis: i64) -> Value {
    json!(millis as f64 / 1000.0)
}
