// The worker's first step: the same code as the page, with the module that the
// page has compiled already. Then the app's own message loop takes over.

// How many bytes a log may take: loading stops there, and says so. 1.5 GiB without it.
// self.auditViewerMemory = 1.5 * 2 ** 30;

// In words; the app's own messages are bytes.
const tell = (word, text) => self.postMessage([word, text]);

// What the worker's own policy forbids is reported to the page.
self.addEventListener("securitypolicyviolation", (event) => {
  tell("Policy", `${event.violatedDirective} ${event.blockedURI}`);
});

self.addEventListener(
  "message",
  async ({ data }) => {
    try {
      const { default: init } = await import(data.glue);
      await init({ module_or_path: data.module });
    } catch (error) {
      // Nobody else notices: the page would wait for ever.
      tell("NotStarted", String(error));
      return;
    }
    tell("Ready");
  },
  { once: true },
);
