//! One browser on the built app: things are found by role and name, as a person
//! with a screen reader finds them, and every visit ends with an audit.

use std::io::{BufRead, BufReader, Read, Write};
use std::mem::ManuallyDrop;
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::LoggingPrefsLogLevel;
use thirtyfour::prelude::*;
use xtask::static_files::{self, Policy, Server};

/// How long the page may take for what a test waits for. Nothing ever takes
/// that long; it only keeps a failing test from hanging.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Collects violations of the page's policy from before its first script, and takes
/// away what asks where to save a file: nobody answers here.
const LISTEN: &str = "delete window.showSaveFilePicker; window.__violations = []; document.addEventListener('securitypolicyviolation', \
    event => window.__violations.push(event.violatedDirective + ' ' + event.blockedURI));";

/// A browser with the app in it.
pub(crate) struct App {
    /// Never dropped: its own way to end a session blocks for minutes where
    /// chromedriver is gone already.
    pub(crate) driver: ManuallyDrop<WebDriver>,
    pub(crate) url: String,
    pub(crate) downloads: PathBuf,
    /// The browser is below it.
    pub(crate) chromedriver: Child,
    port: u16,
    session: String,
    _server: Server,
    folder: PathBuf,
    /// A copy of the app that was made for this visit.
    copy: Option<PathBuf>,
}

impl Drop for App {
    fn drop(&mut self) {
        // Whatever happened in the test, no browser stays behind: ending its
        // session closes it. There is no waiting for futures here, so by hand.
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
            let request =
                format!("DELETE /session/{} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", self.session);
            drop(stream.write_all(request.as_bytes()));
            // One read is enough: the answer comes when the browser is gone.
            drop(stream.set_read_timeout(Some(PATIENCE)));
            drop(stream.read(&mut [0; 256]));
        }
        drop(self.chromedriver.kill());
        drop(self.chromedriver.wait());
        drop(std::fs::remove_dir_all(&self.folder));
        drop(self.copy.take().map(std::fs::remove_dir_all));
    }
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run `cargo xtask test`"))
}

impl App {
    /// Serves the built app with the policy as a header on every file, and
    /// opens `path` (a query or a fragment) at 1,280 × 900.
    pub(crate) async fn open(path: &str) -> Self {
        Self::open_from(PathBuf::from(variable("AUDIT_VIEWER_DIST")), path).await
    }

    /// The same with `more` at the end of the worker's first script.
    pub(crate) async fn open_with_worker(more: &str) -> Self {
        Self::open_changed(|copy| {
            let worker = copy.join("worker.js");
            let script = std::fs::read_to_string(&worker).unwrap();
            std::fs::write(worker, format!("{script}\n{more}")).unwrap();
        })
        .await
    }

    /// The same with an operator's settings, and a picture `logo.svg`.
    pub(crate) async fn open_with_config(config: &str) -> Self {
        Self::open_changed(|copy| {
            std::fs::write(copy.join("config.json"), config).unwrap();
            std::fs::copy(copy.join("favicon.svg"), copy.join("logo.svg")).unwrap();
        })
        .await
    }

    /// The same from files that are not quite those of the build.
    pub(crate) async fn open_changed(change: impl FnOnce(&std::path::Path)) -> Self {
        // Two tests at a time may each want their own.
        static COPIES: AtomicU32 = AtomicU32::new(0);
        let number = COPIES.fetch_add(1, Ordering::Relaxed);
        let copy = std::env::temp_dir().join(format!("audit-viewer-e2e-{}-copy-{number}", std::process::id()));
        std::fs::create_dir_all(&copy).unwrap();
        for file in std::fs::read_dir(variable("AUDIT_VIEWER_DIST")).unwrap() {
            let file = file.unwrap().path();
            std::fs::copy(&file, copy.join(file.file_name().unwrap())).unwrap();
        }
        change(&copy);
        let mut app = Self::open_from(copy.clone(), "").await;
        app.copy = Some(copy);
        app
    }

    async fn open_from(dist: PathBuf, path: &str) -> Self {
        let server = static_files::serve(&dist, 0, Policy::Header).unwrap();
        let (chromedriver, port) = start_chromedriver();
        let folder = std::env::temp_dir().join(format!("audit-viewer-e2e-{}-{port}", std::process::id()));
        let downloads = folder.join("downloads");
        std::fs::create_dir_all(&downloads).unwrap();
        let mut capabilities = DesiredCapabilities::chrome();
        for argument in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            // No test waits for a color to finish fading.
            "--force-prefers-reduced-motion",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1280,900",
            "--lang=en-GB",
            &format!("--user-data-dir={}", folder.join("profile").display()),
        ] {
            capabilities.add_arg(argument).unwrap();
        }
        capabilities.set_binary(&variable("CHROMIUM")).unwrap();
        capabilities
            .add_experimental_option(
                "prefs",
                json!({"download.default_directory": downloads, "intl.accept_languages": "en-GB"}),
            )
            .unwrap();
        capabilities.set_logging_prefs("browser", LoggingPrefsLogLevel::All).unwrap();
        let driver = WebDriver::new(&format!("http://127.0.0.1:{port}"), capabilities).await.unwrap();
        driver.set_script_timeout(PATIENCE * 2).await.unwrap();
        let source = json!({"source": LISTEN});
        driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", source).await.unwrap();
        // As in a window in front: in others, some browsers tell nobody of the focus.
        driver.cdp().send_raw("Emulation.setFocusEmulationEnabled", json!({"enabled": true})).await.unwrap();
        let url = server.url();
        let session = driver.session_id().to_string();
        let app = Self {
            driver: ManuallyDrop::new(driver),
            url,
            downloads,
            chromedriver,
            port,
            session,
            _server: server,
            folder,
            copy: None,
        };
        app.visit(path).await;
        app
    }

    /// Opens the app once more, with a script of the test's own before its first.
    pub(crate) async fn open_after(&self, source: &str) {
        let source = json!({"source": source});
        self.driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", source).await.unwrap();
        self.driver.refresh().await.unwrap();
    }

    /// Runs a script in the page; what it returns.
    pub(crate) async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.driver.execute(script, arguments).await.unwrap().json().clone()
    }

    /// Waits until an expression of the page is true.
    pub(crate) async fn holds(&self, expression: &str) {
        const SCRIPT: &str = r"
            const [expression, patience, done] = arguments;
            const deadline = performance.now() + patience;
            const holds = new Function(`return ${expression}`);
            const poll = () => {
                if (holds()) done(true);
                else if (performance.now() > deadline) done(false);
                else setTimeout(poll, 30);
            };
            poll();";
        let patience = json!(u64::try_from(PATIENCE.as_millis()).unwrap());
        let held = self.driver.execute_async(SCRIPT, vec![json!(expression), patience]).await.unwrap();
        assert_eq!(held.json(), &json!(true), "{expression}");
    }

    /// Goes to a path of the app, as typed into the address bar.
    pub(crate) async fn visit(&self, path: &str) {
        self.driver.goto(format!("{}{path}", self.url)).await.unwrap();
    }

    /// Loads axe-core, which also knows roles and names.
    async fn axe(&self) {
        let loaded = self.driver.execute("return typeof axe === 'object'", vec![]).await.unwrap();
        if loaded.json() != &json!(true) {
            let source = std::fs::read_to_string(variable("AXE_CORE")).unwrap();
            self.driver.execute(source, vec![]).await.unwrap();
        }
    }

    async fn look(&self, role: &str, name: &str, gone: bool) -> Option<WebElement> {
        const SCRIPT: &str = r"
            const [role, name, gone, patience, done] = arguments;
            const deadline = performance.now() + patience;
            const plain = text => text.replace(/[\s\u202f\u00a0\u2066-\u2069]+/g, ' ').trim();
            const look = () => {
                axe.setup(document.documentElement);
                try {
                    const named = element => plain(axe.commons.text.accessibleText(element));
                    const holds = fits => element => axe.commons.aria.getRole(element) === role
                        && axe.commons.dom.isVisibleToScreenReaders(element) && fits(named(element));
                    const all = [...document.querySelectorAll('body, body *')];
                    const first = all.find(holds(found => found.includes(name)));
                    // A name that is just this goes before one that holds it.
                    return first && named(first) !== name && all.find(holds(found => found === name)) || first || null;
                } finally { axe.teardown(); }
            };
            const poll = () => {
                const found = look();
                if ((found !== null) !== gone) done(found);
                else if (performance.now() > deadline) done(gone ? found : null);
                else setTimeout(poll, 30);
            };
            poll();";
        self.axe().await;
        let patience = json!(u64::try_from(PATIENCE.as_millis()).unwrap());
        let found =
            self.driver.execute_async(SCRIPT, vec![json!(role), json!(name), json!(gone), patience]).await.unwrap();
        if found.json().is_null() { None } else { Some(found.element().unwrap()) }
    }

    /// The first visible thing with a role and the name `name`, or else a name that holds
    /// it; waits until there is one.
    pub(crate) async fn find(&self, role: &str, name: &str) -> WebElement {
        match self.look(role, name, false).await {
            Some(element) => element,
            None => panic!("no {role} named {name:?}; the page says:\n{}", self.text().await),
        }
    }

    /// Waits until nothing visible has this role and name.
    pub(crate) async fn gone(&self, role: &str, name: &str) {
        assert!(self.look(role, name, true).await.is_none(), "the {role} named {name:?} stays");
    }

    pub(crate) async fn click(&self, role: &str, name: &str) {
        let element = self.find(role, name).await;
        element.scroll_into_view().await.unwrap();
        element.click().await.unwrap();
    }

    /// Replaces what a field holds.
    pub(crate) async fn fill(&self, role: &str, name: &str, text: &str) {
        let field = self.find(role, name).await;
        field.send_keys(Key::Control + "a").await.unwrap();
        field.send_keys(if text.is_empty() { Key::Delete.into() } else { TypingData::from(text) }).await.unwrap();
    }

    /// Waits until the page says `text` anywhere.
    pub(crate) async fn says(&self, text: &str) {
        const SCRIPT: &str = r"
            const [text, patience, done] = arguments;
            const deadline = performance.now() + patience;
            const plain = text => text.replace(/[\s\u202f\u00a0\u2066-\u2069]+/g, ' ').trim();
            const poll = () => {
                if (plain(document.body.innerText).includes(text)) done(true);
                else if (performance.now() > deadline) done(false);
                else setTimeout(poll, 30);
            };
            poll();";
        let patience = json!(u64::try_from(PATIENCE.as_millis()).unwrap());
        let said = self.driver.execute_async(SCRIPT, vec![json!(text), patience]).await.unwrap();
        assert_eq!(said.json(), &json!(true), "the page does not say {text:?} but:\n{}", self.text().await);
    }

    /// All that the page shows as text.
    pub(crate) async fn text(&self) -> String {
        let text = self.driver.execute("return document.body.innerText", vec![]).await.unwrap();
        text.json().as_str().unwrap_or_default().to_owned()
    }

    /// The address as the address bar has it.
    pub(crate) async fn address(&self) -> String {
        self.driver.current_url().await.unwrap().to_string()
    }

    /// Waits for a finished download whose name ends so, and takes it.
    pub(crate) async fn download(&self, ending: &str) -> (String, Vec<u8>) {
        let deadline = std::time::Instant::now() + PATIENCE;
        loop {
            for entry in std::fs::read_dir(&self.downloads).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                if name.ends_with(ending) {
                    let bytes = std::fs::read(&path).unwrap();
                    if bytes.is_empty() {
                        // Only the name is taken so far; the file follows whole.
                        continue;
                    }
                    std::fs::remove_file(&path).unwrap();
                    return (name, bytes);
                }
            }
            assert!(std::time::Instant::now() < deadline, "no download ends with {ending}");
            tokio::task::yield_now().await;
        }
    }

    /// What axe-core finds wrong, in this state of the page.
    pub(crate) async fn audit(&self) {
        // What a head that stays in sight half covers would count as too small to touch.
        self.run("window.scrollTo(0, 0)", vec![]).await;
        self.axe().await;
        // So would what an open menu half covers, which is audited when it is closed.
        let script = "const done = arguments[0];
            const menu = document.querySelector('.menu-items:not([hidden])')?.getBoundingClientRect();
            const within = (it, whole) => it.left < whole.right && it.right > whole.left \
                && it.top < whole.bottom && it.bottom > whole.top;
            const covered = [...document.querySelectorAll('main :is(a, button, input, select, summary)')]
                .filter(it => menu && within(it.getBoundingClientRect(), menu));
            axe.run({exclude: covered}, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', \
                'best-practice']}).then(result => done(result.violations.map(violation => \
                [violation.id, violation.help, violation.nodes.map(node => node.html.slice(0, 200))])), \
                error => done([String(error)]));";
        let found = self.driver.execute_async(script, vec![]).await.unwrap();
        assert_eq!(found.json(), &json!([]), "axe-core at {}", self.address().await);
    }

    /// Gives the window another size, in CSS pixels.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", metrics).await.unwrap();
    }

    /// Prefers `light` or `dark` colors.
    pub(crate) async fn prefer(&self, colors: &str) {
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": colors}]});
        self.driver.cdp().send_raw("Emulation.setEmulatedMedia", media).await.unwrap();
    }

    /// Nothing has to be scrolled sideways.
    pub(crate) async fn fits(&self) {
        self.holds("document.documentElement.scrollWidth <= document.documentElement.clientWidth").await;
    }

    /// What is shown has no fault of accessibility and fits, narrow and wide, light and dark.
    pub(crate) async fn audit_everywhere(&self) {
        for (width, colors) in [(320, "dark"), (320, "light"), (1280, "dark")] {
            self.prefer(colors).await;
            self.resize(width, 900).await;
            self.audit().await;
            self.fits().await;
        }
    }

    /// Ends a visit: no fault of accessibility, none of the policy, and nothing
    /// in the console that was not provoked.
    pub(crate) async fn finish(self) {
        self.audit().await;
        let violations = self.driver.execute("return window.__violations", vec![]).await.unwrap();
        assert_eq!(violations.json(), &json!([]), "violations of the policy");
        assert_eq!(self.trouble().await, Vec::<String>::new(), "the console");
    }

    /// What the console says of violations and panics since it was last asked.
    pub(crate) async fn trouble(&self) -> Vec<String> {
        let log = self.driver.browser_log().await.unwrap();
        log.into_iter().map(|entry| entry.message).filter(|message| is_trouble(message)).collect()
    }
}

/// Policy violations and panics, of the page and of the worker; refused requests
/// are what some tests are about.
fn is_trouble(message: &str) -> bool {
    ["Content Security Policy", "Content-Security-Policy", "panicked", "RuntimeError", "unreachable"]
        .iter()
        .any(|word| message.contains(word))
}

/// A driver, and the port that it found. Another program can take the port in between;
/// then it ends without a word.
fn start_chromedriver() -> (Child, u16) {
    (0..3).find_map(|_| try_chromedriver()).expect("chromedriver says its port")
}

fn try_chromedriver() -> Option<(Child, u16)> {
    let mut child = Command::new(variable("CHROMEDRIVER"))
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver starts");
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let port = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| line.strip_suffix('.').unwrap_or(&line).rsplit_once("successfully on port ")?.1.parse().ok());
    let Some(port) = port else {
        let _ = child.wait();
        return None;
    };
    // Its output has to go somewhere, or it blocks.
    std::thread::spawn(move || lines.for_each(drop));
    Some((child, port))
}

/// The rows of a CSV by the names of its columns.
pub(crate) fn table(csv: &[u8]) -> Vec<std::collections::BTreeMap<String, String>> {
    csv::Reader::from_reader(csv).deserialize().map(Result::unwrap).collect()
}

/// A time in seconds as the CSV's milliseconds.
pub(crate) fn milliseconds(seconds: &Value) -> String {
    format!("{:.0}", seconds.as_f64().unwrap() * 1000.0)
}
