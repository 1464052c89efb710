// This page, as a harness for viewers of large logs drives it: which files it is made of,
// and how its parts are found. Functions without [node] run in the page. The harness
// chooses a file, types, clicks and scrolls, and checks every count that it reads here.

const set = (field, text) => {
  const value = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  value.call(field, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

export default {
  name: "audit-viewer",
  serve: { "/": process.env.AUDIT_VIEWER_DIST ?? "dist" },
  path: "/index.html",
  ready: () => Boolean(document.querySelector("input[type=file]")),
  fileInput: "input[type=file]",
  rows: ".row",
  firstRow: () => document.querySelector(".grid .row")?.textContent ?? "",
  // "1,234 of 1,000,000 records", "1,000,000 records": what matches comes first.
  count: () => {
    const words = document.querySelector("#count-line strong")?.textContent ?? "";
    return Number(words.split("of")[0].replace(/\D/g, "") || -1);
  },
  search: "#search",
  expectSearch: (reference) => reference.text,
  // [node] Five actions, refused with a 4xx, in the middle one of two years, with a word.
  combo: (page) =>
    page.evaluate(`(${set})(document.querySelector("#search"), ${JSON.stringify(
      "action:events.get,events.create,streams.get,events.update,getAccessInfo status:4xx " +
        "time:2019-12-31T01:38:20Z..2020-12-30T01:38:19.999Z diary",
    )})`),
  expectCombo: (reference) => reference.combo,
  scroller: ".grid",
  // [node] Before the export: everything, as a download and not into a file that nobody
  // chooses; and the menu.
  groupClose: async (page) => {
    await page.evaluate(`(${set})(document.querySelector("#search"), "")`);
    await page.waitForFunction(() => {
      const [matched, all] = document.querySelector("#count-line strong").textContent.split("of");
      return matched.trim() === all?.replace(/[^\d,]/g, "");
    });
    await page.evaluate(() => delete window.showSaveFilePicker);
    await page.click("#export-menu");
  },
  export: "#export-menu-panel .menu-item",
  hooks: false,
};
