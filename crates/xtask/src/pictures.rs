//! The pictures of the README.

use crate::app;
use crate::install::Need;
use crate::steps::{Result, Workshop, run};

/// Takes pictures of the app in `dist/` into `docs/images`.
pub(crate) fn take_pictures(workshop: &Workshop) -> Result {
    Need::Chromium.provide(workshop)?;
    Need::AxeCore.provide(workshop)?;
    let mut test = workshop.cargo("test --locked --package audit-viewer-tests --features e2e --test e2e");
    test.args(["pictures::", "--", "--ignored"]).env("AUDIT_VIEWER_PICTURES", workshop.root.join("docs/images"));
    run(app::in_browser(workshop, &mut test)?)
}
