// The worker's first step: the same code as the page, with the module that the
// page has compiled already. Then the app's own message loop takes over.
self.addEventListener(
  "message",
  async ({ data }) => {
    const { default: init } = await import(data.glue);
    await init({ module_or_path: data.module });
    self.postMessage("ready");
  },
  { once: true },
);
// What the worker's own policy forbids is reported to the page.
self.addEventListener("securitypolicyviolation", (event) => {
  self.postMessage(`policy: ${event.violatedDirective} ${event.blockedURI}`);
});
