// Before the page's first script: what the page holds that no browser counts by itself.
window.soak = { memories: [], blobs: new Set() };
const { instantiate, instantiateStreaming } = WebAssembly;
const keep = result => {
    const { memory } = (result.instance || result).exports;
    if (memory) soak.memories.push(memory);
    return result;
};
WebAssembly.instantiate = (...given) => instantiate.apply(WebAssembly, given).then(keep);
WebAssembly.instantiateStreaming = (...given) => instantiateStreaming.apply(WebAssembly, given).then(keep);
const { createObjectURL, revokeObjectURL } = URL;
URL.createObjectURL = blob => {
    const url = createObjectURL.call(URL, blob);
    soak.blobs.add(url);
    return url;
};
URL.revokeObjectURL = url => {
    soak.blobs.delete(url);
    revokeObjectURL.call(URL, url);
};
soak.size = () => soak.memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
const asking = new BroadcastChannel('soak');
soak.sample = () => new Promise(done => {
    asking.onmessage = ({ data }) => data !== 'ask' && done([soak.size(), data, soak.blobs.size]);
    asking.postMessage('ask');
});
soak.until = (holds, patience) => new Promise(done => {
    const deadline = performance.now() + patience;
    const poll = () => {
        if (holds()) done(true);
        else if (performance.now() > deadline) done(false);
        else setTimeout(poll, 30);
    };
    poll();
});
soak.says = text => document.body.innerText.replace(/\s+/g, ' ').includes(text);
soak.submit = text => {
    const field = document.getElementById('search');
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.form.requestSubmit();
};
soak.period = period => {
    const select = document.getElementById('filter-period');
    select.value = period;
    select.dispatchEvent(new Event('change', { bubbles: true }));
};
// What a script can name is clicked by it: the driver keeps every element that it was told
// of, and with each the list that it was in.
soak.click = selector => document.querySelector(selector).click();
soak.button = text => [...document.querySelectorAll('button')].find(button => button.textContent.includes(text)).click();
soak.count = () => document.querySelector('#count-line strong').textContent;
