//! The page and its worker: what the one does when the other does not.

use fake_pryv::Generation;

use crate::connect::server;
use crate::support::App;

#[tokio::test]
async fn a_worker_that_cannot_be_made_is_told() {
    let app = App::open("").await;
    app.open_after("window.Worker = class { constructor() { throw new Error('no workers here'); } };").await;
    app.find("heading", "A part of this page could not be loaded").await;
    app.find("button", "Reload").await;
    app.gone("button", "Connect").await;
    app.finish().await;
}

#[tokio::test]
async fn a_worker_that_cannot_load_its_code_is_told() {
    let app = App::open("").await;
    // As when a part of the app is not there any more.
    let script = "const Real = Worker;
        window.Worker = class extends Real {
            postMessage(data) {
                super.postMessage(data.glue ? { ...data, glue: data.glue + '.gone' } : data);
            }
        };";
    app.open_after(script).await;
    app.find("heading", "A part of this page could not be loaded").await;
    app.find("button", "Reload").await;
    app.gone("button", "Connect").await;
    app.finish().await;
}

#[tokio::test]
async fn a_program_that_cannot_be_loaded_leaves_a_text_that_needs_none() {
    // Gone, as for a tab that was open while an operator put another version there; and
    // something else in its place, as hosts do that answer every address with a page.
    for other in [None, Some("<!doctype html><title>Not found</title>")] {
        let app = App::open_changed(|copy| {
            for file in std::fs::read_dir(copy).unwrap().map(|file| file.unwrap().path()) {
                if file.extension().is_some_and(|extension| extension == "wasm") {
                    std::fs::remove_file(&file).unwrap();
                    if let Some(other) = other {
                        std::fs::write(&file, other).unwrap();
                    }
                }
            }
        })
        .await;
        // Before it has failed the text is there in any case.
        let listen = "for (const kind of ['error', 'unhandledrejection']) \
            addEventListener(kind, () => { window.failed = true; }, true);";
        app.open_after(listen).await;
        app.holds("window.failed === true").await;
        app.says("If this text stays, your browser could not start it.").await;
        app.says("Si ce texte reste, votre navigateur n’a pas pu la démarrer.").await;
        app.audit().await;
    }
}

#[tokio::test]
async fn what_the_policy_forbids_the_worker_is_in_the_console_of_the_page() {
    let app = App::open_with_worker("fetch('http://forbidden.example/').catch(() => {});").await;
    // The worker has read the script when it has opened something.
    app.click("button", "Look around with demo data").await;
    app.find("heading", "Audit log of alice, demo data").await;
    let told = app.trouble().await;
    let by_the_page = |line: &&String| line.contains("of the worker: connect-src http://forbidden.example/");
    assert_eq!(told.iter().filter(by_the_page).count(), 1, "{told:?}");
    app.audit().await;
}

#[tokio::test]
async fn a_log_that_opens_after_it_was_cancelled_stays_closed() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    // From the word that it opened on, everything is on its way for long.
    let script = "window.held = [];
        window.arrive = () => { for (const hear of held.splice(0)) hear(); };
        const Real = Worker;
        window.Worker = class extends Real {
            set onmessage(listen) {
                super.onmessage = event => {
                    // The first byte says which message it is; words of the start have none.
                    const opened = event.data[0] instanceof Uint8Array && event.data[0][0] === 0;
                    if (opened || held.length > 0) held.push(() => listen(event));
                    else listen(event);
                };
            }
        };";
    app.open_after(script).await;
    app.fill("textbox", "Address with key", &server.api_endpoint("alice")).await;
    app.click("button", "Connect").await;
    app.holds("held.length > 0").await;
    app.click("button", "Cancel").await;
    app.gone("button", "Cancel").await;
    app.run("arrive()", vec![]).await;
    assert!(!app.address().await.contains("log"), "{}", app.address().await);
    app.find("heading", "See who used your data").await;
    // The next one opens.
    app.click("button", "Connect").await;
    app.holds("held.length > 0").await;
    app.run("arrive()", vec![]).await;
    app.find("heading", "Audit log of alice on 127.0.0.1").await;
    app.says("all loaded").await;
    app.finish().await;
}

#[tokio::test]
async fn after_a_worker_that_broke_the_next_log_opens() {
    let app = App::open("").await;
    let script = "const Real = Worker;
        window.Worker = class extends Real {
            constructor(...all) { super(...all); window.worker = this; }
        };";
    app.open_after(script).await;
    app.click("button", "Look around with demo data").await;
    app.says("all loaded").await;
    app.run("worker.dispatchEvent(new ErrorEvent('error'))", vec![]).await;
    app.find("heading", "Something in this page broke").await;
    app.find("grid", "Records").await;
    app.audit().await;
    app.driver.back().await.unwrap();
    app.click("button", "Look around with demo data").await;
    app.gone("heading", "Something in this page broke").await;
    app.find("heading", "Audit log of alice, demo data").await;
    app.says("all loaded").await;
    app.finish().await;
}
