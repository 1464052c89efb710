// Starts the app. The build names the two hashed files in this script's own
// address, so that no inline script is needed and the page's policy stays strict.
const names = new URL(import.meta.url).searchParams;
const glue = new URL(names.get("js"), import.meta.url).href;
const wasm = new URL(names.get("wasm"), import.meta.url).href;

// The worker runs the same code; the app passes this address on to it.
globalThis.auditViewerGlue = glue;

const { default: init } = await import(glue);
// The help text goes as soon as the app draws; it stays when this fails.
await init({ module_or_path: wasm });
