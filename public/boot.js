// Starts the app. The build names the two hashed files in this script's own
// address, so that no inline script is needed and the page's policy stays strict.

// Before a text becomes markup or the address of a script, browsers with Trusted Types
// ask here. Markup is what the build holds, elements that cannot load or run anything;
// the one script is the worker. Whatever else would come this way is refused.
const passive = new RegExp(
  "^(?:[^<>]|</(?:TAG)>|<(?:TAG)(?: (?:aria-[a-z]+|class|d|data-[a-z]+|dir|id|lang|role|tabindex|translate)=\"[^\"<>]*\")*>)*$"
    .replaceAll(
      "TAG",
      "b|bdi|br|circle|code|dd|div|dl|dt|em|g|h[1-6]|hr|i|kbd|li|line|ol|p|path|pre|rect|small|span|strong|sub|sup|svg|table|tbody|td|th|thead|time|tr|ul|wbr",
    ),
);
const worker = new URL("worker.js", import.meta.url).href;
globalThis.trustedTypes?.createPolicy("default", {
  createHTML: (markup) => (passive.test(markup) ? markup : null),
  createScriptURL: (address) => (address === worker ? address : null),
});

const names = new URL(import.meta.url).searchParams;
const glue = new URL(names.get("js"), import.meta.url).href;
const wasm = new URL(names.get("wasm"), import.meta.url).href;

// The worker runs the same code; the app passes this address on to it.
globalThis.auditViewerGlue = glue;

const { default: init } = await import(glue);
// The help text goes as soon as the app draws; it stays when this fails.
await init({ module_or_path: wasm });
